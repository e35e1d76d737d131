namespace ClipSurgery;

/// <summary>
/// What a heat map is about and what its colours stand for, in the lower left corner: caption, lowest value, colours, highest value.
/// </summary>
internal static class ScaleBar
{
    private const int PixelsPerScale = 700;
    private const int BarWidth = 40;
    private const int Advance = BitmapFont.Width + 1;
    private const int Padding = 3;
    private const float Opacity = 0.78f;

    private static readonly Rgb Black = new(16, 16, 16);
    private static readonly Rgb White = new(255, 255, 255);

    public static void Draw(Canvas canvas, string caption, string low, string high)
    {
        int scale = 1 + Math.Max(canvas.Width, canvas.Height) / PixelsPerScale;
        int height = (BitmapFont.Height + Padding) * scale;
        int top = Math.Max(0, canvas.Height - height);
        int textTop = top + 2 * scale;
        int numbers = (low.Length + high.Length) * Advance + BarWidth + 5 * Padding;
        int room = (canvas.Width / scale - numbers - Padding) / Advance;
        string shown = caption.Length <= room ? caption : caption[..Math.Max(0, room)];
        int left = Padding * scale;
        canvas.FillRectangle(0, top, (shown.Length * Advance + numbers + 2 * Padding) * scale, height, Black, Opacity);
        canvas.DrawText(shown, left, textTop, scale, White);
        left += (shown.Length * Advance + 3 * Padding) * scale;
        canvas.DrawText(low, left, textTop, scale, White);
        left += (low.Length * Advance + 1) * scale;
        for (int x = 0; x < BarWidth * scale; x++)
        {
            canvas.FillRectangle(left + x, textTop, 1, (BitmapFont.Height - 1) * scale, Color((float)x / (BarWidth * scale - 1)), opacity: 1);
        }

        canvas.DrawText(high, left + (BarWidth + Padding) * scale, textTop, scale, White);
    }

    private static Rgb Color(float share)
    {
        ReadOnlySpan<byte> color = JetColorMap.Colors.Slice((int)(share * 255) * 3, 3);
        return new Rgb(color[0], color[1], color[2]);
    }
}
