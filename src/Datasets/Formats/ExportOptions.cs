namespace ClipSurgery;

/// <summary>How a data set is written, whatever the format.</summary>
public sealed record ExportOptions
{
    /// <summary>
    /// How far the outline of a polygon may lie from the middles of pixel edges, in pixels; 0 keeps every edge. An object of which
    /// less than an IoU of 0.98 would be left keeps them too, and run lengths are never touched. Defaults to 0.5 in the formats
    /// <c>yolo</c>, <c>labelme</c> and <c>cvat-polygon</c>, and to 0 elsewhere.
    /// </summary>
    public double? Simplify { get; init; }
}
