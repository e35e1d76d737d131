namespace ClipSurgery;

/// <summary>
/// A symmetric positive definite matrix that equations are solved with, by Cholesky's decomposition. Written here because its bits must not
/// depend on the number of threads or on the machine's kernels, as those of the libraries for it do.
/// </summary>
internal sealed class PositiveDefinite
{
    private readonly int _size;

    /// <summary>The lower triangle L of <c>L Lᵀ</c>, row-major.</summary>
    private readonly double[] _lower;

    /// <param name="matrix"><c>[size, size]</c>.</param>
    /// <param name="size">Rows and columns.</param>
    /// <exception cref="ArgumentException">The matrix is not positive definite.</exception>
    public PositiveDefinite(ReadOnlySpan<double> matrix, int size)
    {
        _size = size;
        _lower = matrix.ToArray();
        for (int row = 0; row < size; row++)
        {
            Span<double> rowValues = _lower.AsSpan(row * size, size);
            for (int column = 0; column < row; column++)
            {
                ReadOnlySpan<double> other = _lower.AsSpan(column * size, size);
                rowValues[column] = (rowValues[column] - Dot(rowValues[..column], other)) / other[column];
            }

            double rest = rowValues[row] - Dot(rowValues[..row], rowValues);
            if (!(rest > 0))
            {
                throw new ArgumentException("The matrix is not positive definite.", nameof(matrix));
            }

            rowValues[row] = Math.Sqrt(rest);
        }
    }

    /// <summary>Solves <c>matrix · x = right</c>.</summary>
    /// <returns><c>[size]</c>.</returns>
    public double[] Solve(ReadOnlySpan<double> right)
    {
        double[] solved = right.ToArray();
        for (int row = 0; row < _size; row++)
        {
            ReadOnlySpan<double> values = _lower.AsSpan(row * _size, _size);
            solved[row] = (solved[row] - Dot(values[..row], solved)) / values[row];
        }

        for (int row = _size - 1; row >= 0; row--)
        {
            double value = solved[row] / _lower[row * _size + row];
            solved[row] = value;
            for (int above = 0; above < row; above++)
            {
                solved[above] -= value * _lower[row * _size + above];
            }
        }

        return solved;
    }

    /// <summary>
    /// The sum of products over the length of the left side: one by one, so that the result is the same on every machine.
    /// </summary>
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }
}
