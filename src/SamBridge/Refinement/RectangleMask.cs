namespace ClipSurgery;

/// <summary>Boxes as masks.</summary>
internal static class RectangleMask
{
    /// <summary>The share of its box that a mask fills from which on it says no more than the box.</summary>
    private const double FilledShare = 0.95;

    /// <summary>
    /// The pixels of a box, whose edges go to the nearest pixel edges: one pixel at least. Empty where no part of the box lies in the picture,
    /// or where a number is none.
    /// </summary>
    /// <param name="width">Width of the picture.</param>
    /// <param name="height">Height of the picture.</param>
    /// <param name="box">The box in pixels; what lies outside the picture is cut off.</param>
    public static Mask Of(int width, int height, BoxXywh box)
    {
        bool isInside = Math.Min(width, box.Right) > Math.Max(0, box.X) && Math.Min(height, box.Bottom) > Math.Max(0, box.Y);
        if (!isInside)
        {
            return Mask.FromCounts(width, height, [checked(width * height)]);
        }

        (int left, int right) = Ends(box.X, box.Right, width);
        (int top, int bottom) = Ends(box.Y, box.Bottom, height);
        List<int> counts = [checked((left * height) + top)];
        for (int x = left; x < right; x++)
        {
            counts.Add(bottom - top);
            counts.Add(x < right - 1 ? height - (bottom - top) : ((width - right) * height) + height - bottom);
        }

        return Mask.FromCounts(width, height, [.. counts]);
    }

    /// <summary>True where a mask is about a rectangle, which boxes that were stored as masks are.</summary>
    public static bool IsRectangle(Mask mask) => mask.Area >= FilledShare * mask.Bounds.Width * mask.Bounds.Height;

    private static (int First, int End) Ends(double first, double end, int length)
    {
        int from = Math.Clamp((int)Math.Round(first), 0, length - 1);
        return (from, Math.Clamp((int)Math.Round(end), from + 1, length));
    }
}
