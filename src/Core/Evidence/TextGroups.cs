namespace ClipSurgery;

/// <summary>Which of some texts mean the same thing, and therefore do not compete with each other.</summary>
internal sealed class TextGroups
{
    private readonly int[] _groupOf;
    private readonly int _count;

    /// <param name="sizes">How many consecutive texts belong to each label, from the first text on; later texts are alone.</param>
    public TextGroups(IEnumerable<int> sizes)
    {
        int[] all = [.. sizes];
        _groupOf = [.. all.Index().SelectMany(label => Enumerable.Repeat(label.Index, label.Item))];
        _count = all.Length;
    }

    /// <summary>Every text alone.</summary>
    public static TextGroups None { get; } = new([]);

    /// <summary>The number of a text's group, 0 or more; texts that compete have different ones.</summary>
    public int GroupOf(int text) => text < _groupOf.Length ? _groupOf[text] : _count + text - _groupOf.Length;
}
