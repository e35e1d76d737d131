namespace ClipSurgery.Tests;

/// <summary>Memory that goes back to the pool.</summary>
public sealed class PooledArrayTests
{
    [Fact]
    public void A_rented_array_has_the_length_that_was_asked_for()
    {
        // The pool gives 128.
        PooledArray<float> array = PooledArray<float>.Create(100, isRented: true);

        Assert.Equal(100, array.Length);
        Assert.Equal(100, array.Span.Length);
    }

    [Fact]
    public void An_array_that_was_given_back_is_not_read_and_not_given_back_twice()
    {
        PooledArray<byte> array = PooledArray<byte>.Create(1000, isRented: true);

        array.Return();
        PooledArray<byte> next = PooledArray<byte>.Create(1000, isRented: true);
        array.Return();
        PooledArray<byte> other = PooledArray<byte>.Create(1000, isRented: true);

        Assert.Throws<ArgumentOutOfRangeException>(() => array.Span[0]);
        Assert.False(next.Span.Overlaps(other.Span));
    }

    [Fact]
    public void An_array_of_its_own_is_kept()
    {
        PooledArray<int> array = (int[])[1, 2, 3];

        array.Return();

        Assert.Equal([1, 2, 3], array.Span.ToArray());
    }

    [Fact]
    public void A_picture_that_needs_no_resizing_is_not_taken_from_its_owner()
    {
        RgbImage image = new(2, 1, [1, 2, 3, 4, 5, 6]);

        PillowResize.Resize(image, 2, 1, ResampleFilter.Bicubic, isRented: true).Return();

        Assert.Equal([1, 2, 3, 4, 5, 6], image.Pixels.ToArray());
    }
}
