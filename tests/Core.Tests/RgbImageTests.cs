namespace ClipSurgery.Tests;

public class RgbImageTests
{
    [Fact]
    public void A_wrong_number_of_bytes_is_refused_with_both_numbers()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new RgbImage(2, 3, new byte[17]));

        Assert.Contains("18 bytes; 17 were given", error.Message);
    }

    [Fact]
    public void Rows_are_counted_from_the_top()
    {
        RgbImage image = new(1, 2, [1, 2, 3, 4, 5, 6]);

        Assert.Equal([4, 5, 6], image.Row(1).ToArray());
    }

    [Fact]
    public void A_crop_has_the_pixels_of_its_part()
    {
        RgbImage image = new(3, 3, [.. Enumerable.Range(0, 27).Select(i => (byte)i)]);

        RgbImage part = image.Crop(1, 0, 2, 2);

        Assert.Equal((2, 2), (part.Width, part.Height));
        Assert.Equal([3, 4, 5, 6, 7, 8, 12, 13, 14, 15, 16, 17], part.Pixels.ToArray());
        Assert.Equal(image.Pixels.ToArray(), image.Crop(0, 0, 3, 3).Pixels.ToArray());
        Assert.Equal([24, 25, 26], image.Crop(2, 2, 1, 1).Pixels.ToArray());
    }

    [Theory]
    [InlineData(-1, 0, 1, 1, "x")]
    [InlineData(0, -1, 1, 1, "y")]
    [InlineData(0, 0, 0, 1, "width")]
    [InlineData(0, 0, 1, 0, "height")]
    [InlineData(2, 0, 2, 1, "width")]
    [InlineData(0, 1, 1, 2, "height")]
    [InlineData(int.MaxValue, 0, 1, 1, "width")]
    public void A_part_that_is_not_inside_cannot_be_cropped(int x, int y, int width, int height, string parameter)
    {
        RgbImage image = new(3, 2, new byte[18]);

        Assert.Throws<ArgumentOutOfRangeException>(parameter, () => image.Crop(x, y, width, height));
    }
}
