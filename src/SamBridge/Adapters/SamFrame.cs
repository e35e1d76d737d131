namespace ClipSurgery;

/// <summary>
/// The rules between a picture and a SAM model's square input, all in one place: the longer side is scaled to the input size, the
/// rest is padded at the right and the bottom (segment-anything, <c>ResizeLongestSide</c>).
/// </summary>
/// <param name="Width">Width of the picture in pixels.</param>
/// <param name="Height">Height of the picture in pixels.</param>
/// <param name="InputSize">Side of the model's input.</param>
/// <param name="LowResolutionSize">Side of the model's low-resolution masks.</param>
internal sealed record SamFrame(int Width, int Height, int InputSize, int LowResolutionSize)
{
    /// <summary>Width of the picture inside the input.</summary>
    public int ResizedWidth { get; } = Resized(Width, Math.Max(Width, Height), InputSize);

    /// <summary>Height of the picture inside the input.</summary>
    public int ResizedHeight { get; } = Resized(Height, Math.Max(Width, Height), InputSize);

    /// <summary>Columns of a low-resolution mask that the picture covers.</summary>
    public int ValidWidth => Covered(ResizedWidth);

    /// <summary>Rows of a low-resolution mask that the picture covers.</summary>
    public int ValidHeight => Covered(ResizedHeight);

    /// <summary>A place of the picture in the model's input.</summary>
    public (float X, float Y) ToModel(double x, double y) =>
        ((float)x * ((float)ResizedWidth / Width), (float)y * ((float)ResizedHeight / Height));

    private static int Resized(int side, int longest, int inputSize) => Math.Max(1, (int)(side * ((double)inputSize / longest) + 0.5));

    private int Covered(int resized) => Math.Max(1, (int)Math.Ceiling(resized * (double)LowResolutionSize / InputSize));
}
