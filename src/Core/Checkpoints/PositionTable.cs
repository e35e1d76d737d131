using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>Resizes an image tower's positional table to another patch grid.</summary>
internal static class PositionTable
{
    /// <summary>
    /// Bilinear with half-pixel centres over the patch grid, as CLIP Surgery does it; the class token's row is kept.
    /// </summary>
    /// <param name="table"><c>[1 + side², width]</c>, class token first, patches row-major.</param>
    /// <param name="side">Side of the trained, square grid.</param>
    /// <param name="columns">Columns of the new grid.</param>
    /// <param name="rows">Rows of the new grid.</param>
    /// <param name="width">Channels of a token.</param>
    /// <returns><c>[1 + rows · columns, width]</c>.</returns>
    public static float[] Resize(float[] table, int side, int columns, int rows, int width)
    {
        if (columns == side && rows == side)
        {
            return table;
        }

        float[] resized = new float[(1 + rows * columns) * width];
        table.AsSpan(0, width).CopyTo(resized);
        float[] scratch = new float[width];
        for (int row = 0; row < rows; row++)
        {
            (int top, int bottom, float down) = BilinearTap.At(row, side, rows);
            for (int column = 0; column < columns; column++)
            {
                (int left, int right, float across) = BilinearTap.At(column, side, columns);
                Span<float> target = resized.AsSpan((1 + row * columns + column) * width, width);
                AddScaled(target, Token(top, left), (1 - down) * (1 - across));
                AddScaled(target, Token(top, right), (1 - down) * across);
                AddScaled(target, Token(bottom, left), down * (1 - across));
                AddScaled(target, Token(bottom, right), down * across);
            }
        }

        return resized;

        ReadOnlySpan<float> Token(int y, int x) => table.AsSpan((1 + y * side + x) * width, width);

        void AddScaled(Span<float> target, ReadOnlySpan<float> token, float weight)
        {
            TensorPrimitives.Multiply(token, weight, scratch);
            TensorPrimitives.Add(target, scratch, target);
        }
    }
}
