namespace ClipSurgery.Tests;

public class BoxAgreementTests
{
    [Fact]
    public void The_box_of_a_mask_is_compared_with_the_box_given()
    {
        Mask mask = Rectangle(10, 20, 30, 60);

        Assert.Equal(1, BoxAgreement.Measure(mask, new BoxXywh(10, 20, 20, 40)));
        Assert.Equal(0.5, BoxAgreement.Measure(mask, new BoxXywh(10, 20, 40, 40)));
        Assert.Equal(0, BoxAgreement.Measure(mask, new BoxXywh(50, 20, 20, 40)));
        Assert.Equal(0, BoxAgreement.Measure(Mask.FromPolygons(100, 80, []), new BoxXywh(50, 20, 20, 40)));
    }

    [Fact]
    public void Specks_of_half_a_percent_do_not_move_the_edges_and_larger_parts_do()
    {
        Mask mask = Rectangle(10, 20, 30, 60);

        Assert.Equal(new BoxXywh(10, 20, 20, 40), BoxAgreement.Extent(mask.Union(Rectangle(90, 70, 92, 72))));
        Assert.Equal(new BoxXywh(10, 20, 82, 52), BoxAgreement.Extent(mask.Union(Rectangle(86, 66, 92, 72))));
    }

    [Fact]
    public void Masks_of_whole_columns_are_counted_by_column_and_row()
    {
        Mask mask = Rectangle(40, 0, 60, 80);

        Assert.Equal(new BoxXywh(40, 0, 20, 80), BoxAgreement.Extent(mask));
    }

    [Theory]
    [InlineData(10, 20, 30, 60, 20, 40)]
    [InlineData(0, 0, 100, 80, 50, 40)]
    [InlineData(5, 5, 6, 6, 5.5, 5.5)]
    public void The_deepest_point_of_a_rectangle_is_in_its_middle(int left, int top, int right, int bottom, double x, double y)
    {
        ImagePoint deepest = DeepestPoint.Of(Rectangle(left, top, right, bottom));

        // Along the middle line all places are as deep; the first is taken.
        int depth = Math.Min(right - left, bottom - top) / 2;
        Assert.InRange(Math.Min(Math.Abs(deepest.X - x), Math.Abs(deepest.Y - y)), 0, 1);
        Assert.InRange(deepest.X, left + depth - 1, right - depth + 1);
        Assert.InRange(deepest.Y, top + depth - 1, bottom - depth + 1);
    }

    [Fact]
    public void The_deepest_point_lies_in_the_mask_where_the_middle_of_its_box_does_not()
    {
        Mask ring = Rectangle(10, 10, 70, 70).Subtract(Rectangle(18, 18, 50, 62));

        ImagePoint deepest = DeepestPoint.Of(ring);

        Assert.InRange(deepest.X, 58, 62);
        Assert.True(ring.Contains((int)deepest.X, (int)deepest.Y));
    }

    [Theory]
    [InlineData(10, 20, 20, 40, 10, 20, 20, 40)]
    [InlineData(9.6, 19.6, 20.8, 40.8, 10, 20, 20, 40)]
    [InlineData(99.8, 79.9, 0.1, 0.05, 99, 79, 1, 1)]
    [InlineData(0, 0, 100, 80, 0, 0, 100, 80)]
    [InlineData(0, 3, 100, 1, 0, 3, 100, 1)]
    public void A_box_as_a_mask_goes_to_the_nearest_pixel_edges(
        double x, double y, double width, double height, int left, int top, int columns, int rows)
    {
        Mask mask = RectangleMask.Of(100, 80, new BoxXywh(x, y, width, height));

        Assert.Equal(new BoxXywh(left, top, columns, rows), mask.Bounds);
        Assert.Equal(columns * rows, mask.Area);
    }

    [Theory]
    [InlineData(-10, 5, 10, 10)]
    [InlineData(100, 5, 10, 10)]
    [InlineData(5, 80, 10, 10)]
    [InlineData(5, 5, 0, 10)]
    [InlineData(5, 5, 10, -3)]
    [InlineData(double.NaN, 5, 10, 10)]
    [InlineData(5, 5, 10, double.NaN)]
    public void A_box_that_has_no_part_in_the_picture_is_an_empty_mask(double x, double y, double width, double height) =>
        Assert.True(RectangleMask.Of(100, 80, new BoxXywh(x, y, width, height)).IsEmpty);

    [Fact]
    public void A_mask_that_fills_its_box_says_no_more_than_the_box()
    {
        Assert.True(RectangleMask.IsRectangle(Rectangle(10, 20, 30, 60)));
        Assert.False(RectangleMask.IsRectangle(Rectangle(10, 20, 30, 60).Subtract(Rectangle(10, 20, 20, 30))));
    }

    private static Mask Rectangle(int left, int top, int right, int bottom) =>
        Mask.FromPolygons(100, 80, [[left, top, right, top, right, bottom, left, bottom]]);
}
