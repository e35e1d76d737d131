namespace ClipSurgery;

/// <summary>A picture has the size that its ground truth gives it.</summary>
internal static class TruthSize
{
    /// <exception cref="ClipSurgeryException">It has another size.</exception>
    public static void Require(RgbImage image, string fileName, int width, int height)
    {
        if ((image.Width, image.Height) != (width, height))
        {
            throw new ClipSurgeryException(
                $"{QuotedText.Short(fileName)}: is {image.Width}x{image.Height}, and its ground truth {width}x{height}; expected the same.");
        }
    }
}
