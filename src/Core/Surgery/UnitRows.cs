using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>L2 normalisation of a matrix's rows.</summary>
internal static class UnitRows
{
    public static void Normalize(Span<float> matrix, int width)
    {
        for (int start = 0; start < matrix.Length; start += width)
        {
            Span<float> row = matrix.Slice(start, width);
            TensorPrimitives.Divide(row, TensorPrimitives.Norm(row), row);
        }
    }
}
