namespace ClipSurgery;

/// <summary>What a run labels: its classes, and the look-alikes that all of them must beat.</summary>
public sealed record LabelSet
{
    /// <summary>The classes in the order of the file; no two names are the same, ignoring case.</summary>
    public required IReadOnlyList<LabelClass> Classes { get; init; }

    /// <summary>Texts that every class must beat, as <see cref="LabelClass.Contrast"/> is for one class.</summary>
    public IReadOnlyList<string> Contrast { get; init; } = [];

    /// <summary>One class a text, which is its name and its only prompt.</summary>
    /// <param name="texts">The texts; repetitions (ignoring case and how wide gaps are) are dropped.</param>
    /// <exception cref="ArgumentException">There is no text, or one is blank.</exception>
    public static LabelSet FromTexts(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        string[] names = [.. texts.Select(text => (text ?? "").Trim()).Distinct(DistinctTexts.Comparer)];
        if (names.Length == 0 || names.Contains(""))
        {
            throw new ArgumentException("A label set needs one text or more, and none of them blank.", nameof(texts));
        }

        return new LabelSet { Classes = [.. names.Select(name => new LabelClass { Name = name, Prompts = [name] })] };
    }
}
