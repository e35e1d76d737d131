namespace ClipSurgery.Tests;

public class HeatMapTests
{
    // From OpenCV's definition of COLORMAP_JET, computed in single precision as it does.
    [Theory]
    [InlineData(0, 0, 0, 128)]
    [InlineData(31, 0, 0, 252)]
    [InlineData(32, 0, 0, 255)]
    [InlineData(33, 0, 4, 255)]
    [InlineData(95, 0, 252, 255)]
    [InlineData(96, 2, 255, 254)]
    [InlineData(128, 130, 255, 126)]
    [InlineData(158, 250, 255, 6)]
    [InlineData(159, 254, 255, 1)]
    [InlineData(160, 255, 252, 0)]
    [InlineData(223, 255, 0, 0)]
    [InlineData(224, 252, 0, 0)]
    [InlineData(255, 128, 0, 0)]
    public void Jet_has_the_colours_of_OpenCV(int index, byte red, byte green, byte blue)
    {
        Assert.Equal([red, green, blue], JetColorMap.Colors.Slice(index * 3, 3).ToArray());
    }

    [Fact]
    public void Two_fifths_of_the_picture_and_three_of_the_colour_are_cut_to_a_whole_number()
    {
        RgbImage image = new(3, 1, [10, 20, 30, 10, 20, 30, 255, 255, 255]);

        RgbImage heat = Overlay.HeatMap(image, [0, 1, 0.502f]);

        // 0 -> (0, 0, 128); 1 -> (128, 0, 0); 0.502 * 255 = 128.01 -> entry 128 = (130, 255, 126).
        Assert.Equal([4, 8, 88, 80, 8, 12, 180, 255, 177], heat.Pixels.ToArray());
    }

    [Fact]
    public void Values_out_of_range_are_clamped()
    {
        RgbImage image = new(4, 1, new byte[12]);

        RgbImage heat = Overlay.HeatMap(image, [-5, 7, float.NaN, float.PositiveInfinity]);

        Assert.Equal([0, 0, 76, 76, 0, 0, 0, 0, 76, 76, 0, 0], heat.Pixels.ToArray());
    }

    [Fact]
    public void A_map_of_another_size_is_refused_with_both_numbers()
    {
        RgbImage image = new(2, 2, new byte[12]);

        ArgumentException error = Assert.Throws<ArgumentException>(() => Overlay.HeatMap(image, [1, 0, 1]));

        Assert.Contains("A map for 2x2 has 4 values; 3 were given", error.Message);
    }
}
