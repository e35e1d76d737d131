namespace ClipSurgery;

/// <summary>
/// What clients point at, in the pixels of a picture. They round, so that a click on the border may lie a pixel beyond it: such a
/// place is moved onto the border. What lies farther out is a mistake of the client, and is refused.
/// </summary>
/// <param name="width">Width of the picture.</param>
/// <param name="height">Height of the picture.</param>
internal sealed class PromptSpace(int width, int height)
{
    private const double Rounding = 1;

    /// <summary>The space of a picture.</summary>
    public static PromptSpace Of(IEncodedPicture picture) => new(picture.Width, picture.Height);

    /// <summary>A point.</summary>
    /// <exception cref="ArgumentException">It lies outside, or is no number.</exception>
    public PromptPoint Point(double x, double y, bool isPositive)
    {
        if (!IsInside(x, width) || !IsInside(y, height))
        {
            throw new ArgumentException($"The point {x},{y} lies outside the picture of {width}x{height} pixels.");
        }

        return new PromptPoint(new ImagePoint((float)Math.Clamp(x, 0, width), (float)Math.Clamp(y, 0, height)), isPositive);
    }

    /// <summary>A box between two corners, in whatever order.</summary>
    /// <exception cref="ArgumentException">It lies outside, is empty, or is no number.</exception>
    public BoxXywh Box(double x1, double y1, double x2, double y2)
    {
        if (!IsInside(x1, width) || !IsInside(x2, width) || !IsInside(y1, height) || !IsInside(y2, height))
        {
            throw new ArgumentException($"The box from {x1},{y1} to {x2},{y2} lies outside the picture of {width}x{height} pixels.");
        }

        (double left, double right) = (Math.Clamp(Math.Min(x1, x2), 0, width), Math.Clamp(Math.Max(x1, x2), 0, width));
        (double top, double bottom) = (Math.Clamp(Math.Min(y1, y2), 0, height), Math.Clamp(Math.Max(y1, y2), 0, height));
        return right > left && bottom > top
            ? new BoxXywh(left, top, right - left, bottom - top)
            : throw new ArgumentException($"The box from {x1},{y1} to {x2},{y2} is empty; draw it around an object.");
    }

    // False for what is no number.
    private static bool IsInside(double value, int size) => value >= -Rounding && value <= size + Rounding;
}
