namespace ClipSurgery.Tests;

public class MaskTests
{
    [Fact]
    public void A_wrong_number_of_bytes_is_refused_with_both_numbers()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Mask.FromBitmap(3, 2, new byte[5]));

        Assert.Contains("3x2 has 6 bytes; 5 were given", error.Message);
    }

    [Fact]
    public void Every_byte_but_zero_is_inside() =>
        Assert.Equal([0, 1, 1, 2], Mask.FromBitmap(2, 2, [255, 1, 0, 7]).Counts.ToArray());

    [Fact]
    public void Copying_overwrites_what_was_in_the_buffer()
    {
        byte[] buffer = [9, 9, 9, 9];

        Mask.FromCounts(2, 2, [1, 2, 1]).CopyTo(buffer);

        Assert.Equal([0, 1, 1, 0], buffer);
        ArgumentException error = Assert.Throws<ArgumentException>(() => Mask.FromCounts(2, 2, [4]).CopyTo(new byte[5]));
        Assert.Contains("the buffer has 5", error.Message);
    }

    [Fact]
    public void Masks_of_two_sizes_are_refused_with_both_sizes()
    {
        Mask mask = Mask.FromCounts(2, 3, [6]);

        ArgumentException error = Assert.Throws<ArgumentException>(() => mask.IoU(Mask.FromCounts(3, 2, [6])));

        Assert.Contains("2x3 cannot meet one of 3x2", error.Message);
    }

    [Fact]
    public void Equal_pixels_are_equal_masks_with_equal_hashes()
    {
        Mask mask = Mask.FromBitmap(3, 1, [0, 1, 1]);

        Assert.Equal(mask, Mask.FromCounts(3, 1, [1, 1, 0, 1]));
        Assert.Equal(mask.GetHashCode(), Mask.FromCounts(3, 1, [1, 2]).GetHashCode());
        Assert.NotEqual(mask, Mask.FromCounts(1, 3, [1, 2]));
        Assert.NotEqual(mask, Mask.FromCounts(3, 1, [0, 3]));
    }

    [Fact]
    public void Two_empty_masks_overlap_by_nothing()
    {
        Mask empty = Mask.FromCounts(2, 2, [4]);

        Assert.Equal(0, empty.IoU(empty));
        Assert.Equal(0, empty.FractionInside(empty));
    }

    [Fact]
    public void Crowd_overlap_is_measured_against_the_detection_alone()
    {
        Mask detection = Mask.FromBitmap(4, 1, [1, 1, 0, 0]);
        Mask crowd = Mask.FromBitmap(4, 1, [0, 1, 1, 1]);

        Assert.Equal(.5, detection.FractionInside(crowd));
        Assert.Equal(.25, detection.IoU(crowd));
    }

    [Fact]
    public void Pixels_that_touch_at_a_corner_become_rings_of_their_own()
    {
        Mask mask = Mask.FromBitmap(2, 2, [1, 0, 0, 1]);

        Assert.Equal([[1, 0, 1, 1, 0, 1, 0, 0], [2, 1, 2, 2, 1, 2, 1, 1]], mask.ToPolygons());
        Assert.False(mask.HasHoles);
    }

    [Fact]
    public void Corner_touches_do_not_close_a_hole()
    {
        Assert.False(Mask.FromBitmap(3, 3, [0, 1, 0, 1, 0, 1, 0, 1, 0]).HasHoles);
        Assert.True(Mask.FromBitmap(3, 3, [1, 1, 1, 1, 0, 1, 1, 1, 1]).HasHoles);
    }

    [Fact]
    public void A_twelve_megapixel_mask_survives_runs_and_polygons()
    {
        const int Width = 4000;
        const int Height = 3000;
        byte[] bitmap = new byte[Width * Height];
        for (int y = 200; y < 2800; y++)
        {
            bitmap.AsSpan(y * Width + y / 2, 2000).Fill(1);
        }

        Mask mask = Mask.FromBitmap(Width, Height, bitmap);

        Assert.Equal(2600 * 2000, mask.Area);
        Assert.True(bitmap.AsSpan().SequenceEqual(mask.ToBitmap()));
        Assert.Equal(mask, Mask.FromPolygons(Width, Height, mask.ToPolygons()));
    }
}
