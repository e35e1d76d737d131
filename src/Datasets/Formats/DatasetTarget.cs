namespace ClipSurgery;

/// <summary>A tool that takes labels: the format that suits it best, and how they get into it.</summary>
public sealed record DatasetTarget
{
    private const string UnknownPictures = "PICTURES";

    private readonly Func<string, string, string> _hint;

    private DatasetTarget(string name, string format, Func<string, string, string> hint)
    {
        Name = name;
        Format = format;
        _hint = hint;
    }

    /// <summary>Every tool with a preset.</summary>
    public static IReadOnlyList<DatasetTarget> All { get; } =
    [
        // CVAT matches frames by name, so the archive has the names that the data set has.
        new("cvat", "cvat", (folder, pictures) =>
            $"(cd \"{pictures}\" && zip -qr - .) > pictures.zip && cvat-cli task create labels local pictures.zip " +
            $"--labels \"{Path.Combine(folder, "labels.json")}\" " +
            $"--annotation_path \"{Path.Combine(folder, "annotations.xml")}\" --annotation_format \"CVAT 1.1\""),
        new("labelstudio", "labelstudio", (folder, pictures) =>
            "start Label Studio with LABEL_STUDIO_LOCAL_FILES_SERVING_ENABLED=true and " +
            $"LABEL_STUDIO_LOCAL_FILES_DOCUMENT_ROOT=\"{Path.GetDirectoryName(pictures) ?? pictures}\"; in a new project paste " +
            $"\"{Path.Combine(folder, "labels.xml")}\" as its labeling interface, add \"{pictures}\" as a local source storage " +
            $"without syncing it, and import \"{Path.Combine(folder, "tasks.json")}\""),
        new("fiftyone", "fiftyone", (folder, _) =>
            $"fiftyone app view --dataset-dir \"{folder}\" --type fiftyone.types.COCODetectionDataset " +
            "--kwargs label_types=segmentations"),
        new("ultralytics", "yolo", (folder, _) =>
            $"yolo segment train model=yolo11n-seg.pt data=\"{Path.Combine(folder, "data.yaml")}\""),
        new("detectron2", "coco-polygon", (folder, pictures) =>
            $"register_coco_instances(\"labels\", {{}}, \"{CocoFormat.TrainingFile(folder)}\", \"{pictures}\")"),
    ];

    /// <summary>What a user types, and the folder's name.</summary>
    public string Name { get; }

    /// <summary>The format's name, as <see cref="DatasetExport"/> takes it.</summary>
    public string Format { get; }

    /// <summary>The tool of a name.</summary>
    /// <exception cref="ClipSurgeryException">There is no preset of that name.</exception>
    public static DatasetTarget Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(target => target.Name == name)
            ?? throw new ClipSurgeryException(
                $"{name}: no such target; expected {string.Join(", ", All.Select(target => target.Name))}.");
    }

    /// <summary>One line: what to type, or to do, to get the labels into the tool.</summary>
    /// <param name="folder">The folder that <see cref="DatasetExport"/> wrote.</param>
    /// <param name="pictureFolder">The folder that the pictures lie in; null where it is not known.</param>
    public string ImportHint(string folder, string? pictureFolder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string pictures = pictureFolder is null
            ? UnknownPictures
            : Path.TrimEndingDirectorySeparator(Path.GetFullPath(pictureFolder));
        return _hint(folder, pictures);
    }
}
