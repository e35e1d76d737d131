using CsCheck;

namespace ClipSurgery.Tests;

public class RowProductsTests
{
    private static readonly Gen<(int Left, int Right, int Width, int Seed)> Shapes =
        Gen.Select(Gen.Int[1, 11], Gen.Int[1, 7], Gen.Int[1, 70], Gen.Int[0, 1000]);

    [Fact]
    public void Each_product_is_the_sum_of_products() => Shapes.Sample(shape =>
    {
        (float[] left, float[] right) = Rows(shape);

        float[][] products = Multiply(left, right, shape.Width);

        for (int i = 0; i < shape.Left; i++)
        {
            for (int j = 0; j < shape.Right; j++)
            {
                double expected = Enumerable.Range(0, shape.Width)
                    .Sum(k => (double)left[i * shape.Width + k] * right[j * shape.Width + k]);
                Assert.Equal(expected, products[j][i], 1e-5);
            }
        }
    });

    [Fact]
    public void A_product_has_the_same_bits_whatever_else_is_computed() => Shapes.Sample(shape =>
    {
        (float[] left, float[] right) = Rows(shape);
        int width = shape.Width;

        float[][] together = Multiply(left, right, width);

        for (int i = 0; i < shape.Left; i++)
        {
            for (int j = 0; j < shape.Right; j++)
            {
                float alone = Multiply(left[(i * width)..((i + 1) * width)], right[(j * width)..((j + 1) * width)], width)[0][0];
                Assert.Equal(BitConverter.SingleToInt32Bits(alone), BitConverter.SingleToInt32Bits(together[j][i]));
            }
        }
    });

    private static float[][] Multiply(float[] left, float[] right, int width)
    {
        float[][] products = [.. Enumerable.Range(0, right.Length / width).Select(_ => new float[left.Length / width])];
        RowProducts.Multiply(left, right, width, products);
        return products;
    }

    private static (float[] Left, float[] Right) Rows((int Left, int Right, int Width, int Seed) shape)
    {
        Random random = new(shape.Seed);
        float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextSingle() - 1)];
        return (Values(shape.Left * shape.Width), Values(shape.Right * shape.Width));
    }
}
