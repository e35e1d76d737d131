namespace ClipSurgery;

/// <summary>A place in a picture, in pixels; (0, 0) is the top left corner of the top left pixel.</summary>
/// <param name="X">From the left edge, 0 to the picture's width.</param>
/// <param name="Y">From the top edge, 0 to the picture's height.</param>
public readonly record struct ImagePoint(float X, float Y);

/// <summary>A point prompt: a place that the mask must contain or must leave out.</summary>
/// <param name="Point">The place, in picture pixels.</param>
/// <param name="IsPositive">True where the mask must contain it.</param>
public readonly record struct PromptPoint(ImagePoint Point, bool IsPositive);

/// <summary>A rectangle in picture pixels, as COCO writes it.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width, at least 0.</param>
/// <param name="Height">Height, at least 0.</param>
public readonly record struct BoxXywh(double X, double Y, double Width, double Height)
{
    /// <summary>Right edge: the first column outside.</summary>
    public double Right => X + Width;

    /// <summary>Bottom edge: the first row outside.</summary>
    public double Bottom => Y + Height;
}

/// <summary>What a Segment Anything model is asked: points, a box, or both; at least one of them.</summary>
/// <param name="Points">Points in picture pixels, in any order.</param>
/// <param name="Box">The object's rectangle in picture pixels, where known.</param>
public sealed record MaskPrompt(IReadOnlyList<PromptPoint> Points, BoxXywh? Box = null)
{
    /// <summary>
    /// Logits of an earlier mask of the same picture and model, which is to be refined: <c>[side · side]</c> at the model's low
    /// resolution, row-major, over its whole square input. Empty where there is none.
    /// </summary>
    public ReadOnlyMemory<float> Logits { get; init; }

    /// <summary>Checks the prompt against a picture.</summary>
    /// <exception cref="ArgumentException">It is empty, or a point or the box lies outside the picture.</exception>
    internal void Validate(int width, int height)
    {
        if (Points.Count == 0 && Box is null)
        {
            throw new ArgumentException("The prompt is empty: give a point or a box.");
        }

        foreach ((ImagePoint point, _) in Points)
        {
            if (!(point.X >= 0 && point.X <= width && point.Y >= 0 && point.Y <= height))
            {
                throw new ArgumentException($"Point {point.X},{point.Y} lies outside the picture of {width}x{height} pixels.");
            }
        }

        if (Box is { } box && !(box.X >= 0 && box.Y >= 0 && box.Width > 0 && box.Height > 0 && box.Right <= width && box.Bottom <= height))
        {
            throw new ArgumentException(
                $"Box {box.X},{box.Y},{box.Width},{box.Height} (x, y, width, height) does not lie inside the picture of {width}x{height} pixels.");
        }
    }
}
