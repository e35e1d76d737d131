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
}
