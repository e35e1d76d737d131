namespace ClipSurgery;

/// <summary>
/// The boxes and loose masks of a data set, on their way to masks: of a COCO file, or of a folder of YOLO or Pascal VOC files. Any number
/// of threads may ask at once.
/// </summary>
public sealed class BoxLabels
{
    private readonly IReadOnlyDictionary<string, BoxedPicture> _pictures;

    private BoxLabels(BoxSource source, BoxPictures pictures, BoxFindings findings)
    {
        _pictures = pictures.Found;
        Classes = source.Classes;
        Description = source.Description;
        FileNames = [.. _pictures.Keys.Order(StringComparer.Ordinal)];
        Count = _pictures.Values.Sum(picture => picture.Labels.Count);
        Problems = findings.Problems;
        Missing = pictures.Missing;
        LeftOut = findings.LeftOut;
    }

    /// <summary>The classes in their order: that of COCO's categories, of YOLO's numbers, or of the names in VOC files.</summary>
    public IReadOnlyList<LabelClass> Classes { get; }

    /// <summary>The pictures that have labels, be there none in them, and are there: in ordinal order, relative to the picture folder.</summary>
    public IReadOnlyList<string> FileNames { get; }

    /// <summary>How many objects these pictures have in all.</summary>
    public int Count { get; }

    /// <summary>What must be mended before anything is made of the labels, a line each with file and place.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>Labels whose pictures are not there, a line each.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>Boxes that are empty or lie outside their pictures, a line each.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>The kind of the labels, and the SHA-256 of all that was read: what results depend on.</summary>
    public string Description { get; }

    /// <summary>Reads labels. What is wrong in single entries is gathered (<see cref="Problems"/>).</summary>
    /// <param name="path">A COCO file, a folder of YOLO or Pascal VOC files and all folders in it, or YOLO's <c>data.yaml</c>.</param>
    /// <param name="pictureFolder">Where the pictures lie, in folders as the labels do.</param>
    /// <param name="names">
    /// The classes of YOLO's numbers: a label file, a <c>data.yaml</c>, or a list with a name a line. Null takes <c>data.yaml</c> or
    /// <c>classes.txt</c> of the folder, or of one of the two above it.
    /// </param>
    /// <param name="outside">Folders that are not searched for pictures, such as that of the results.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ClipSurgeryException">There are no labels of a known kind, or a file or folder cannot be read.</exception>
    public static BoxLabels Read(
        string path,
        string pictureFolder,
        string? names = null,
        IReadOnlyList<string>? outside = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        BoxFindings findings = new();
        BoxSource source = BoxSource.Read(path, names, findings, cancellationToken);
        BoxPictures pictures = new(
            pictureFolder, PictureFolder.List(pictureFolder, outside: outside, cancellationToken: cancellationToken).FileNames);
        foreach (BoxedPicture picture in source.Pictures)
        {
            pictures.Add(picture, findings);
        }

        return new BoxLabels(source, pictures, findings);
    }

    /// <summary>A picture with a mask for each of its labels, in their order. Crowds stay as they are.</summary>
    /// <param name="fileName">One of <see cref="FileNames"/>.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="refiner">Makes the masks.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    /// <exception cref="ClipSurgeryException">The labels are for a picture of another size.</exception>
    public LabelledPicture Refine(
        string fileName, LoadedImage picture, BoxRefiner refiner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(refiner);
        BoxedPicture boxes = _pictures[fileName];
        bool isTurned = BoxPlacement.IsTurned(fileName, boxes, picture);
        (BoxLabel Label, RoughObject Rough)[] objects =
            [.. boxes.Labels.Select(label => (label, BoxPlacement.Place(label, boxes.Size is null, isTurned, picture)))];
        Queue<RefinedObject> refined = new(
            refiner.Refine(picture.Image, [.. objects.Where(one => !one.Label.IsCrowd).Select(one => one.Rough)], cancellationToken));
        return new LabelledPicture(
            picture.Image.Width,
            picture.Image.Height,
            picture.ExifOrientation,
            [.. objects.Select(one => ToInstance(one.Label, one.Label.IsCrowd ? null : refined.Dequeue(), one.Rough, picture.Image))])
        {
            ImageId = boxes.Id,
            IsTurned = isTurned,
        };
    }

    private static LabelledInstance ToInstance(BoxLabel label, RefinedObject? refined, RoughObject rough, RgbImage image) => new()
    {
        Class = label.Class,
        Mask = refined?.Mask ?? rough.Loose ?? RectangleMask.Of(image.Width, image.Height, rough.Box),
        Score = refined?.Score,
        Parts = refined?.Parts ?? new Dictionary<string, double>(),
        IsCrowd = label.IsCrowd,
        IsExisting = refined is null,
        Id = label.Id,
        Attributes = label.Attributes,
    };
}
