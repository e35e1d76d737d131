namespace ClipSurgery;

/// <summary>How a data set is written, whatever the format.</summary>
public sealed record ExportOptions
{
    /// <summary>
    /// How far the outline of a polygon may lie from the middles of pixel edges, in pixels; 0 keeps every edge. An object of which
    /// less than an IoU of 0.98 would be left keeps as many as that takes, and run lengths are never touched. Defaults to 0.5 in the
    /// formats <c>yolo</c>, <c>labelme</c> and <c>cvat-polygon</c>, and to 0 elsewhere.
    /// </summary>
    public double? Simplify { get; init; }

    /// <summary>
    /// Parts for training; null for one whole. The formats <c>yolo</c>, <c>coco</c>, <c>coco-polygon</c> and <c>voc</c> are laid out
    /// by parts.
    /// </summary>
    public DatasetSplit? Split { get; init; }

    /// <summary>
    /// Copies pictures into the export, so that it can be moved. Otherwise formats that hold pictures link them, and the formats
    /// <c>coco</c> and <c>coco-polygon</c> leave them where they are.
    /// </summary>
    public bool CopyPictures { get; init; }

    /// <summary>Where a picture lies in a layout by parts, with forward slashes; its own name where there are no parts.</summary>
    internal string PlaceOf(string fileName) => Split?.PathOf(fileName) ?? fileName;
}
