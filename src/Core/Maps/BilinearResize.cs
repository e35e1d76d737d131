namespace ClipSurgery;

/// <summary>
/// Bilinear resizing of float maps with half-pixel centres and without antialiasing: PyTorch's
/// <c>interpolate(mode="bilinear", align_corners=False)</c>.
/// </summary>
public static class BilinearResize
{
    /// <summary>Resizes a whole map.</summary>
    /// <param name="source"><c>[sourceHeight · sourceWidth]</c>, row-major from the top left.</param>
    /// <param name="sourceWidth">Columns of the source.</param>
    /// <param name="sourceHeight">Rows of the source.</param>
    /// <param name="target">Receives <c>[targetHeight · targetWidth]</c>, row-major.</param>
    /// <param name="targetWidth">Columns of the target.</param>
    /// <param name="targetHeight">Rows of the target.</param>
    public static void Resize(
        ReadOnlySpan<float> source, int sourceWidth, int sourceHeight, Span<float> target, int targetWidth, int targetHeight) =>
        Resize(source, sourceWidth, sourceWidth, sourceHeight, target, targetWidth, targetHeight);

    /// <summary>Resizes the top left part of a map.</summary>
    /// <param name="source">The map, row-major.</param>
    /// <param name="stride">Columns of the whole map.</param>
    /// <param name="sourceWidth">Columns of the part.</param>
    /// <param name="sourceHeight">Rows of the part.</param>
    /// <param name="target">Receives <c>[targetHeight · targetWidth]</c>, row-major.</param>
    /// <param name="targetWidth">Columns of the target.</param>
    /// <param name="targetHeight">Rows of the target.</param>
    public static void Resize(
        ReadOnlySpan<float> source, int stride, int sourceWidth, int sourceHeight, Span<float> target, int targetWidth, int targetHeight)
    {
        BilinearRows rows = new(source, stride, sourceWidth, sourceHeight, targetWidth, targetHeight);
        for (int y = 0; y < targetHeight; y++)
        {
            rows.Read(y, target.Slice(y * targetWidth, targetWidth));
        }
    }
}
