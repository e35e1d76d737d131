namespace ClipSurgery;

/// <summary>Cuts boxes at the picture's edges.</summary>
internal static class BoxClip
{
    /// <summary>The part of a box from 0 to the sides; its width or height is not above 0 where there is none.</summary>
    public static BoxXywh Into(BoxXywh box, double width, double height)
    {
        double left = Math.Max(0, box.X);
        double top = Math.Max(0, box.Y);
        return new BoxXywh(left, top, Length(left, box.Right, width), Length(top, box.Bottom, height));
    }

    /// <summary>A sum of both must not lie beyond the side, by however little: models refuse such boxes.</summary>
    private static double Length(double first, double end, double side)
    {
        double length = Math.Min(end, side) - first;
        return length > 0 && first + length > side ? Math.BitDecrement(side) - first : length;
    }
}
