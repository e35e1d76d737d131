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
}
