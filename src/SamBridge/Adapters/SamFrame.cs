namespace ClipSurgery;

/// <summary>
/// The rules between a picture and the square that a SAM model's points and masks lie in, all in one place. Either the longer
/// side is scaled to the square's and the rest is padded at the right and the bottom (segment-anything,
/// <c>ResizeLongestSide</c>), or the picture is squashed into the whole square (SAM 2).
/// </summary>
/// <param name="Width">Width of the picture in pixels.</param>
/// <param name="Height">Height of the picture in pixels.</param>
/// <param name="Side">Side of the square.</param>
/// <param name="LowResolutionSize">Side of the model's low-resolution masks, which show the whole square.</param>
/// <param name="IsSquashed">True where the picture fills the square.</param>
internal sealed record SamFrame(int Width, int Height, int Side, int LowResolutionSize, bool IsSquashed = false)
{
    /// <summary>Width of the picture inside the square.</summary>
    public int ResizedWidth { get; } = IsSquashed ? Side : Resized(Width, Math.Max(Width, Height), Side);

    /// <summary>Height of the picture inside the square.</summary>
    public int ResizedHeight { get; } = IsSquashed ? Side : Resized(Height, Math.Max(Width, Height), Side);

    /// <summary>Columns of a low-resolution mask that the picture covers.</summary>
    public int ValidWidth => Covered(ResizedWidth);

    /// <summary>Rows of a low-resolution mask that the picture covers.</summary>
    public int ValidHeight => Covered(ResizedHeight);

    /// <summary>A place of the picture in the square.</summary>
    public (float X, float Y) ToModel(double x, double y) =>
        ((float)x * ((float)ResizedWidth / Width), (float)y * ((float)ResizedHeight / Height));

    private static int Resized(int side, int longest, int square) => Math.Max(1, (int)(side * ((double)square / longest) + 0.5));

    private int Covered(int resized) => Math.Max(1, (int)Math.Ceiling(resized * (double)LowResolutionSize / Side));
}
