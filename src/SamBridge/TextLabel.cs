namespace ClipSurgery;

/// <summary>A label that one text or several find.</summary>
/// <param name="Name">What instances are called.</param>
/// <param name="Texts">
/// Texts for the same thing or for kinds of it ("car", "bus"), without duplicates. Each finds instances; they do not compete with
/// each other, and where two find the same object it is one instance.
/// </param>
/// <param name="Presence">Probability, 0 to 1, that an instance needs; null for <see cref="SegmentOptions.Presence"/>.</param>
public sealed record TextLabel(string Name, IReadOnlyList<string> Texts, double? Presence = null)
{
    /// <summary>A text that is its own label.</summary>
    public TextLabel(string text)
        : this(text, [text])
    {
    }

    /// <summary>
    /// Places in the picture that a person pointed at. The mask that contains a positive one is an instance of the label, whatever its
    /// presence; instances that cover a negative one are left out. Where texts give <see cref="InstanceMode.One"/> mask they are added to
    /// its prompt instead.
    /// </summary>
    public IReadOnlyList<PromptPoint> Points { get; init; } = [];

    /// <summary>Boxes around objects of the label in the picture, each of which gives one mask; all points must lie in one of them.</summary>
    public IReadOnlyList<BoxXywh> Boxes { get; init; } = [];

    /// <summary>Whether a person pointed at anything.</summary>
    internal bool HasPrompts => Points.Count > 0 || Boxes.Count > 0;

    /// <summary>Whether a person pointed at an object, and not only at what is none.</summary>
    internal bool IsPointedAt => Boxes.Count > 0 || Points.Any(point => point.IsPositive);

    /// <summary>One label for each text.</summary>
    /// <exception cref="ArgumentException">The list is null.</exception>
    internal static IReadOnlyList<TextLabel> Each(IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return [.. texts.Select(text => new TextLabel(text))];
    }

    /// <exception cref="ArgumentException">
    /// There is nothing to look for, a name or a text comes twice, a text is blank, or a point lies in none of the boxes.
    /// </exception>
    internal static void Check(IReadOnlyList<TextLabel> labels, SegmentOptions options)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count == 0)
        {
            throw new ArgumentException("Nothing to segment: give a text, a point or a box.");
        }

        if (labels.FirstOrDefault(label => label.Texts.Count == 0 && !label.IsPointedAt) is { } silent)
        {
            throw new ArgumentException(
                silent.HasPrompts
                    ? "Negative points alone ask for nothing: give a text, a positive point or a box too."
                    : $"The label {silent.Name} has no text.");
        }

        foreach (TextLabel label in labels.Where(label => label.Boxes.Count > 0))
        {
            foreach ((ImagePoint point, _) in label.Points.Where(point => !label.Boxes.Any(box => HandPrompts.Contains(box, point.Point))))
            {
                throw new ArgumentException($"The point {point.X},{point.Y} lies in no box of {label.Name}.");
            }

            if (label.Boxes.Count > 1 && label.Texts.Count > 0 && options.Instances == InstanceMode.One)
            {
                throw new ArgumentException($"{label.Name} has {label.Boxes.Count} boxes, but is to give one mask.");
            }
        }

        DistinctTexts.Check(labels.SelectMany(label => label.Texts), nameof(labels));
        HashSet<string> names = new(StringComparer.Ordinal);
        if (labels.FirstOrDefault(label => !names.Add(label.Name)) is { } twice)
        {
            throw new ArgumentException($"The label {twice.Name} comes twice; give its texts to one.", nameof(labels));
        }

        if (options.Not.Any(string.IsNullOrWhiteSpace))
        {
            throw new ArgumentException("A look-alike (SegmentOptions.Not) is blank.", nameof(options));
        }
    }
}
