namespace ClipSurgery.Tests;

public class WindowLayoutTests
{
    [Theory]
    [InlineData(12_000, 9_000, 384, 42 * 31)]
    [InlineData(6_000, 400, 384, 21 * 2)]
    [InlineData(1_000, 700, 384, 4 * 3)]
    public void Every_pixel_is_covered_and_neighbours_overlap(int width, int height, int side, int expected)
    {
        int overlap = side / 4;
        IReadOnlyList<PictureWindow> windows = WindowLayout.Of(width, height, side, overlap);

        Assert.Equal(expected, windows.Count);
        Assert.All(windows, window => Assert.Equal((side, side), (window.Width, window.Height)));
        foreach (int[] starts in (int[][])[WindowLayout.Starts(width, side, overlap), WindowLayout.Starts(height, side, overlap)])
        {
            Assert.Equal(0, starts[0]);
            Assert.All(starts.Zip(starts.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 1, side - overlap));
        }

        Assert.Equal((width, height), (windows[^1].Right, windows[^1].Bottom));
    }

    [Fact]
    public void One_pixel_more_than_a_window_gives_two() => Assert.Equal([0, 1], WindowLayout.Starts(385, 384, 96));

    [Fact]
    public void A_side_that_fits_a_window_has_one() => Assert.Equal(
        [new PictureWindow(0, 0, 384, 200), new PictureWindow(116, 0, 384, 200)], WindowLayout.Of(500, 200, 384, 96));

    [Fact]
    public void No_window_more_than_needed()
    {
        Assert.Equal([0, 288], WindowLayout.Starts(672, 384, 96));
        Assert.Equal([0, 144, 289], WindowLayout.Starts(673, 384, 96));
    }
}
