namespace ClipSurgery;

/// <summary>Where the windows of a large picture lie.</summary>
internal static class WindowLayout
{
    /// <summary>
    /// Windows that cover a picture, row by row from the top left. They are spread evenly, so that neighbours overlap by the asked number
    /// of pixels or more, and the last ones end at the picture's edges.
    /// </summary>
    /// <param name="width">Width of the picture in pixels.</param>
    /// <param name="height">Height of the picture in pixels.</param>
    /// <param name="side">Side of a window in pixels; a window is as small as the picture where that is smaller.</param>
    /// <param name="overlap">Least overlap of neighbours in pixels, less than the side.</param>
    public static IReadOnlyList<PictureWindow> Of(int width, int height, int side, int overlap) =>
    [
        .. from y in Starts(height, side, overlap)
           from x in Starts(width, side, overlap)
           select new PictureWindow(x, y, Math.Min(side, width), Math.Min(side, height)),
    ];

    /// <summary>Where the windows along one side of a picture begin, in ascending order.</summary>
    /// <param name="length">The picture's pixels, or patches, along this side.</param>
    /// <param name="side">Those of a window.</param>
    /// <param name="overlap">Least overlap of neighbours, less than the side.</param>
    public static int[] Starts(int length, int side, int overlap)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(overlap);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(overlap, side);
        if (length <= side)
        {
            return [0];
        }

        int last = (length - overlap + (side - overlap) - 1) / (side - overlap) - 1;
        return [.. Enumerable.Range(0, last + 1).Select(i => (int)((long)i * (length - side) / last))];
    }
}
