using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>
/// Mixes what was learned of texts into their directions. Both heights are linear in a patch and in the same unit, so their mean is one
/// direction again, and costs no time.
/// </summary>
internal sealed class LearnedHeights
{
    private readonly IReadOnlyList<LearnedClass?> _learned;

    /// <param name="learned">What was learned of the first texts, or null.</param>
    /// <param name="count">The number of all texts.</param>
    public LearnedHeights(IReadOnlyList<LearnedClass?> learned, int count)
    {
        _learned = learned;
        Offsets = learned.Any(one => one is { Weight: > 0 }) ? new float[count] : [];
        for (int text = 0; text < learned.Count && Offsets.Length > 0; text++)
        {
            Offsets[text] = learned[text] is { } one ? one.Weight * one.Offset : 0;
        }
    }

    /// <summary>What is added to the heights of each text; empty where nothing was learned.</summary>
    public float[] Offsets { get; }

    /// <summary>Mixes.</summary>
    /// <param name="scaled">Directions of all texts in units of their spread, <c>[texts, width]</c>; changed.</param>
    /// <returns>The same array.</returns>
    public float[] Mix(float[] scaled)
    {
        for (int text = 0; text < _learned.Count; text++)
        {
            if (_learned[text] is { Weight: > 0 } one)
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
