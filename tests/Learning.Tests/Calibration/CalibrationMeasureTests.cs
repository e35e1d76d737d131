namespace ClipSurgery.Tests;

/// <summary>Folds, losses, errors, intervals, thresholds.</summary>
public sealed class CalibrationMeasureTests
{
    [Fact]
    public void Folds_are_even_and_do_not_depend_on_the_order()
    {
        string[] names = [.. Enumerable.Range(0, 23).Select(i => $"folder/{i}.png")];

        IReadOnlyDictionary<string, int> folds = CrossValidation.FoldOf(names);

        Assert.Equal([5, 5, 5, 4, 4], folds.Values.CountBy(fold => fold).OrderBy(count => count.Key).Select(count => count.Value));
        Assert.Equal(folds.OrderBy(fold => fold.Key), CrossValidation.FoldOf([.. names.Reverse(), .. names]).OrderBy(fold => fold.Key));
    }

    [Fact]
    public void A_picture_is_predicted_without_itself()
    {
        JudgedInstance[] judged = [.. Judged.Many(40), .. Judged.Many(40)];
        IReadOnlyDictionary<string, int> folds = CrossValidation.FoldOf(judged.Select(one => one.FileName));
        List<HashSet<string>> fitted = [];

        double[] predicted = CrossValidation.Predict(judged, part =>
        {
            fitted.Add([.. part.Select(one => one.FileName)]);
            return new LogisticCurve(0, fitted.Count - 1);
        });

        Assert.Equal(CrossValidation.Folds, fitted.Count);
        for (int i = 0; i < judged.Length; i++)
        {
            int fold = folds[judged[i].FileName];
            Assert.DoesNotContain(judged[i].FileName, fitted[fold]);
            Assert.Equal(new LogisticCurve(0, fold).At(0), predicted[i]);
        }
    }

    [Fact]
    public void Log_loss_is_the_mean_of_what_was_given_to_what_came()
    {
        double loss = ProbabilityScores.LogLoss([.5, .9, .2], Judged.Of(.1, .1, -.1));

        Assert.Equal(-(Math.Log(.5) + Math.Log(.9) + Math.Log(.8)) / 3, loss, 12);
    }

    /// <summary>Two parts of the scale: .12 and .18 of which one is right (|.15 - .5| for 2), and .9 and 1 that are right (|.95 - 1| for 2).</summary>
    [Fact]
    public void The_calibration_error_weighs_parts_of_the_scale_by_their_instances()
    {
        double error = ProbabilityScores.CalibrationError([.12, .18, .9, 1], Judged.Of(-.1, .1, .1, .1));

        Assert.Equal((2 * .35 + 2 * .05) / 4, error, 12);
    }

    /// <summary>The usual tables have .490 to .943 for 8 of 10.</summary>
    [Theory]
    [InlineData(8, 10, .49016, .94332)]
    [InlineData(10, 10, .72247, 1)]
    [InlineData(0, 5, 0, .43448)]
    [InlineData(95, 100, .88825, .97846)]
    public void Wilsons_interval_is_that_of_the_tables(int right, int count, double low, double high)
    {
        WilsonInterval interval = WilsonInterval.Of(right, count);

        Assert.Equal((low, high), (Math.Round(interval.Low, 5), Math.Round(interval.High, 5)));
    }

    [Fact]
    public void The_lowest_threshold_with_the_wanted_precision_is_chosen()
    {
        double[] probabilities = [.. Enumerable.Repeat(.9, 10), .. Enumerable.Repeat(.6, 10), .. Enumerable.Repeat(.2, 5)];
        JudgedInstance[] judged = Judged.Of([.. Enumerable.Range(0, 25).Select(i => i is < 9 or (>= 10 and < 17) ? .5 : -.5)]);

        IReadOnlyList<CutOff> all = CutOff.All(probabilities, judged);

        Assert.Equal([new CutOff(.9, 10, 9), new CutOff(.6, 20, 16), new CutOff(.2, 25, 16)], all);
        Assert.Equal(.9, CutOff.Choose(all, new CalibrationGoal(.85), 20)!.Value.Threshold);
        Assert.Equal(.6, CutOff.Choose(all, new CalibrationGoal(.8), 20)!.Value.Threshold);
        Assert.Null(CutOff.Choose(all, new CalibrationGoal(.95), 20));
        Assert.Equal(.6, CutOff.Choose(all, CalibrationGoal.BestF1, 20)!.Value.Threshold);
        Assert.Equal(.8, all[1].F1(20), 12);
    }
}
