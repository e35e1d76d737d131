using CsCheck;

namespace ClipSurgery.Tests;

public class PositiveDefiniteTests
{
    [Fact]
    public void Solves_a_system_that_was_solved_by_hand()
    {
        // [4 2; 2 3] x = [2; 5]: x = [-0.5; 2].
        double[] solved = new PositiveDefinite([4, 2, 2, 3], 2).Solve([2, 5]);

        Assert.Equal(-0.5, solved[0], 12);
        Assert.Equal(2, solved[1], 12);
    }

    [Fact]
    public void What_is_solved_gives_the_right_side_again() =>
        Gen.Double[-1, 1].Array[6 * 4].Select(Gen.Double[-1, 1].Array[6]).Sample((factors, right) =>
        {
            double[] matrix = new double[36];
            for (int i = 0; i < 6; i++)
            {
                for (int j = 0; j < 6; j++)
                {
                    matrix[i * 6 + j] = (i == j ? 0.1 : 0) + Enumerable.Range(0, 4).Sum(k => factors[i * 4 + k] * factors[j * 4 + k]);
                }
            }

            double[] solved = new PositiveDefinite(matrix, 6).Solve(right);

            for (int i = 0; i < 6; i++)
            {
                Assert.Equal(right[i], Enumerable.Range(0, 6).Sum(j => matrix[i * 6 + j] * solved[j]), tolerance: 1e-10);
            }
        });

    [Fact]
    public void A_matrix_that_is_not_positive_definite_is_refused() =>
        Assert.Throws<ArgumentException>(() => new PositiveDefinite([1, 2, 2, 1], 2));
}
