namespace ClipSurgery.Tests;

/// <summary>Vectors of Label Studio's own encoder: its SDK's test, and two masks that were put through it.</summary>
public class RlePackTests
{
    [Fact]
    public void The_vector_of_label_studios_own_test_comes_out()
    {
        RlePack pack = new(18);
        pack.Add(1, 4);
        foreach (byte single in (byte[])[2, 3, 5, 6, 7, 8])
        {
            pack.Add(single, 1);
        }

        pack.Add(4, 8);
        Assert.Equal([0, 0, 0, 18, 57, 27, 252, 96, 32, 1, 0, 6, 0, 40, 0, 192, 3, 128, 17, 56, 32], pack.ToArray());
    }

    [Fact]
    public void Two_pixels_on_a_diagonal() => Assert.Equal(
        [0, 0, 0, 16, 57, 27, 252, 96, 19, 255, 198, 0],
        RlePack.Encode(Mask.FromBitmap(2, 2, [0, 1, 1, 0])));

    [Fact]
    public void A_single_pixel() => Assert.Equal(
        [0, 0, 0, 4, 57, 27, 252, 127, 224],
        RlePack.Encode(Mask.FromBitmap(1, 1, [1])));

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(65536)]
    [InlineData(65537)]
    [InlineData(200000)]
    public void Runs_at_the_limits_of_each_length_come_back(int length)
    {
        RlePack pack = new((uint)length + 1);
        pack.Add(255, length);
        pack.Add(7, 1);
        byte[] expected = new byte[length + 1];
        expected.AsSpan().Fill(255);
        expected[^1] = 7;
        Assert.Equal(expected, RlePackReader.Decode(pack.ToArray()));
    }

    [Fact]
    public void A_picture_with_more_values_than_the_format_counts_is_refused()
    {
        Mask huge = Mask.FromCounts(1 << 15, (1 << 15) + 1, [0, (1 << 15) * ((1 << 15) + 1)]);
        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => RlePack.Encode(huge));
        Assert.Contains("32768x32769", error.Message);
    }
}
