namespace ClipSurgery.Bench;

/// <summary>A fixed operation that changes how a picture is drawn and leaves everything where it is.</summary>
internal sealed record PictureStyle(string Name, Func<RgbImage, RgbImage> Apply)
{
    /// <summary>Grey value per step of the ink drawing's shading; the drawing has four greys.</summary>
    private const int InkStep = 64;

    /// <summary>How dark a line of the ink drawing is, for each grey value that the picture changes by from one pixel to the next.</summary>
    private const float InkOnEdges = 4;

    /// <summary>Pixels on each side that one pass of the blur averages; three passes are nearly a Gaussian of 2 pixels.</summary>
    private const int BlurRadius = 2;

    /// <summary>Largest noise, in grey values; it is uniform.</summary>
    private const int Noise = 40;

    public static IReadOnlyList<PictureStyle> All { get; } =
        [new("ink", DrawWithInk), new("colours", ChangeColours), new("blur", BlurWithNoise)];

    /// <summary>Dark lines where the picture changes, over four greys.</summary>
    private static RgbImage DrawWithInk(RgbImage image)
    {
        float[] grey = new float[image.Width * image.Height];
        ReadOnlySpan<byte> pixels = image.Pixels;
        for (int i = 0; i < grey.Length; i++)
        {
            grey[i] = 0.299f * pixels[3 * i] + 0.587f * pixels[3 * i + 1] + 0.114f * pixels[3 * i + 2];
        }

        byte[] drawn = new byte[pixels.Length];
        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++)
            {
                float edge = MathF.Abs(Grey(x + 1, y) - Grey(x - 1, y)) + MathF.Abs(Grey(x, y + 1) - Grey(x, y - 1));
                float shade = 255 - (InkStep - 1) / 2f + InkStep * (MathF.Floor(Grey(x, y) / InkStep) - 3);
                byte value = (byte)Math.Clamp(shade - InkOnEdges * edge / 2, 0, 255);
                drawn.AsSpan(3 * (y * image.Width + x), 3).Fill(value);
            }
        }

        return new RgbImage(image.Width, image.Height, drawn);

        float Grey(int x, int y) => grey[Math.Clamp(y, 0, image.Height - 1) * image.Width + Math.Clamp(x, 0, image.Width - 1)];
    }

    /// <summary>Red, green and blue change places, and one of them is turned over.</summary>
    private static RgbImage ChangeColours(RgbImage image)
    {
        byte[] changed = new byte[image.Pixels.Length];
        for (int i = 0; i < changed.Length; i += 3)
        {
            (changed[i], changed[i + 1], changed[i + 2]) = (image.Pixels[i + 2], (byte)(255 - image.Pixels[i]), image.Pixels[i + 1]);
        }

        return new RgbImage(image.Width, image.Height, changed);
    }

    /// <summary>Out of focus, then grainy. The noise is the same in every picture.</summary>
    private static RgbImage BlurWithNoise(RgbImage image)
    {
        byte[] values = image.Pixels.ToArray();
        for (int pass = 0; pass < 3; pass++)
        {
            values = Average(Average(values, image.Width, image.Height, dx: 1, dy: 0), image.Width, image.Height, dx: 0, dy: 1);
        }

        uint random = 1;
        for (int i = 0; i < values.Length; i++)
        {
            // The generator of Numerical Recipes; its upper half is random enough for noise.
            random = unchecked(random * 1664525 + 1013904223);
            values[i] = (byte)Math.Clamp(values[i] + (int)((random >> 16) % (2 * Noise + 1)) - Noise, 0, 255);
        }

        return new RgbImage(image.Width, image.Height, values);
    }

    /// <summary>The mean of each pixel and its neighbours in one direction; the border is repeated.</summary>
    private static byte[] Average(byte[] values, int width, int height, int dx, int dy)
    {
        byte[] averaged = new byte[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int x = i / 3 % width;
            int y = i / 3 / width;
            int sum = 0;
            for (int step = -BlurRadius; step <= BlurRadius; step++)
            {
                int column = Math.Clamp(x + step * dx, 0, width - 1);
                int row = Math.Clamp(y + step * dy, 0, height - 1);
                sum += values[3 * (row * width + column) + i % 3];
            }

            averaged[i] = (byte)(sum / (2 * BlurRadius + 1));
        }

        return averaged;
    }
}
