namespace ClipSurgery;

/// <summary>A picture that is being drawn on.</summary>
internal sealed class Canvas(RgbImage image)
{
    private const double FillOpacity = 0.4;

    private readonly byte[] _pixels = image.Pixels.ToArray();
    private readonly int _width = image.Width;
    private readonly int _height = image.Height;

    /// <summary>Width of a line in pixels: 1 for small pictures, more for larger ones.</summary>
    public int Unit { get; } = Math.Max(1, Math.Max(image.Width, image.Height) / 400);

    public RgbImage ToImage() => RgbImage.Adopt(_width, _height, _pixels);

    /// <summary>Tints what a bitmap (0/1, row-major) covers and draws its contour, inside.</summary>
    public void Fill(ReadOnlySpan<byte> bitmap, (byte Red, byte Green, byte Blue) colour, int contour)
    {
        for (int y = 0; y < _height; y++)
        {
            for (int x = 0; x < _width; x++)
            {
                if (bitmap[y * _width + x] != 0)
                {
                    Blend(x, y, colour, IsEdge(bitmap, x, y, contour) ? 1 : FillOpacity);
                }
            }
        }
    }

    /// <summary>A disc with a white rim.</summary>
    public void Disc(double centreX, double centreY, double radius, (byte Red, byte Green, byte Blue) colour)
    {
        double rim = radius + Unit;
        for (int y = (int)Math.Max(0, centreY - rim); y < Math.Min(_height, centreY + rim + 1); y++)
        {
            for (int x = (int)Math.Max(0, centreX - rim); x < Math.Min(_width, centreX + rim + 1); x++)
            {
                double distance = Math.Sqrt((x + 0.5 - centreX) * (x + 0.5 - centreX) + (y + 0.5 - centreY) * (y + 0.5 - centreY));
                if (distance <= rim)
                {
                    Blend(x, y, distance <= radius ? colour : ((byte)255, (byte)255, (byte)255), 1);
                }
            }
        }
    }

    /// <summary>Text in a dark box whose lower left corner is at the place given, moved so that it lies inside the picture.</summary>
    public void Text(int x, int y, string text, (byte Red, byte Green, byte Blue) colour)
    {
        int scale = Unit;
        int width = (PixelFont.Advance * text.Length + 3) * scale;
        int height = (PixelFont.Height + 4) * scale;
        int left = Math.Clamp(x, 0, Math.Max(0, _width - width));
        int top = Math.Clamp(y - height, 0, Math.Max(0, _height - height));
        for (int row = top; row < Math.Min(_height, top + height); row++)
        {
            for (int column = left; column < Math.Min(_width, left + width); column++)
            {
                Blend(column, row, (16, 16, 16), 0.8);
            }
        }

        for (int i = 0; i < text.Length; i++)
        {
            Glyph(left + (2 + i * PixelFont.Advance) * scale, top + 2 * scale, text[i], scale, colour);
        }
    }

    private void Glyph(int left, int top, char character, int scale, (byte Red, byte Green, byte Blue) colour)
    {
        for (int row = 0; row < PixelFont.Height * scale; row++)
        {
            for (int column = 0; column < PixelFont.Width * scale; column++)
            {
                if (PixelFont.IsSet(character, column / scale, row / scale) && left + column < _width && top + row < _height)
                {
                    Blend(left + column, top + row, colour, 1);
                }
            }
        }
    }

    private bool IsEdge(ReadOnlySpan<byte> bitmap, int x, int y, int distance) =>
        x < distance || y < distance || x >= _width - distance || y >= _height - distance
        || bitmap[y * _width + x - distance] == 0 || bitmap[y * _width + x + distance] == 0
        || bitmap[(y - distance) * _width + x] == 0 || bitmap[(y + distance) * _width + x] == 0;

    private void Blend(int x, int y, (byte Red, byte Green, byte Blue) colour, double opacity)
    {
        Span<byte> pixel = _pixels.AsSpan((y * _width + x) * 3, 3);
        pixel[0] = (byte)(pixel[0] + (colour.Red - pixel[0]) * opacity);
        pixel[1] = (byte)(pixel[1] + (colour.Green - pixel[1]) * opacity);
        pixel[2] = (byte)(pixel[2] + (colour.Blue - pixel[2]) * opacity);
    }
}
