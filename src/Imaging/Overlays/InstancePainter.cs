namespace ClipSurgery;

/// <summary>Draws masks on a canvas, and their captions above all of them.</summary>
internal sealed class InstancePainter(Canvas canvas)
{
    private const float FillOpacity = 0.4f;
    private const float RimOpacity = 0.5f;
    private const float BoxOpacity = 0.78f;
    private const int PixelsPerScale = 700;

    private static readonly Rgb Black = new(16, 16, 16);
    private static readonly Rgb White = new(255, 255, 255);

    private readonly List<(OverlayInstance Instance, int Left, int Top)> _captions = [];
    private readonly List<(int Left, int Top, int Width)> _boxes = [];

    // Strokes and letters grow with the picture, so that they can be read when it is shown whole.
    private readonly int _scale = 1 + (Math.Max(canvas.Width, canvas.Height) / PixelsPerScale);

    private int BoxHeight => (BitmapFont.Height + 3) * _scale;

    /// <summary>Draws the fill and the edge, and keeps the caption for later.</summary>
    public void DrawMask(OverlayInstance instance)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(instance.LabelIndex);
        if (instance.Mask.Width != canvas.Width || instance.Mask.Height != canvas.Height)
        {
            throw new ArgumentException(
                $"A mask for a picture of {canvas.Width}x{canvas.Height} has its size; " +
                $"one of {instance.Mask.Width}x{instance.Mask.Height} was given.",
                nameof(instance));
        }

        if (instance.Mask.IsEmpty)
        {
            return;
        }

        byte[] mask = instance.Mask.ToBitmap();
        BoxXywh box = instance.Mask.Bounds;
        (int left, int top, int right, int bottom) = ((int)box.X, (int)box.Y, (int)box.Right, (int)box.Bottom);
        int edge = Math.Clamp(_scale, 2, 200);
        byte[] depth = MaskOutline.Depth(mask, canvas.Width, (left, top, right, bottom), (byte)(edge + 1));
        Rgb color = LabelPalette.Color(instance.LabelIndex);
        int stride = right - left + 2;
        for (int i = 0; i < depth.Length; i++)
        {
            (int row, int column) = Math.DivRem(i, stride);
            (int x, int y) = (left + column - 1, top + row - 1);
            if (depth[i] > 0)
            {
                canvas.Blend(x, y, color, depth[i] <= edge ? 1 : FillOpacity);
            }
            else if (IsBesideMask(depth, i, stride))
            {
                // A dark hairline outside keeps the edge visible on a ground of its own colour.
                canvas.FillRectangle(x, y, width: 1, height: 1, Black, RimOpacity);
            }
        }

        _captions.Add((instance, left, top));
    }

    /// <summary>Draws the captions, each where it does not cover another one if there is room.</summary>
    public void DrawCaptions()
    {
        foreach ((OverlayInstance instance, int left, int top) in _captions)
        {
            int bar = 2 * _scale;
            int advance = (BitmapFont.Width + 1) * _scale;
            int padding = 3 * _scale;
            int room = Math.Max((canvas.Width - bar - (2 * padding) + _scale) / advance, 1);
            string text = instance.Label.Length <= room ? instance.Label : instance.Label[..room];
            int width = bar + (2 * padding) + (text.Length * advance) - _scale;
            int boxLeft = Math.Clamp(left, 0, Math.Max(canvas.Width - width, 0));
            int boxTop = FreeTop(boxLeft, top, width);
            _boxes.Add((boxLeft, boxTop, width));

            canvas.FillRectangle(boxLeft, boxTop, width, BoxHeight, Black, BoxOpacity);
            canvas.FillRectangle(boxLeft, boxTop, bar, BoxHeight, LabelPalette.Color(instance.LabelIndex), opacity: 1);
            canvas.DrawText(text, boxLeft + bar + padding, boxTop + (2 * _scale), _scale, White);
        }
    }

    // The zeros around the rectangle make row ends harmless: the neighbour across one is always zero.
    private static bool IsBesideMask(byte[] depth, int i, int stride) =>
        (i > 0 && depth[i - 1] > 0) || (i + 1 < depth.Length && depth[i + 1] > 0)
        || (i >= stride && depth[i - stride] > 0) || (i + stride < depth.Length && depth[i + stride] > 0);

    // Above the mask, else below that, a step at a time; where nothing is free, above it all the same.
    private int FreeTop(int left, int maskTop, int width)
    {
        int lowest = Math.Max(canvas.Height - BoxHeight, 0);
        int first = Math.Clamp(maskTop - BoxHeight, 0, lowest);
        for (int top = first; top <= lowest; top += BoxHeight + _scale)
        {
            if (!_boxes.Exists(box => Overlaps(box, left, top, width)))
            {
                return top;
            }
        }

        return first;
    }

    private bool Overlaps((int Left, int Top, int Width) box, int left, int top, int width) =>
        left < box.Left + box.Width && box.Left < left + width && Math.Abs(top - box.Top) < BoxHeight;
}
