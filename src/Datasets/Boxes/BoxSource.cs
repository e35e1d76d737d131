namespace ClipSurgery;

/// <summary>A file or folder of boxes, once it is known of what kind it is.</summary>
/// <param name="Classes">The classes in their order.</param>
/// <param name="Pictures">What it has of each picture.</param>
/// <param name="Description">Its kind and the hash of what it holds.</param>
internal sealed record BoxSource(IReadOnlyList<LabelClass> Classes, IReadOnlyList<BoxedPicture> Pictures, string Description)
{
    /// <summary>Reads a COCO file (.json), a folder of Pascal VOC files (.xml), or a folder or <c>data.yaml</c> of YOLO files.</summary>
    /// <exception cref="ClipSurgeryException">It is none of them, or cannot be read.</exception>
    public static BoxSource Read(string path, string? names, BoxFindings findings, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            return ReadFolder(path, names, findings, cancellationToken);
        }

        if (!File.Exists(path))
        {
            throw new ClipSurgeryException($"{path}: no such file or folder; give a COCO file, or a folder of YOLO or Pascal VOC files.");
        }

        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".json":
                RefuseNames(path, names);
                CocoDataset dataset = CocoReader.Read(path);
                return new BoxSource(
                    CocoBoxes.Classes(path, dataset), [.. CocoBoxes.Read(path, dataset, findings)], $"coco {FileHash.Sha256(path)}");
            case ".yaml" or ".yml":
                return ReadYolo(Path.GetDirectoryName(Path.GetFullPath(path))!, names ?? path, findings, cancellationToken);
            default:
                throw new ClipSurgeryException(
                    $"{path}: is no file of boxes; expected .json (COCO), data.yaml (YOLO), or a folder of .txt (YOLO) or .xml (Pascal VOC) files.");
        }
    }

    private static BoxSource ReadFolder(string path, string? names, BoxFindings findings, CancellationToken cancellationToken)
    {
        using BoxFolder voc = new(path, ".xml", cancellationToken);
        using BoxFolder yolo = new(path, ".txt", cancellationToken);
        return (voc.Files.Count, yolo.Files.Count) switch
        {
            (0, 0) when File.Exists(new RunFolder(path).Annotations) =>
                throw new ClipSurgeryException($"{path}: is the folder of a run; give the COCO file in it, {new RunFolder(path).Annotations}."),
            (0, 0) => throw new ClipSurgeryException(
                $"{path}: no boxes were found; expected .txt (YOLO) or .xml (Pascal VOC) files, or give a COCO file."),
            (0, _) => ReadYolo(path, names, findings, cancellationToken),
            (_, 0) => ReadVoc(path, voc, names, findings),
            _ => throw new ClipSurgeryException(
                $"{path}: holds .xml files ({voc.Files[0]}) and .txt files ({yolo.Files[0]}); give the folder of one kind, or the data.yaml of YOLO files."),
        };
    }

    private static BoxSource ReadYolo(string folder, string? names, BoxFindings findings, CancellationToken cancellationToken)
    {
        SortedDictionary<int, LabelClass> classes = YoloNames.Read(names ?? YoloNames.Find(folder) ?? throw new ClipSurgeryException(
            $"{folder}: there is no data.yaml and no classes.txt with the names of the classes; give a label file, or a list with a name a line."));
        using BoxFolder files = new(folder, ".txt", cancellationToken);
        return new BoxSource([.. classes.Values], [.. YoloBoxes.Read(files, classes, findings)], $"yolo {files.Hash}");
    }

    private static BoxSource ReadVoc(string path, BoxFolder files, string? names, BoxFindings findings)
    {
        RefuseNames(path, names);
        BoxedPicture[] pictures =
        [
            .. files.Files.Select(file => VocFile.Read(files.ReadBytes(file), files.PathOf(file), file, findings)).OfType<BoxedPicture>(),
        ];
        IEnumerable<string> classes = pictures.SelectMany(picture => picture.Labels).Select(label => label.Class).Distinct();
        return new BoxSource(
            [.. classes.Order(StringComparer.Ordinal).Select(name => new LabelClass { Name = name })], pictures, $"voc {files.Hash}");
    }

    private static void RefuseNames(string path, string? names)
    {
        if (names is not null)
        {
            throw new ClipSurgeryException($"{names}: names classes, which {path} does itself; leave it out. YOLO files alone have numbers instead.");
        }
    }
}
