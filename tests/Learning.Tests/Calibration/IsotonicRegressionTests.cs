using CsCheck;

namespace ClipSurgery.Tests;

public sealed class IsotonicRegressionTests
{
    /// <summary>By hand: 1 0 is pooled to .5, the next 1 0 too, and the two pools are one; the last two are right.</summary>
    [Fact]
    public void Neighbours_that_fall_are_pooled()
    {
        JudgedInstance[] judged = Judged.Of(.1, -.2, .3, -.4, .5, .6);

        Assert.Equal(
            [new IsotonicRegression.Pool(.1, .4, 2, 4), new IsotonicRegression.Pool(.5, .6, 2, 2)], IsotonicRegression.Pools(judged));
    }

    [Fact]
    public void Equal_scores_are_one_place() => Assert.Equal(
        [new IsotonicRegression.Pool(.3, .3, 1, 3), new IsotonicRegression.Pool(.7, .7, 1, 1)],
        IsotonicRegression.Pools(Judged.Of(-.3, .7, .3, -.3)));

    [Fact]
    public void The_curve_is_level_in_a_pool_straight_between_pools_and_never_certain()
    {
        IsotonicCurve curve = IsotonicRegression.Fit(Judged.Of(.1, -.2, .3, -.4, .5, .6));

        Assert.Equal([new CurvePoint(.1, .5), new CurvePoint(.4, .5), new CurvePoint(.5, .875), new CurvePoint(.6, .875)], curve.Points);
        Assert.Equal((.5, .5, .6875, .875, .875), (curve.At(0), curve.At(.25), curve.At(.45), curve.At(.55), curve.At(1)));
    }

    [Fact]
    public void Pools_rise_and_keep_the_mean() => Judged.Any.Sample(judged =>
    {
        IReadOnlyList<IsotonicRegression.Pool> pools = IsotonicRegression.Pools(judged);
        Assert.Equal(judged.Count(one => one.IsRight), pools.Sum(pool => pool.Mean * pool.Count), 9);
        Assert.Equal(judged.Length, pools.Sum(pool => pool.Count));
        Assert.All(pools.Zip(pools.Skip(1)), pair => Assert.True(pair.First.Mean < pair.Second.Mean && pair.First.Highest < pair.Second.Lowest));
    });

    /// <summary>Another way to the same curve: the highest of the lowest means of all stretches around a score.</summary>
    [Fact]
    public void Pools_are_what_the_max_min_formula_gives() => Judged.Any.Sample(judged =>
    {
        IReadOnlyList<IsotonicRegression.Pool> pools = IsotonicRegression.Pools(judged);
        double[] scores = [.. judged.Select(one => one.Score).Distinct().Order()];
        Assert.All(scores, score => Assert.Equal(
            scores.Where(low => low <= score).Max(low => scores.Where(high => high >= score).Min(high => Mean(low, high))),
            pools.Single(pool => pool.Lowest <= score && score <= pool.Highest).Mean,
            9));

        double Mean(double low, double high) =>
            judged.Where(one => one.Score >= low && one.Score <= high).Average(one => one.IsRight ? 1.0 : 0);
    });

    [Fact]
    public void A_higher_score_is_no_less_probable() => Judged.Any.Sample(judged =>
    {
        foreach (ProbabilityCurve curve in (ProbabilityCurve[])[IsotonicRegression.Fit(judged), LogisticRegression.Fit(judged)])
        {
            double[] probabilities = [.. Enumerable.Range(0, 101).Select(i => curve.At(i / 100.0))];
            Assert.Equal(probabilities.Order(), probabilities);
            Assert.All(probabilities, probability => Assert.InRange(probability, 0, 1));
        }
    });
}
