using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>Which of some texts mean the same thing, and therefore do not compete with each other.</summary>
internal sealed class TextGroups
{
    private readonly Dictionary<int, int> _groupOf = [];

    /// <param name="sizes">How many consecutive texts belong to each label, from the first text on; later texts are alone.</param>
    public TextGroups(IEnumerable<int> sizes)
    {
        List<Range> members = [];
        int first = 0;
        foreach (int size in sizes)
        {
            if (size > 1)
            {
                for (int text = first; text < first + size; text++)
                {
                    _groupOf[text] = members.Count;
                }

                members.Add(first..(first + size));
            }

            first += size;
        }

        Members = members;
    }

    /// <summary>Every text alone.</summary>
    public static TextGroups None { get; } = new([]);

    /// <summary>The texts of each group of two or more.</summary>
    public IReadOnlyList<Range> Members { get; }

    /// <summary>The place of a text's group; null where it is alone.</summary>
    public int? Of(int text) => _groupOf.TryGetValue(text, out int group) ? group : null;

    /// <summary>The sum of what is outside of a group.</summary>
    public float SumOutside(int group, ReadOnlySpan<float> values) =>
        TensorPrimitives.Sum(values[..Members[group].Start.Value])
        + TensorPrimitives.Sum(values[Members[group].End.Value..]);
}
