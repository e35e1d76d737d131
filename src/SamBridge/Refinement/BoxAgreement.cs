namespace ClipSurgery;

/// <summary>
/// How well a mask fills a box: IoU of the box with that of the mask. Specks far from an object would make its box anything, so the
/// mask's box leaves out the outermost pixels at each side.
/// </summary>
internal static class BoxAgreement
{
    /// <summary>Share of the mask's pixels that may lie beyond each edge of its box.</summary>
    private const double Trimmed = 0.005;

    /// <summary>The agreement, 0 to 1; 0 for an empty mask.</summary>
    /// <param name="mask">The mask, of the picture's size or of another one.</param>
    /// <param name="box">The box in pixels of the mask.</param>
    public static double Measure(Mask mask, BoxXywh box) => mask.IsEmpty ? 0 : IoU(Extent(mask), box);

    /// <summary>Intersection over union of two boxes, 0 to 1.</summary>
    public static double IoU(BoxXywh a, BoxXywh b)
    {
        double width = Math.Min(a.Right, b.Right) - Math.Max(a.X, b.X);
        double height = Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Y, b.Y);
        double both = Math.Max(0, width) * Math.Max(0, height);
        return both == 0 ? 0 : both / ((a.Width * a.Height) + (b.Width * b.Height) - both);
    }

    /// <summary>The box around a mask that is not empty, without what is trimmed.</summary>
    internal static BoxXywh Extent(Mask mask)
    {
        (long[] columns, long[] rows) = Count(mask);
        (int left, int right) = Ends(columns, mask.Area);
        (int top, int bottom) = Ends(rows, mask.Area);
        return new BoxXywh(left, top, right - left, bottom - top);
    }

    /// <summary>The pixels of each column and row. Runs go down one column after the other.</summary>
    private static (long[] Columns, long[] Rows) Count(Mask mask)
    {
        long[] columns = new long[mask.Width];

        // Where pixels begin, less those that end there: their running sum is what a row holds.
        long[] rows = new long[mask.Height + 1];
        long position = 0;
        for (int run = 0; run < mask.Counts.Length; run++)
        {
            long end = position + mask.Counts[run];
            while ((run & 1) == 1 && position < end)
            {
                int y = (int)(position % mask.Height);
                int length = (int)Math.Min(end - position, mask.Height - y);
                columns[position / mask.Height] += length;
                rows[y]++;
                rows[y + length]--;
                position += length;
            }

            position = end;
        }

        for (int y = 1; y < mask.Height; y++)
        {
            rows[y] += rows[y - 1];
        }

        return (columns, rows[..mask.Height]);
    }

    private static (int First, int End) Ends(long[] counts, long area)
    {
        double most = Trimmed * area;
        int first = 0;
        for (long beyond = counts[0]; beyond <= most; beyond += counts[++first])
        {
        }

        int last = counts.Length - 1;
        for (long beyond = counts[^1]; beyond <= most; beyond += counts[--last])
        {
        }

        return (first, last + 1);
    }
}
