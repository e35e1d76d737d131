namespace ClipSurgery.Tests;

public class MaskPlacementTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 2)]
    [InlineData(5, 4)]
    public void A_mask_of_a_part_lies_where_the_part_lies(int x, int y)
    {
        // Both sides of columns are reached, so that runs go on from one column into the next.
        byte[] part = [1, 1, 0, 1, 0, 1, 1, 1, 0, 1, 0, 1];
        byte[] expected = new byte[9 * 7];
        for (int i = 0; i < part.Length; i++)
        {
            expected[(y + i / 4) * 9 + x + i % 4] = part[i];
        }

        Mask placed = Mask.FromBitmap(4, 3, part).Place(x, y, 9, 7);

        Assert.Equal(Mask.FromBitmap(9, 7, expected), placed);
    }

    [Fact]
    public void A_part_of_the_whole_size_is_the_mask_itself()
    {
        Mask mask = Mask.FromBitmap(3, 2, [1, 1, 1, 1, 1, 1]);

        Assert.Equal(mask, mask.Place(0, 0, 3, 2));
        Assert.Equal(Mask.FromBitmap(4, 4, new byte[16]), Mask.FromBitmap(2, 2, new byte[4]).Place(1, 1, 4, 4));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 3)]
    [InlineData(4, 0)]
    public void A_part_beyond_the_picture_is_refused(int x, int y) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Mask.FromBitmap(2, 2, [1, 1, 1, 1]).Place(x, y, 5, 4));

    /// <summary>A bitmap would take 2 GB.</summary>
    [Fact]
    public void A_small_mask_costs_little_in_a_large_picture()
    {
        Mask placed = Mask.FromBitmap(3, 3, [0, 1, 0, 1, 1, 1, 0, 1, 0]).Place(40_000, 20_000, 46_000, 46_000);

        Assert.Equal((5, new BoxXywh(40_000, 20_000, 3, 3), 7), (placed.Area, placed.Bounds, placed.Counts.Length));
    }
}
