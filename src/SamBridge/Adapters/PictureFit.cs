namespace ClipSurgery;

/// <summary>
/// The ways in which models want a picture's size changed before they see it. Who calls them returns the picture when the model
/// has seen it.
/// </summary>
internal static class PictureFit
{
    /// <summary>The longer side becomes the square's; the rest is padding (segment-anything, <c>ResizeLongestSide</c>).</summary>
    public static RgbImage LongestSide(RgbImage image, int side)
    {
        SamFrame frame = new(image.Width, image.Height, side, side);
        return PillowResize.Resize(image, frame.ResizedWidth, frame.ResizedHeight, ResampleFilter.Bilinear, isRented: true);
    }

    /// <summary>Both sides become the square's (SAM 2, <c>SAM2Transforms</c>).</summary>
    public static RgbImage Squash(RgbImage image, int side) =>
        PillowResize.Resize(image, side, side, ResampleFilter.Bilinear, isRented: true);

    /// <summary>As it is, for a model that squashes it by itself; no side longer than twice the square's.</summary>
    /// <remarks>The model resizes without antialiasing, and at its full size a large picture would take gigabytes.</remarks>
    public static RgbImage AsItIs(RgbImage image, int side) =>
        Math.Max(image.Width, image.Height) <= 2 * side ? image : LongestSide(image, 2 * side);

    /// <summary>Both sides become the square's, without any filter, as OpenCV's <c>INTER_NEAREST</c> does.</summary>
    public static RgbImage SquashNearest(RgbImage image, int side)
    {
        PooledArray<byte> pixels = PooledArray<byte>.Create(3 * side * side, isRented: true);
        for (int y = 0; y < side; y++)
        {
            ReadOnlySpan<byte> row = image.Row((int)((long)y * image.Height / side));
            Span<byte> target = pixels.Span.Slice(3 * y * side, 3 * side);
            for (int x = 0; x < side; x++)
            {
                row.Slice(3 * (int)((long)x * image.Width / side), 3).CopyTo(target[(3 * x)..]);
            }
        }

        return RgbImage.Adopt(side, side, pixels);
    }
}
