namespace ClipSurgery.Tests;

/// <summary>Two windows of 40 columns over a picture of 70: they share columns 30 to 39.</summary>
public class WindowMergeTests
{
    private static readonly PictureWindow Left = new(0, 0, 40, 40);
    private static readonly PictureWindow Right = new(30, 0, 40, 40);

    [Fact]
    public void A_thing_that_two_windows_see_whole_is_one()
    {
        WindowInstance sure = At(Right, "cat", 0.8, 32, 5, 6, 20);

        Assert.Equal([sure.Instance], WindowMerge.Merge([At(Left, "cat", 0.6, 32, 5, 6, 18), sure]));
    }

    [Fact]
    public void Two_things_of_one_label_stay_two() =>
        Assert.Equal(2, WindowMerge.Merge([At(Left, "cat", 0.6, 5, 5, 10, 10), At(Right, "cat", 0.8, 50, 5, 10, 10)]).Count);

    [Fact]
    public void Pieces_on_both_sides_of_a_border_become_one_with_what_the_larger_one_says()
    {
        WindowInstance piece = At(Left, "cat", 0.6, 20, 5, 20, 10);
        WindowInstance larger = At(Right, "cat", 0.5, 30, 5, 25, 10);

        Instance merged = Assert.Single(WindowMerge.Merge([piece, larger]));

        Assert.Equal(Rectangle(20, 5, 35, 10), merged.Mask);
        Assert.Equal(larger.Instance.Parts, merged.Parts);
    }

    [Fact]
    public void A_thing_over_three_windows_is_one()
    {
        PictureWindow end = new(60, 0, 40, 40);
        Instance merged = Assert.Single(WindowMerge.Merge(
        [
            At(Left, "cat", 0.6, 20, 5, 20, 10, width: 100),
            At(end, "cat", 0.6, 60, 5, 20, 10, width: 100),
            At(Right, "cat", 0.6, 30, 5, 40, 10, width: 100),
        ]));

        Assert.Equal(Rectangle(20, 5, 60, 10, width: 100), merged.Mask);
    }

    [Fact]
    public void A_piece_that_one_window_alone_sees_is_left_out()
    {
        Assert.Empty(WindowMerge.Merge([At(Left, "cat", 0.9, 20, 5, 20, 10)]));
        Assert.Empty(WindowMerge.Merge([At(Left, "cat", 0.9, 20, 5, 20, 10), At(Right, "dog", 0.9, 30, 5, 20, 10)]));
    }

    [Fact]
    public void What_is_whole_goes_before_its_piece()
    {
        WindowInstance whole = At(Right, "cat", 0.5, 33, 5, 20, 10);

        Assert.Equal([whole.Instance], WindowMerge.Merge([At(Left, "cat", 0.9, 33, 5, 7, 10), whole]));
    }

    [Fact]
    public void The_surer_of_two_labels_keeps_one_thing()
    {
        WindowInstance tiger = At(Right, "tiger", 0.8, 32, 5, 6, 20);

        Assert.Equal([tiger.Instance], WindowMerge.Merge([At(Left, "cat", 0.6, 32, 5, 6, 20), tiger]));
    }

    [Fact]
    public void What_reaches_a_border_inside_the_picture_is_cut()
    {
        Assert.False(At(Left, "cat", 1, 0, 0, 38, 40).IsCut);
        Assert.True(At(Left, "cat", 1, 0, 0, 39, 40).IsCut);
        Assert.True(At(Right, "cat", 1, 31, 0, 39, 40).IsCut);
        Assert.False(At(Right, "cat", 1, 32, 0, 38, 40).IsCut);
    }

    /// <summary>A rectangle of the picture, as it is found in a window.</summary>
    private static WindowInstance At(
        PictureWindow window, string label, double presence, int x, int y, int columns, int rows, int width = 70) => WindowInstance.Of(
        new Instance
        {
            Label = label,
            Mask = RectangleMask.Of(window.Width, window.Height, new BoxXywh(x - window.X, y - window.Y, columns, rows)),
            Parts = new ScoreParts(presence, 1, 1, 1),
        },
        window,
        width,
        40);

    private static Mask Rectangle(int x, int y, int columns, int rows, int width = 70) =>
        RectangleMask.Of(width, 40, new BoxXywh(x, y, columns, rows));
}
