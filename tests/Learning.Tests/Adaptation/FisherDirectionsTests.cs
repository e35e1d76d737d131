namespace ClipSurgery.Tests;

public class FisherDirectionsTests
{
    private static readonly AdaptationSettings Plain = new() { Shrinkage = 0, ObjectShare = 0, BackgroundPictures = 0 };

    /// <summary>Patches at ±1 along the first axis and ±2 along the second: variances of 1 and 4.</summary>
    private static TokenMoments Patches()
    {
        TokenMoments patches = new(2);
        patches.AddMean([1, 2, 1, -2, -1, 2, -1, -2]);
        return patches;
    }

    [Fact]
    public void Moments_are_those_of_the_rows()
    {
        TokenMoments moments = Patches();

        Assert.Equal([0, 0], moments.Mean());
        Assert.Equal([1, 0, 0, 4], moments.Around([0, 0]));
        Assert.Equal([2, 1, 1, 5], moments.Around([1, 1]));
    }

    [Fact]
    public void Pictures_count_alike_however_many_patches_they_have()
    {
        TokenMoments moments = new(1);
        moments.AddMean([1, 1, 1, 1]);
        moments.AddMean([3]);

        Assert.Equal([2], moments.Mean());
        Assert.Equal([1], moments.Around([2]));
    }

    [Fact]
    public void A_height_is_the_distance_from_everything_else_in_units_of_how_far_that_reaches()
    {
        // An example at (3, 4): by hand, direction = (3/1, 4/4) / √(3²/1 + 4²/4) = (3, 1) / √13, and its height √13.
        ObjectTokens example = new("a", [3, 4], [3, 4], [3, 4]);

        (float[] direction, float offset, int examples) = FisherDirections.Learn(Patches(), [example], Plain)["a"];

        Assert.Equal(3 / Math.Sqrt(13), direction[0], 6);
        Assert.Equal(1 / Math.Sqrt(13), direction[1], 6);
        Assert.Equal(0, offset, 6);
        Assert.Equal(1, examples);
        Assert.Equal(Math.Sqrt(13), 3 * direction[0] + 4 * direction[1] + offset, 6);
    }

    [Fact]
    public void The_examples_of_other_classes_count_among_what_a_class_must_stand_out_from()
    {
        ObjectTokens[] examples = [new("a", [3, 4], [3, 4], [3, 4]), new("b", [3, -4], [3, -4], [3, -4])];
        AdaptationSettings settings = Plain with { ObjectShare = 0.5, FewClasses = 0 };

        (float[] direction, float offset, _) = FisherDirections.Learn(Patches(), examples, settings)["a"];

        // Both lie at 3 along the first axis, so that tells nothing; the mean of what there is lies at 1.5 there.
        double a = 3 * direction[0] + 4 * direction[1] + offset;
        double b = 3 * direction[0] - 4 * direction[1] + offset;
        Assert.True(a - b > 2 * Math.Abs(a + b), $"{a} {b}");
    }

    [Fact]
    public void An_example_that_lies_where_everything_lies_has_no_height()
    {
        (float[] direction, float offset, _) = FisherDirections.Learn(Patches(), [new ObjectTokens("a", [0, 0], [0, 0], [0, 0])], Plain)["a"];

        Assert.Equal([0, 0], direction);
        Assert.Equal(0, offset);
    }
}
