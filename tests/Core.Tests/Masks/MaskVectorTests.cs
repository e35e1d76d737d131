namespace ClipSurgery.Tests;

/// <summary>Small masks and polygons whose runs can be checked by hand, with the strings that maskApi.c gives them.</summary>
public class MaskVectorTests
{
    [Theory]
    [InlineData(4, 3, new[] { 12 }, "<", 0, 0, 0, 0, 0)]
    [InlineData(4, 3, new[] { 0, 12 }, "0<", 12, 0, 0, 4, 3)]
    [InlineData(2, 2, new[] { 1, 3 }, "13", 3, 0, 0, 2, 2)]
    [InlineData(10, 10, new[] { 32, 2, 8, 2, 8, 2, 46 }, "P128000V1", 6, 3, 2, 3, 2)]
    [InlineData(4, 4, new[] { 1, 1, 1, 2, 1, 1, 2, 1, 1, 2, 1, 1, 1 }, "11110O10O10O0", 8, 0, 0, 4, 4)]
    [InlineData(1000, 1000, new[] { 999999, 1 }, "oa`n01", 1, 999, 999, 1, 1)]
    [InlineData(36, 6, new[] { 5, 40, 3, 2, 100, 1, 65 }, "5X13jNQ3OmN", 43, 0, 0, 26, 6)]
    [InlineData(10, 9, new[] { 6, 1, 40, 4, 5, 4, 5, 4, 21 }, "61X13mN000`0", 13, 0, 2, 8, 5)]
    public void Runs_and_string_say_the_same(
        int width, int height, int[] counts, string text, long area, double x, double y, double boxWidth, double boxHeight)
    {
        Mask mask = Mask.FromCounts(width, height, counts);

        Assert.Equal(text, mask.ToCompressed());
        Assert.Equal(mask, Mask.FromCompressed(width, height, text));
        Assert.Equal(area, mask.Area);
        Assert.Equal(new BoxXywh(x, y, boxWidth, boxHeight), mask.Bounds);
    }

    [Theory]
    [InlineData(10, new double[] { 2, 2, 2, 5, 5, 5, 5, 2 }, "f037000`1")]
    [InlineData(10, new double[] { 2, 2, 5, 2, 5, 5, 2, 5 }, "f037000`1")]
    [InlineData(10, new double[] { 2, 2, 2, 5, 2, 5, 5, 5, 5, 2 }, "f037000`1")]
    [InlineData(10, new double[] { 1, 1, 8, 1, 1, 8 }, ";64O1O1O1O1On0")]
    [InlineData(6, new[] { 1.5, 1.5, 4.5, 1.5, 4.5, 4.5, 1.5, 4.5 }, ">330004")]
    [InlineData(6, new[] { 1.4, 1.4, 4.6, 1.4, 4.6, 4.6, 1.4, 4.6 }, "742000005")]
    [InlineData(6, new double[] { 0, 0, 6, 0, 6, 6, 0, 6 }, "0T1")]
    [InlineData(6, new double[] { -3, -3, 9, -3, 9, 9, -3, 9 }, "0T1")]
    [InlineData(6, new double[] { 0, 0, 5, 0, 5, 5, 0, 5 }, "05100000006")]
    [InlineData(6, new double[] { 0, 0, 6, 6, 6, 0, 0, 6 }, "052N2N10O2N2O")]
    [InlineData(6, new[] { 2.1, 2.1, 2.3, 2.1, 2.3, 2.3, 2.1, 2.3 }, "T1")]
    [InlineData(6, new double[] { 3, 3, 3, 3, 3, 3 }, "T1")]
    public void A_ring_on_a_square_picture_fills_these_runs(int side, double[] ring, string expected) =>
        Assert.Equal(expected, Mask.FromPolygons(side, side, [ring]).ToCompressed());

    [Fact]
    public void Rings_are_joined_and_never_cut_holes()
    {
        Mask outer = Mask.FromPolygons(8, 8, [[1, 1, 7, 1, 7, 7, 1, 7]]);

        Assert.Equal(outer, Mask.FromPolygons(8, 8, [[1, 1, 7, 1, 7, 7, 1, 7], [3, 3, 5, 3, 5, 5, 3, 5]]));
    }

    [Fact]
    public void No_ring_is_an_empty_mask() => Assert.True(Mask.FromPolygons(5, 4, []).IsEmpty);

    [Fact]
    public void Far_away_corners_cost_no_time_and_cut_the_picture_in_half()
    {
        Mask mask = Mask.FromPolygons(4, 4, [[-1e8, -1e8, 1e8, 1e8, -1e8, 1e8]]);

        Assert.Equal([0, 4, 1, 3, 2, 2, 3, 1], mask.Counts.ToArray());
    }

    [Theory]
    [InlineData(new[] { 0, 0, 0, 2, 2 }, new[] { 0, 2, 2 }, "leading zeros")]
    [InlineData(new[] { 1, 1, 0, 1, 1 }, new[] { 1, 2, 1 }, "a zero between two inside runs")]
    [InlineData(new[] { 2, 0, 0, 2 }, new[] { 2, 2 }, "two zeros in a row")]
    [InlineData(new[] { 4, 0 }, new[] { 4 }, "a zero at the end")]
    public void Zero_runs_are_legal_and_removed(int[] given, int[] expected, string why)
    {
        Mask mask = Mask.FromCounts(1, 4, given);

        Assert.True(expected.AsSpan().SequenceEqual(mask.Counts), $"{why}: {string.Join(",", mask.Counts.ToArray())}");
    }

    [Theory]
    [InlineData("2/2", "U+002F at 1")]
    [InlineData("2p2", "U+0070 at 1")]
    [InlineData("\u00a0", "U+00A0 at 0")]
    [InlineData("2P", "2 characters ends inside a number")]
    [InlineData("oooooooo0", "more than 7 characters")]
    [InlineData("N", "Run 0 of a compressed mask is -2")]
    [InlineData("1111K", "Run 4 of a compressed mask is -4")]
    [InlineData("11", "cover 2 pixels; expected the 4 of 2x2")]
    [InlineData("14", "cover more than 4 pixels; expected the 4 of 2x2")]
    [InlineData("", "cover 0 pixels; expected the 4 of 2x2")]
    [InlineData("\\\\2", "more than 4 pixels")]
    public void A_damaged_string_is_refused_with_the_place_and_the_cause(string counts, string cause)
    {
        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => Mask.FromCompressed(2, 2, counts));

        Assert.DoesNotContain('\n', error.Message);
        Assert.Contains(cause, error.Message);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, -1)]
    [InlineData(65536, 32768)]
    public void An_impossible_size_is_refused_before_anything_is_allocated(int width, int height)
    {
        string size = $"A mask of {width}x{height} is impossible";

        Assert.StartsWith(size, Assert.Throws<ClipSurgeryException>(() => Mask.FromCompressed(width, height, "0")).Message);
        Assert.StartsWith(size, Assert.Throws<ClipSurgeryException>(() => Mask.FromCounts(width, height, [])).Message);
        Assert.StartsWith(size, Assert.Throws<ClipSurgeryException>(() => Mask.FromPolygons(width, height, [])).Message);
    }

    [Theory]
    [InlineData(new double[] { 1, 1, 2, 2 }, "has 4 numbers")]
    [InlineData(new double[] { 1, 1, 2, 2, 3, 1, 4 }, "has 7 numbers")]
    [InlineData(new double[] { 1, 1, 2, double.NaN, 3, 1 }, "coordinate NaN")]
    [InlineData(new double[] { 1, 1, 2, 1e9, 3, 1 }, "coordinate 1000000000")]
    public void A_ring_that_is_none_is_refused(double[] ring, string cause) =>
        Assert.Contains(cause, Assert.Throws<ClipSurgeryException>(() => Mask.FromPolygons(9, 9, [ring])).Message);

    [Fact]
    public void The_largest_mask_survives_its_string()
    {
        Mask mask = Mask.FromCounts(int.MaxValue, 1, [0, 1, 1, 1, int.MaxValue - 4, 1]);

        Assert.Equal(mask, Mask.FromCompressed(int.MaxValue, 1, mask.ToCompressed()));
        Assert.Equal(3, mask.Area);
    }
}
