using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>16-bit floats as ONNX stores them.</summary>
internal static class HalfFloats
{
    /// <summary>Rounds to the nearest, ties to even.</summary>
    /// <exception cref="ClipSurgeryException">A value has no 16-bit neighbour that is finite.</exception>
    public static Half[] Round(string tensor, ReadOnlySpan<float> values)
    {
        Half[] halves = new Half[values.Length];
        TensorPrimitives.ConvertToHalf(values, halves);
        int bad = halves.AsSpan().IndexOfAnyExceptInRange(Half.MinValue, Half.MaxValue);
        return bad < 0
            ? halves
            : throw new ClipSurgeryException(
                $"Weight {tensor} holds {values[bad]}; expected finite numbers that fit 16 bits, to 65504. Convert with --weights f32.");
    }
}
