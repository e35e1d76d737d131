namespace ClipSurgery;

/// <summary>Area and bounding box of column-major runs.</summary>
internal static class RunGeometry
{
    /// <summary>
    /// The pixels inside and their box. A run that goes on into the next column spans the whole height
    /// (pycocotools <c>rleToBbox</c>).
    /// </summary>
    public static (long Area, BoxXywh Bounds) Measure(ReadOnlySpan<int> counts, int width, int height)
    {
        long area = 0;
        int left = width;
        int right = -1;
        int top = height;
        int bottom = -1;
        int position = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            int length = counts[i];
            if ((i & 1) == 1)
            {
                (int firstColumn, int firstRow) = Math.DivRem(position, height);
                (int lastColumn, int lastRow) = Math.DivRem(position + length - 1, height);
                bool isTall = lastColumn > firstColumn;
                left = Math.Min(left, firstColumn);
                right = lastColumn;
                top = Math.Min(top, isTall ? 0 : firstRow);
                bottom = Math.Max(bottom, isTall ? height - 1 : lastRow);
                area += length;
            }

            position += length;
        }

        return area == 0 ? (0, default) : (area, new BoxXywh(left, top, right - left + 1, bottom - top + 1));
    }

    /// <summary>True where two boxes share some area.</summary>
    public static bool Overlap(BoxXywh first, BoxXywh second) =>
        first.X < second.Right && second.X < first.Right && first.Y < second.Bottom && second.Y < first.Bottom;
}
