namespace ClipSurgery;

/// <summary>The formats that a data set can be written in.</summary>
internal static class DatasetFormats
{
    /// <summary>Every format, in the order that a user is shown. A new one is added here and nowhere else.</summary>
    public static IReadOnlyList<IDatasetFormat> All { get; } =
    [
        new CocoFormat("coco", SegmentationFormat.Auto),
        new CocoFormat("coco-polygon", SegmentationFormat.Polygon),
        new CocoFormat("fiftyone", SegmentationFormat.Rle) { FileName = "labels.json", Pictures = "data" },
        new CvatFormat(),
        new CvatFormat(isPolygon: true),
        new LabelStudioFormat(isPolygon: false),
        new LabelStudioFormat(isPolygon: true),
        new YoloFormat(),
        new LabelMeFormat(),
        new VocFormat(),
        new PanopticFormat(),
    ];

    /// <exception cref="ClipSurgeryException">There is no format of that name.</exception>
    public static IDatasetFormat Find(string name) =>
        All.FirstOrDefault(format => format.Name == name)
        ?? throw new ClipSurgeryException(
            $"There is no format \"{name}\"; expected one of {string.Join(", ", All.Select(format => format.Name))}.");
}
