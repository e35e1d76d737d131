using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>
/// Mixes what was learned of texts into their directions. Both heights are linear in a patch and in the same unit, so their mean is one
/// direction again, and costs no time.
/// </summary>
/// <param name="learned">What was learned of the first texts, or null.</param>
internal sealed class LearnedHeights(IReadOnlyList<LearnedClass?> learned)
{
    /// <summary>Nothing was learned.</summary>
    public static LearnedHeights None { get; } = new([]);

    /// <summary>What is mixed into a text's heights; null where nothing is.</summary>
    public LearnedClass? Of(int text) => text < learned.Count && learned[text] is { Weight: > 0 } one ? one : null;

    /// <summary>What is added to the heights of a text.</summary>
    public float OffsetOf(int text) => Of(text) is { } one ? one.Weight * one.Offset : 0;

    /// <summary>Mixes.</summary>
    /// <param name="scaled">Directions of all texts in units of their spread, <c>[texts, width]</c>; changed.</param>
    /// <returns>The same array.</returns>
    public float[] Mix(float[] scaled)
    {
        for (int text = 0; text < learned.Count; text++)
        {
            if (Of(text) is { } one)
            {
                int width = one.Direction.Length;
                Span<float> direction = scaled.AsSpan(text * width, width);
                TensorPrimitives.Multiply(direction, 1 - one.Weight, direction);
                TensorPrimitives.MultiplyAdd(one.Direction.Span, one.Weight, direction, direction);
            }
        }

        return scaled;
    }
}
