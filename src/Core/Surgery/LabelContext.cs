namespace ClipSurgery;

/// <summary>
/// What the redundant features are measured over (CLIP Surgery, section 3.3): the empty text, or a set of labels around the asked
/// texts.
/// </summary>
public sealed class LabelContext
{
    private readonly IReadOnlyList<string> _labels;

    private LabelContext(IReadOnlyList<string> labels) => _labels = labels;

    /// <summary>No feature surgery: plain cosines.</summary>
    public static LabelContext Plain { get; } = new([]);

    /// <summary>Each text alone against the empty text: its map does not depend on the other texts.</summary>
    public static LabelContext EmptyText { get; } = new([]);

    /// <summary>The asked texts are the set; a single one is measured against the empty text.</summary>
    public static LabelContext AskedTexts { get; } = new([]);

    /// <summary>The 59 names of PASCAL Context, the authors' own set, beside the asked texts.</summary>
    public static LabelContext PascalContext { get; } = new(ContextLabels.PascalContext59);

    /// <summary>A set of one's own, beside the asked texts.</summary>
    /// <exception cref="ArgumentException">The list or a label is null, a label is blank or comes twice.</exception>
    public static LabelContext Of(IReadOnlyList<string> labels)
    {
        DistinctTexts.Check(labels, nameof(labels));
        return new([.. labels]);
    }

    /// <summary>The asked texts first, then those of the context that were not asked.</summary>
    internal IReadOnlyList<string> LabelSet(IReadOnlyList<string> texts) =>
        [.. texts, .. _labels.Except(texts, DistinctTexts.Comparer)];
}
