using System.Buffers;
using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>
/// Bilinear resizing of float maps with half-pixel centres and without antialiasing: PyTorch's
/// <c>interpolate(mode="bilinear", align_corners=False)</c>.
/// </summary>
public static class BilinearResize
{
    /// <summary>Resizes a whole map.</summary>
    /// <param name="source"><c>[sourceHeight · sourceWidth]</c>, row-major from the top left.</param>
    /// <param name="sourceWidth">Columns of the source.</param>
    /// <param name="sourceHeight">Rows of the source.</param>
    /// <param name="target">Receives <c>[targetHeight · targetWidth]</c>, row-major.</param>
    /// <param name="targetWidth">Columns of the target.</param>
    /// <param name="targetHeight">Rows of the target.</param>
    public static void Resize(
        ReadOnlySpan<float> source, int sourceWidth, int sourceHeight, Span<float> target, int targetWidth, int targetHeight) =>
        Resize(source, sourceWidth, sourceWidth, sourceHeight, target, targetWidth, targetHeight);

    /// <summary>Resizes the top left part of a map.</summary>
    /// <param name="source">The map, row-major.</param>
    /// <param name="stride">Columns of the whole map.</param>
    /// <param name="sourceWidth">Columns of the part.</param>
    /// <param name="sourceHeight">Rows of the part.</param>
    /// <param name="target">Receives <c>[targetHeight · targetWidth]</c>, row-major.</param>
    /// <param name="targetWidth">Columns of the target.</param>
    /// <param name="targetHeight">Rows of the target.</param>
    public static void Resize(
        ReadOnlySpan<float> source, int stride, int sourceWidth, int sourceHeight, Span<float> target, int targetWidth, int targetHeight)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sourceWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(sourceHeight, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(targetWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(targetHeight, 1);
        BilinearTap[] columns = BilinearTap.ForAxis(sourceWidth, targetWidth);
        float[] scratch = ArrayPool<float>.Shared.Rent(2 * targetWidth);
        try
        {
            // The two source rows between which a target row lies, each resized to the target's width once.
            Span<float> upper = scratch.AsSpan(0, targetWidth);
            Span<float> lower = scratch.AsSpan(targetWidth, targetWidth);
            int upperRow = -1;
            int lowerRow = -1;
            for (int y = 0; y < targetHeight; y++)
            {
                BilinearTap row = BilinearTap.At(y, sourceHeight, targetHeight);
                if (row.First == lowerRow && row.First != upperRow)
                {
                    Span<float> swap = upper;
                    upper = lower;
                    lower = swap;
                    (upperRow, lowerRow) = (lowerRow, upperRow);
                }

                if (row.First != upperRow)
                {
                    ResizeRow(source.Slice(row.First * stride, sourceWidth), columns, upper);
                    upperRow = row.First;
                }

                if (row.Second != lowerRow)
                {
                    ResizeRow(source.Slice(row.Second * stride, sourceWidth), columns, lower);
                    lowerRow = row.Second;
                }

                Span<float> line = target.Slice(y * targetWidth, targetWidth);
                TensorPrimitives.Multiply(upper, 1 - row.Fraction, line);
                TensorPrimitives.MultiplyAdd(lower, row.Fraction, line, line);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(scratch);
        }
    }

    private static void ResizeRow(ReadOnlySpan<float> source, ReadOnlySpan<BilinearTap> columns, Span<float> target)
    {
        for (int x = 0; x < target.Length; x++)
        {
            BilinearTap tap = columns[x];
            target[x] = source[tap.First] * (1 - tap.Fraction) + source[tap.Second] * tap.Fraction;
        }
    }
}
