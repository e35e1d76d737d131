namespace ClipSurgery;

/// <summary>A rectangular part of a picture that is looked at by itself, in whole pixels.</summary>
/// <param name="X">Left column.</param>
/// <param name="Y">Top row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
internal readonly record struct PictureWindow(int X, int Y, int Width, int Height)
{
    /// <summary>The first column outside.</summary>
    public int Right => X + Width;

    /// <summary>The first row outside.</summary>
    public int Bottom => Y + Height;

    /// <summary>The window as a box.</summary>
    public BoxXywh Box => new(X, Y, Width, Height);

    /// <summary>The smallest window around two.</summary>
    public static PictureWindow Around(PictureWindow first, PictureWindow second)
    {
        int x = Math.Min(first.X, second.X);
        int y = Math.Min(first.Y, second.Y);
        return new PictureWindow(
            x, y, Math.Max(first.Right, second.Right) - x, Math.Max(first.Bottom, second.Bottom) - y);
    }
}
