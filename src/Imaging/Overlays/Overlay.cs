namespace ClipSurgery;

/// <summary>Draws results over pictures, for people to look at.</summary>
public static class Overlay
{
    private static readonly Rgb White = new(255, 255, 255);

    /// <summary>
    /// A similarity map in OpenCV's JET colours over the picture, as the CLIP Surgery demo draws it:
    /// <c>0.4 · picture + 0.6 · colour</c>, cut down to a whole number.
    /// </summary>
    /// <param name="image">The picture.</param>
    /// <param name="values01">
    /// <c>height × width</c> values at the picture's size, row-major from the top left, 0 (blue) to 1 (red); others are clamped.
    /// </param>
    /// <exception cref="ArgumentException">The number of values is not <c>height × width</c>.</exception>
    public static RgbImage HeatMap(RgbImage image, ReadOnlySpan<float> values01)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (values01.Length != image.Width * image.Height)
        {
            throw new ArgumentException(
                $"A map for {image.Width}x{image.Height} has {image.Width * image.Height} values; {values01.Length} were given.",
                nameof(values01));
        }

        ReadOnlySpan<byte> source = image.Pixels;
        ReadOnlySpan<byte> colors = JetColorMap.Colors;
        byte[] mixed = new byte[source.Length];
        for (int i = 0; i < values01.Length; i++)
        {
            float scaled = values01[i] * 255f;
            int color = scaled >= 255 ? 255 : scaled > 0 ? (int)scaled : 0;
            for (int channel = 0; channel < 3; channel++)
            {
                // Doubles, as NumPy mixes them: the cut is the same in every pixel.
                mixed[(i * 3) + channel] = (byte)((source[(i * 3) + channel] * 0.4) + (colors[(color * 3) + channel] * 0.6));
            }
        }

        return RgbImage.Adopt(image.Width, image.Height, mixed);
    }

    /// <summary>The same with a caption and a scale in the lower left corner.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="values01"><c>height × width</c> values, 0 to 1, as above.</param>
    /// <param name="caption">What the map is about.</param>
    /// <param name="low">What 0 stands for.</param>
    /// <param name="high">What 1 stands for.</param>
    public static RgbImage HeatMap(RgbImage image, ReadOnlySpan<float> values01, string caption, string low, string high)
    {
        ArgumentNullException.ThrowIfNull(caption);
        ArgumentNullException.ThrowIfNull(low);
        ArgumentNullException.ThrowIfNull(high);
        Canvas canvas = new(HeatMap(image, values01));
        ScaleBar.Draw(canvas, caption, low, high);
        return canvas.ToImage();
    }

    /// <summary>Masks over the picture: a translucent fill, a solid edge along the inside, the label at the top left.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="instances">The masks, drawn in this order; an empty mask is left out.</param>
    /// <exception cref="ArgumentException">A mask is not of the picture's size, or a label index is negative.</exception>
    public static RgbImage Instances(RgbImage image, IReadOnlyList<OverlayInstance> instances)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(instances);
        Canvas canvas = new(image);
        InstancePainter painter = new(canvas);
        foreach (OverlayInstance instance in instances)
        {
            painter.DrawMask(instance);
        }

        painter.DrawCaptions();
        return canvas.ToImage();
    }

    /// <summary>Point prompts over the picture: green discs for positive points, red for negative, rimmed in white.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="points">The points; positive ones are drawn last.</param>
    public static RgbImage Points(RgbImage image, IReadOnlyList<PromptPoint> points)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(points);
        Canvas canvas = new(image);
        float radius = Math.Max(4f, Math.Max(image.Width, image.Height) / 110f);
        foreach (bool positive in (ReadOnlySpan<bool>)[false, true])
        {
            Rgb color = positive ? new Rgb(0, 176, 64) : new Rgb(224, 32, 32);
            foreach (PromptPoint point in points)
            {
                if (point.IsPositive == positive)
                {
                    canvas.FillDisc(point.Point, radius * 1.4f, White);
                    canvas.FillDisc(point.Point, radius, color);
                }
            }
        }

        return canvas.ToImage();
    }
}
