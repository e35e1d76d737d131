namespace ClipSurgery;

/// <summary>
/// The part of a picture that a mask covers, encoded at the size that the model was trained on, and so with far more detail (as TagCLIP
/// does with its boxes, AAAI 2024).
/// </summary>
internal static class SecondLook
{
    /// <summary>How far it reaches beyond the mask on each side, as a share of its longer side.</summary>
    private const double Margin = 0.1;

    /// <summary>Encodes it.</summary>
    /// <returns>One patch: the mean of those that the mask covers.</returns>
    public static ImageTokens Encode(ClipModel clip, RgbImage image, Mask mask, CancellationToken cancellationToken)
    {
        (int x, int y, int width, int height) = Surroundings(mask.Bounds, image);
        int size = clip.Config.TrainedSize;
        RgbImage part = image.Crop(x, y, width, height, isRented: true);
        ImageTokens tokens = clip.EncodeRented(part, size, size, cancellationToken);
        part.Return();
        ImageTokens whole = tokens.Pool(MaskCoverage.Measure(mask, x, y, width, height, tokens.GridWidth, tokens.GridHeight));
        tokens.Return();
        return whole;
    }

    /// <summary>A square around a box, moved into the picture, and cut where it is larger than that.</summary>
    private static (int X, int Y, int Width, int Height) Surroundings(BoxXywh box, RgbImage image)
    {
        double side = Math.Max(box.Width, box.Height) * (1 + 2 * Margin);
        int width = (int)Math.Ceiling(Math.Min(side, image.Width));
        int height = (int)Math.Ceiling(Math.Min(side, image.Height));
        int x = (int)Math.Clamp(box.X + (box.Width - width) / 2, 0, image.Width - width);
        int y = (int)Math.Clamp(box.Y + (box.Height - height) / 2, 0, image.Height - height);
        return (x, y, width, height);
    }
}
