using CsCheck;

namespace ClipSurgery.Tests;

public class MaskCoverageTests
{
    private sealed record Sample(
        int Width, int Height, byte[] Bitmap, int X, int Y, int PartWidth, int PartHeight, int Columns, int Rows);

    /// <summary>Parts may reach over the edges on all sides or miss the picture; grids may be finer than its pixels.</summary>
    private static readonly Gen<Sample> Samples =
        from width in Gen.Int[1, 12]
        from height in Gen.Int[1, 12]
        from bitmap in Gen.Bool.Select(isInside => (byte)(isInside ? 1 : 0)).Array[width * height]
        from x in Gen.Int[-6, 12]
        from y in Gen.Int[-6, 12]
        from partWidth in Gen.Int[1, 20]
        from partHeight in Gen.Int[1, 20]
        from columns in Gen.Int[1, 7]
        from rows in Gen.Int[1, 7]
        select new Sample(width, height, bitmap, x, y, partWidth, partHeight, columns, rows);

    [Fact]
    public void A_cell_has_its_share_of_the_pixels() => Samples.Sample(sample =>
    {
        Mask mask = Mask.FromBitmap(sample.Width, sample.Height, sample.Bitmap);

        float[] coverage = MaskCoverage.Measure(
            mask, sample.X, sample.Y, sample.PartWidth, sample.PartHeight, sample.Columns, sample.Rows);

        double[] expected = PixelByPixel(sample);
        Assert.Equal(expected.Length, coverage.Length);
        Assert.All(expected.Zip(coverage), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        Assert.Equal(expected.Any(share => share > 0) ? 1 : 0, coverage.Sum(share => (double)share), 1e-6);
    });

    /// <summary>Five columns on two cells: pixels 0, 1 and 2 begin in the first half.</summary>
    [Fact]
    public void A_pixel_counts_where_its_edge_lies() => Assert.Equal(
        [0.6f, 0.4f],
        MaskCoverage.Measure(Mask.FromBitmap(5, 1, [1, 1, 1, 1, 1]), 0, 0, 5, 1, 2, 1));

    [Fact]
    public void A_part_that_the_mask_does_not_reach_is_empty() => Assert.Equal(
        [0f, 0, 0, 0],
        MaskCoverage.Measure(Mask.FromBitmap(4, 2, [1, 1, 0, 0, 1, 1, 0, 0]), 2, 0, 2, 2, 2, 2));

    private static double[] PixelByPixel(Sample sample)
    {
        double[] counts = new double[sample.Columns * sample.Rows];
        for (int y = 0; y < sample.Height; y++)
        {
            for (int x = 0; x < sample.Width; x++)
            {
                double column = Math.Floor((double)(x - sample.X) * sample.Columns / sample.PartWidth);
                double row = Math.Floor((double)(y - sample.Y) * sample.Rows / sample.PartHeight);
                bool isInPart = column >= 0 && column < sample.Columns && row >= 0 && row < sample.Rows;
                if (isInPart && sample.Bitmap[y * sample.Width + x] == 1)
                {
                    counts[(int)(row * sample.Columns + column)]++;
                }
            }
        }

        double sum = counts.Sum();
        return sum > 0 ? [.. counts.Select(count => count / sum)] : counts;
    }
}
