namespace ClipSurgery.Tests;

public sealed class LogisticRegressionTests
{
    /// <summary>
    /// Two scores leave a line no choice: it goes through the mean target of both. Of 20 instances 10 are right, so the targets are 11/12
    /// and 1/12; 2 of 10 at 0 give .25 and 8 of 10 at 1 give .75, whose log odds are -ln 3 and ln 3.
    /// </summary>
    [Fact]
    public void Two_scores_are_met_exactly()
    {
        JudgedInstance[] judged =
            [.. Enumerable.Range(0, 20).Select(i => new JudgedInstance($"{i}.png", "cat", i / 10, i is < 2 or (>= 10 and < 18)))];

        LogisticCurve curve = LogisticRegression.Fit(judged);

        Assert.Equal(-Math.Log(3), curve.Intercept, 5);
        Assert.Equal(2 * Math.Log(3), curve.Slope, 5);
        Assert.Equal((.25, .75), (curve.At(0), curve.At(1)));
    }

    /// <summary>The gradient of the log loss is zero: probabilities and targets have the same sum, and the same sum weighted by the score.</summary>
    [Fact]
    public void The_loss_is_at_its_least()
    {
        JudgedInstance[] judged = Judged.Many(200);
        int right = judged.Count(one => one.IsRight);

        LogisticCurve curve = LogisticRegression.Fit(judged);

        double[] errors =
        [
            .. judged.Select(one => 1 / (1 + Math.Exp(-(curve.Slope * one.Score + curve.Intercept)))
                - (one.IsRight ? (right + 1.0) / (right + 2) : 1.0 / (judged.Length - right + 2))),
        ];
        Assert.Equal(0, errors.Sum(), 3);
        Assert.Equal(0, errors.Zip(judged, (error, one) => error * one.Score).Sum(), 3);
    }

    [Fact]
    public void Scores_that_part_right_from_wrong_stay_finite()
    {
        LogisticCurve curve = LogisticRegression.Fit(Judged.Of(-.1, -.2, -.3, .7, .8, .9));

        Assert.InRange(curve.Slope, 1, 100);
        Assert.InRange(curve.At(.9), .75, .95);
    }

    [Theory]
    [InlineData(new[] { .1, .2, -.8, -.9 }, .5)]
    [InlineData(new[] { .5, .5, .5 }, .8)]
    public void Scores_that_say_nothing_or_the_contrary_give_the_share_that_is_right(double[] scores, double share)
    {
        LogisticCurve curve = LogisticRegression.Fit(Judged.Of(scores));

        Assert.Equal((share, share), (Math.Round(curve.At(0), 5), Math.Round(curve.At(1), 5)));
    }
}
