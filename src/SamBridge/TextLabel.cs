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

    /// <exception cref="ArgumentException">There is neither a label nor a prompt, or a label has no text.</exception>
    internal static void Check(IReadOnlyList<TextLabel> labels, SegmentOptions options)
    {
        if (labels.Count == 0 && !options.HasPromptByHand)
        {
            throw new ArgumentException("Nothing to segment: give a text, a point or a box.", nameof(labels));
        }

        if (labels.FirstOrDefault(label => label.Texts.Count == 0) is { } silent)
        {
            throw new ArgumentException($"The label {silent.Name} has no text.", nameof(labels));
        }
    }
}
