namespace ClipSurgery;

/// <summary>Boxes as masks, where nothing better is known.</summary>
internal static class BoxMask
{
    /// <summary>The part of a box that lies in a picture of a size; empty where none does, or where a number is not finite.</summary>
    public static Mask Of(BoxXywh box, int width, int height)
    {
        double left = Math.Max(0, box.X);
        double top = Math.Max(0, box.Y);
        double right = Math.Min(width, box.X + box.Width);
        double bottom = Math.Min(height, box.Y + box.Height);
        return right > left && bottom > top
            ? Mask.FromPolygons(width, height, [[left, top, right, top, right, bottom, left, bottom]])
            : Mask.FromCounts(width, height, [width * height]);
    }
}
