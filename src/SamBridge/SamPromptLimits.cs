namespace ClipSurgery;

/// <summary>
/// What a SAM model cannot be asked. A prompt with more than it takes is adapted, never refused while anything of it is left:
/// negative points are left out, a box alone becomes its centre, points become the box around them.
/// </summary>
public sealed record SamPromptLimits
{
    internal static readonly SamPromptLimits None = new();

    /// <summary>Half the side of the box that stands for a point, as a share of the picture's sides.</summary>
    private const double PointShare = 0.005;

    /// <summary>False where a prompt's points become the box around the positive ones.</summary>
    public bool TakesPoints { get; init; } = true;

    /// <summary>False where points that the mask must leave out are left out.</summary>
    public bool TakesNegativePoints { get; init; } = true;

    /// <summary>False where a box beside points is left out, and one alone becomes a point in its centre.</summary>
    public bool TakesBoxes { get; init; } = true;

    /// <summary>False where an earlier mask is left out.</summary>
    public bool TakesMasks { get; init; } = true;

    /// <summary>The most points that count, of which a box takes two; the rest is left out. Null where any number counts.</summary>
    public int? MostPoints { get; init; }

    /// <summary>What the model is asked for a prompt.</summary>
    /// <exception cref="ArgumentException">Nothing of the prompt is left.</exception>
    internal MaskPrompt Adapt(MaskPrompt prompt, int width, int height)
    {
        if (!TakesNegativePoints || !TakesPoints)
        {
            prompt = prompt with { Points = [.. prompt.Points.Where(point => point.IsPositive)] };
        }

        if (prompt.Points.Count == 0 && prompt.Box is null)
        {
            throw new ArgumentException(
                "The prompt has negative points alone, which this model does not take: give a positive point or a box.");
        }

        if (!TakesPoints)
        {
            prompt = prompt with { Points = [], Box = prompt.Box ?? Around(prompt.Points, width, height) };
        }

        if (!TakesBoxes && prompt.Box is { } box)
        {
            bool hasInside = prompt.Points.Any(point => point.IsPositive);
            ImagePoint centre = new((float)(box.X + box.Width / 2), (float)(box.Y + box.Height / 2));
            prompt = prompt with
            {
                Points = hasInside ? prompt.Points : [.. prompt.Points, new PromptPoint(centre, IsPositive: true)],
                Box = null,
            };
        }

        if (!TakesMasks && !prompt.Logits.IsEmpty)
        {
            prompt = prompt with { Logits = default };
        }

        int most = (MostPoints ?? int.MaxValue) - (prompt.Box is null ? 0 : 2);
        return prompt.Points.Count > most ? prompt with { Points = [.. prompt.Points.Take(most)] } : prompt;
    }

    /// <summary>The box around points, inside the picture and never empty.</summary>
    private static BoxXywh Around(IReadOnlyList<PromptPoint> points, int width, int height)
    {
        double left = Math.Max(0, points.Min(point => point.Point.X) - PointShare * width);
        double top = Math.Max(0, points.Min(point => point.Point.Y) - PointShare * height);
        double right = Math.Min(width, points.Max(point => point.Point.X) + PointShare * width);
        double bottom = Math.Min(height, points.Max(point => point.Point.Y) + PointShare * height);
        return new BoxXywh(left, top, right - left, bottom - top);
    }
}
