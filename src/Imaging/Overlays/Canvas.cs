namespace ClipSurgery;

/// <summary>An 8-bit colour.</summary>
internal readonly record struct Rgb(byte R, byte G, byte B);

/// <summary>A copy of a picture that can be drawn on. What falls outside is left out.</summary>
internal sealed class Canvas(RgbImage image)
{
    private readonly byte[] _pixels = image.Pixels.ToArray();

    public int Width => image.Width;

    public int Height => image.Height;

    /// <summary>Gives the picture away; the canvas is of no use afterwards.</summary>
    public RgbImage ToImage() => RgbImage.Adopt(Width, Height, _pixels);

    /// <summary>Mixes a colour into a pixel of the picture; opacity 0 leaves it, 1 replaces it.</summary>
    public void Blend(int x, int y, Rgb color, float opacity)
    {
        Span<byte> pixel = _pixels.AsSpan(((y * Width) + x) * 3, 3);
        pixel[0] = Mix(pixel[0], color.R, opacity);
        pixel[1] = Mix(pixel[1], color.G, opacity);
        pixel[2] = Mix(pixel[2], color.B, opacity);
    }

    public void FillRectangle(int left, int top, int width, int height, Rgb color, float opacity)
    {
        int right = Math.Min(left + width, Width);
        int bottom = Math.Min(top + height, Height);
        for (int y = Math.Max(top, 0); y < bottom; y++)
        {
            for (int x = Math.Max(left, 0); x < right; x++)
            {
                Blend(x, y, color, opacity);
            }
        }
    }

    /// <summary>A disc with smooth edges; the centre counts from the top left corner of the top left pixel.</summary>
    public void FillDisc(ImagePoint centre, float radius, Rgb color)
    {
        (int left, int right) = Range(centre.X, radius, Width);
        (int top, int bottom) = Range(centre.Y, radius, Height);
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++)
            {
                float dx = x + 0.5f - centre.X;
                float dy = y + 0.5f - centre.Y;
                float coverage = radius + 0.5f - MathF.Sqrt((dx * dx) + (dy * dy));
                if (coverage > 0)
                {
                    Blend(x, y, color, Math.Min(coverage, 1));
                }
            }
        }
    }

    /// <summary>Text in the built-in font, every font pixel a square of <paramref name="scale"/> pixels.</summary>
    public void DrawText(string text, int left, int top, int scale, Rgb color)
    {
        for (int i = 0; i < text.Length; i++)
        {
            int glyphLeft = left + (i * (BitmapFont.Width + 1) * scale);
            for (int y = 0; y < BitmapFont.Height; y++)
            {
                for (int x = 0; x < BitmapFont.Width; x++)
                {
                    if (BitmapFont.IsInk(text[i], x, y))
                    {
                        FillRectangle(glyphLeft + (x * scale), top + (y * scale), scale, scale, color, opacity: 1);
                    }
                }
            }
        }
    }

    // Clamped as floats: a point far outside does not overflow.
    private static (int Start, int End) Range(float centre, float radius, int length) => (
        (int)Math.Clamp(MathF.Floor(centre - radius - 1), 0, length),
        (int)Math.Clamp(MathF.Ceiling(centre + radius + 1), 0, length));

    private static byte Mix(byte below, byte above, float opacity) => (byte)(below + ((above - below) * opacity) + 0.5f);
}
