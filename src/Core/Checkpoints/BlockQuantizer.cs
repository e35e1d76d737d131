using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>Weights as bytes: a weight is (code - 128) times the scale of its block.</summary>
/// <param name="Codes">Blocks one behind the other.</param>
/// <param name="Scales">One a block.</param>
internal sealed record QuantizedWeights(byte[] Codes, float[] Scales);

/// <summary>
/// Rounds weights to 8 bits, block by block. A block's largest magnitude becomes code 1 or 255, so that no weight is off by more than
/// half its block's scale.
/// </summary>
internal static class BlockQuantizer
{
    /// <summary>The code of a weight of 0: what the runtime's MatMulNBits assumes where it is given none.</summary>
    public const byte Zero = 128;

    /// <summary>Quantises each row of a table by itself.</summary>
    public static QuantizedWeights Rows(string tensor, ReadOnlySpan<float> table, int width)
    {
        byte[] codes = new byte[table.Length];
        float[] scales = new float[table.Length / width];
        for (int row = 0; row < scales.Length; row++)
        {
            scales[row] = Quantize(tensor, table.Slice(row * width, width), codes.AsSpan(row * width, width));
        }

        return new QuantizedWeights(codes, scales);
    }

    /// <summary>
    /// Quantises a matrix <c>[inputs, outputs]</c> in blocks of inputs: codes are <c>[outputs, blocks, block]</c>, scales
    /// <c>[outputs, blocks]</c>. The last block of an output is filled with zeros.
    /// </summary>
    public static QuantizedWeights Columns(string tensor, ReadOnlySpan<float> matrix, int outputs, int block)
    {
        int inputs = matrix.Length / outputs;
        int blocks = (inputs + block - 1) / block;
        byte[] codes = new byte[outputs * blocks * block];
        float[] scales = new float[outputs * blocks];
        float[] values = new float[block];
        for (int i = 0; i < scales.Length; i++)
        {
            (int output, int first) = (i / blocks, i % blocks * block);
            int count = Math.Min(block, inputs - first);
            for (int input = 0; input < count; input++)
            {
                values[input] = matrix[(first + input) * outputs + output];
            }

            values.AsSpan(count).Clear();
            scales[i] = Quantize(tensor, values, codes.AsSpan(i * block, block));
        }

        return new QuantizedWeights(codes, scales);
    }

    private static float Quantize(string tensor, ReadOnlySpan<float> values, Span<byte> codes)
    {
        float scale = MathF.Abs(TensorPrimitives.MaxMagnitude(values)) / sbyte.MaxValue;
        if (!float.IsFinite(scale))
        {
            throw new ClipSurgeryException(
                $"Weight {tensor} holds NaN or infinity; expected finite numbers. Get another copy of the checkpoint.");
        }

        // A block of zeros, or of numbers too small to be divided by.
        float steps = scale > 0 ? 1 / scale : 0;
        if (!float.IsFinite(steps))
        {
            steps = 0;
        }

        for (int i = 0; i < values.Length; i++)
        {
            codes[i] = (byte)(Zero + (int)MathF.Round(values[i] * steps));
        }

        return scale;
    }
}
