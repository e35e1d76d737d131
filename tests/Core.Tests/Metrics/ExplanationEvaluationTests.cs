using CsCheck;

namespace ClipSurgery.Tests;

public class ExplanationEvaluationTests
{
    private static readonly float[] GridAsFloats =
        [.05f, .1f, .15f, .2f, .25f, .3f, .35f, .4f, .45f, .5f, .55f, .6f, .65f, .7f, .75f, .8f, .85f, .9f, .95f];

    private static readonly Gen<float> Grid = Gen.Int[0, GridAsFloats.Length - 1].Select(i => GridAsFloats[i]);

    /// <summary>Values on a threshold and the floats next to it are as frequent as any others.</summary>
    private static readonly Gen<float> Values = Gen.OneOf(
        Gen.Float[0, 1],
        Gen.Const(0f),
        Gen.Const(1f),
        Grid,
        Grid.Select(MathF.BitIncrement),
        Grid.Select(MathF.BitDecrement));

    private static readonly Gen<(float[] Map, byte[] Foreground)> Pairs =
        from length in Gen.Int[2, 40]
        from map in Values.Array[length]
        from foreground in Gen.Byte[0, 1].Array[length]
        where foreground.Contains((byte)0) && foreground.Contains((byte)1)
        select (map, foreground);

    [Fact]
    public void One_pair_has_the_numbers_computed_by_hand()
    {
        // Up to .20 the IoU is 2/4, from .25 to .60 it is 2/3, then at most 1/3: .25 is the first of the best.
        ExplanationScores scores = Evaluate(([.8f, .2f, .6f, .9f], [1, 0, 1, 0]));

        Assert.Equal(2.0 / 3, scores.MeanIou, 1e-12);
        Assert.Equal(.25, scores.Threshold);
        Assert.Equal(100 * (.7 - .55), scores.ScoreContrast, 1e-5);
        Assert.Equal(0, scores.PointingGame);
        Assert.Equal(1, scores.Pairs);
    }

    [Fact]
    public void One_threshold_serves_all_pairs()
    {
        // Alone, the first is perfect from .05 to .40 and the second from .65 to .90; together .65 gives (0 + 1) / 2, .05 to .40
        // give (1 + 1/4) / 2.
        ExplanationScores scores = Evaluate(
            ([0, .4f, 0, 0], [0, 1, 0, 0]),
            ([.6f, .6f, .6f, .9f], [0, 0, 0, 1]));

        Assert.Equal(.625, scores.MeanIou, 1e-12);
        Assert.Equal(.05, scores.Threshold);
        Assert.Equal(100 * (.4 + .3) / 2, scores.ScoreContrast, 1e-5);
        Assert.Equal(1, scores.PointingGame);
        Assert.Equal(2, scores.Pairs);
    }

    [Fact]
    public void A_perfect_map_has_full_scores_and_its_reverse_the_lowest_contrast()
    {
        Assert.Equal(new ExplanationScores(1, .05, 100, 1, 1), Evaluate(([0, 1, 1], [0, 1, 1])));
        Assert.Equal(new ExplanationScores(0, .05, -100, 0, 1), Evaluate(([1, 0, 0], [0, 1, 1])));
    }

    [Fact]
    public void A_value_at_every_threshold_is_inside_and_the_float_below_outside()
    {
        foreach (float threshold in GridAsFloats)
        {
            ExplanationScores scores = Evaluate(([MathF.BitDecrement(threshold), threshold], [0, 1]));

            Assert.Equal((1, threshold), (scores.MeanIou, (float)scores.Threshold));
        }
    }

    [Fact]
    public void Of_equally_high_pixels_the_first_one_points()
    {
        Assert.Equal(1, Evaluate(([0, .5f, .5f], [0, 1, 0])).PointingGame);
        Assert.Equal(0, Evaluate(([0, .5f, .5f], [0, 0, 1])).PointingGame);
    }

    [Fact]
    public void The_scores_are_those_of_a_loop_over_the_thresholds() => Pairs.Array[1, 5].Sample(
        pairs =>
        {
            ExplanationScores scores = Evaluate(pairs);
            double[] means = [.. GridAsFloats.Select(threshold => pairs.Average(pair => Iou(pair, threshold)))];

            Assert.Equal(means.Max(), scores.MeanIou, 1e-12);
            Assert.Equal(means.Max(), means[Array.IndexOf(GridAsFloats, (float)scores.Threshold)], 1e-12);
            Assert.Equal(100 * pairs.Average(pair => Mean(pair, 1) - Mean(pair, 0)), scores.ScoreContrast, 1e-9);
            Assert.Equal(
                pairs.Average(pair => pair.Foreground[Array.IndexOf(pair.Map, pair.Map.Max())]), scores.PointingGame, 1e-12);
            Assert.Equal(pairs.Length, scores.Pairs);
        },
        iter: 5000);

    [Fact]
    public void The_lowest_of_equally_good_thresholds_is_taken() => Pairs.Sample(
        pair =>
        {
            double[] ious = [.. GridAsFloats.Select(threshold => Iou(pair, threshold))];

            Assert.Equal(GridAsFloats[Array.IndexOf(ious, ious.Max())], (float)Evaluate(pair).Threshold);
        },
        iter: 5000);

    [Fact]
    public void Without_pairs_there_are_no_numbers() => Assert.Equal(
        new ExplanationScores(double.NaN, double.NaN, double.NaN, double.NaN, 0), new ExplanationEvaluation().Summarise());

    [Fact]
    public void Different_lengths_are_refused_with_both_numbers()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Evaluate(([0, .5f, 1], [0, 1])));

        Assert.Contains("3 pixels", error.Message);
        Assert.Contains("foreground 2", error.Message);
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0 }, "0 of 3")]
    [InlineData(new byte[] { 1, 1, 1 }, "3 of 3")]
    [InlineData(new byte[] { }, "0 of 0")]
    public void A_foreground_of_nothing_or_everything_is_refused(byte[] foreground, string found)
    {
        float[] map = new float[foreground.Length];

        ArgumentException error = Assert.Throws<ArgumentException>(() => Evaluate((map, foreground)));

        Assert.Contains(found, error.Message);
    }

    [Theory]
    [InlineData(-.1f, 1)]
    [InlineData(1.1f, 1)]
    [InlineData(float.NaN, 1)]
    [InlineData(.5f, 255)]
    public void A_value_out_of_range_is_refused_with_its_pixel_and_the_pair_does_not_count(float value, byte side)
    {
        ExplanationEvaluation evaluation = new();
        evaluation.Add([0, 1], [0, 1]);

        ArgumentException error =
            Assert.Throws<ArgumentException>(() => evaluation.Add([1, 0, value], [0, 1, side]));

        Assert.Contains($"Pixel 2 has map value {value} and foreground {side}", error.Message);
        Assert.Equal(new ExplanationScores(1, .05, 100, 1, 1), evaluation.Summarise());
    }

    private static ExplanationScores Evaluate(params (float[] Map, byte[] Foreground)[] pairs)
    {
        ExplanationEvaluation evaluation = new();
        foreach ((float[] map, byte[] foreground) in pairs)
        {
            evaluation.Add(map, foreground);
        }

        return evaluation.Summarise();
    }

    private static double Iou((float[] Map, byte[] Foreground) pair, float threshold)
    {
        int intersection = 0;
        int union = 0;
        for (int i = 0; i < pair.Map.Length; i++)
        {
            bool isInside = pair.Map[i] >= threshold;
            bool isForeground = pair.Foreground[i] == 1;
            intersection += isInside && isForeground ? 1 : 0;
            union += isInside || isForeground ? 1 : 0;
        }

        return (double)intersection / union;
    }

    private static double Mean((float[] Map, byte[] Foreground) pair, byte side) =>
        pair.Map.Where((_, i) => pair.Foreground[i] == side).Average(value => (double)value);
}
