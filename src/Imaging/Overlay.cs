namespace ClipSurgery;

/// <summary>A mask to draw.</summary>
/// <param name="Mask">The mask, as large as the picture.</param>
/// <param name="Label">Text beside it.</param>
/// <param name="ColourIndex">Which colour: the same index, the same colour.</param>
public sealed record OverlayMask(Mask Mask, string Label, int ColourIndex);

/// <summary>Draws results on pictures; the picture given is not changed.</summary>
public static class Overlay
{
    private static readonly (byte Red, byte Green, byte Blue) Positive = (0, 190, 60);
    private static readonly (byte Red, byte Green, byte Blue) Negative = (225, 30, 30);

    /// <summary>A similarity map over its picture, as the authors of CLIP Surgery draw it: 0.4 picture + 0.6 JET colours.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="values"><c>[height · width]</c> values of 0 to 1, row-major from the top left.</param>
    public static RgbImage HeatMap(RgbImage image, ReadOnlySpan<float> values)
    {
        if (values.Length != image.Width * image.Height)
        {
            throw new ArgumentException(
                $"A picture of {image.Width}x{image.Height} needs {image.Width * image.Height} values; {values.Length} were given.",
                nameof(values));
        }

        byte[] pixels = image.Pixels.ToArray();
        for (int i = 0; i < values.Length; i++)
        {
            (byte red, byte green, byte blue) = JetColours.At(values[i]);
            pixels[3 * i] = (byte)(0.4 * pixels[3 * i] + 0.6 * red);
            pixels[3 * i + 1] = (byte)(0.4 * pixels[3 * i + 1] + 0.6 * green);
            pixels[3 * i + 2] = (byte)(0.4 * pixels[3 * i + 2] + 0.6 * blue);
        }

        return RgbImage.Adopt(image.Width, image.Height, pixels);
    }

    /// <summary>Masks as translucent colour with a solid contour and their labels.</summary>
    public static RgbImage Masks(RgbImage image, IReadOnlyList<OverlayMask> masks)
    {
        Canvas canvas = new(image);
        foreach (OverlayMask mask in masks)
        {
            canvas.Fill(mask.Mask.ToBitmap(), Palette.At(mask.ColourIndex), canvas.Unit);
        }

        // Text last, so that no mask covers it.
        foreach (OverlayMask mask in masks)
        {
            BoxXywh box = mask.Mask.Bounds;
            canvas.Text((int)box.X, (int)box.Y, mask.Label, Palette.At(mask.ColourIndex));
        }

        return canvas.ToImage();
    }

    /// <summary>Positive points as green discs, negative ones as red.</summary>
    public static RgbImage Points(RgbImage image, IReadOnlyList<PromptPoint> points)
    {
        Canvas canvas = new(image);
        foreach (PromptPoint point in points)
        {
            canvas.Disc(point.Point.X, point.Point.Y, 4 * canvas.Unit, point.IsPositive ? Positive : Negative);
        }

        return canvas.ToImage();
    }
}
