namespace ClipSurgery.Tests;

public sealed class CalibrationFitterTests
{
    [Fact]
    public void Scores_that_mean_too_little_become_probabilities()
    {
        // Of the instances with a score of .25 one in five is right, of those with .55 nine in ten.
        JudgedInstance[] judged =
            [.. Enumerable.Range(0, 200).Select(i => new JudgedInstance($"{i / 2}.png", "cat", i % 2 == 0 ? .25 : .55, i % 2 == 0 ? i % 10 == 0 : i % 20 != 1))];

        CalibrationFit fit = Fit(judged, new CalibrationGoal(.9));

        Assert.InRange(fit.Calibration.ProbabilityOf("cat", .25), .18, .22);
        Assert.InRange(fit.Calibration.ProbabilityOf("cat", .55), .88, .92);
        Assert.Equal((100, 90), (fit.All.CutOff!.Value.Kept, fit.All.CutOff.Value.Right));
        Assert.Equal(fit.Calibration.ProbabilityOf("cat", .55), fit.Calibration.Threshold);
        Assert.InRange(fit.All.CalibrationErrorBefore, .19, .21);
        Assert.InRange(fit.All.CalibrationError, 0, .03);
    }

    [Fact]
    public void A_class_with_enough_instances_has_its_own_curve_and_threshold()
    {
        JudgedInstance[] sure = [.. Enumerable.Range(0, 40).Select(i => new JudgedInstance($"{i}.png", "dog", .3, i != 0))];
        JudgedInstance[] few = [.. Enumerable.Range(0, 29).Select(i => new JudgedInstance($"{i}.png", "bee", .3, false))];

        CalibrationFit fit = Fit([.. Judged.Many(100), .. sure, .. few], new CalibrationGoal(.9), "cat", "dog", "bee");

        Assert.Equal(["cat", "dog"], fit.Own.Select(own => own.Class));
        Assert.True(fit.Calibration.ProbabilityOf("dog", .3) > .9);
        Assert.True(fit.Calibration.ProbabilityOf("bee", .3) < .6);
        Assert.NotEqual(fit.Calibration.Threshold, fit.Calibration.ThresholdOf("dog"));
        Assert.Equal(fit.Calibration.Threshold, fit.Calibration.ThresholdOf("bee"));
        Assert.Equal(fit.Calibration.Threshold, fit.Calibration.ThresholdOf("what nobody has asked before"));
    }

    [Theory]
    [InlineData(42, "42 judged instances in 42 pictures are too few for a calibration; expected 50 or more in 10 pictures or more. 8 instances more are needed: judge more pictures.")]
    [InlineData(0, "50 instances and 10 pictures more are needed")]
    public void Too_few_instances_are_refused_with_how_many_are_missing(int count, string problem) =>
        Assert.Contains(problem, Assert.Throws<ClipSurgeryException>(() => Fit(Judged.Many(count), new CalibrationGoal(.9))).Message);

    [Fact]
    public void Too_few_pictures_are_refused()
    {
        JudgedInstance[] judged = [.. Judged.Many(60).Select((one, i) => one with { FileName = $"{i % 9}.png" })];

        Assert.Contains("1 picture more are needed", Assert.Throws<ClipSurgeryException>(() => Fit(judged, new CalibrationGoal(.9))).Message);
    }

    [Fact]
    public void A_precision_out_of_reach_is_refused_with_the_best_there_is()
    {
        JudgedInstance[] judged = [.. Enumerable.Range(0, 60).Select(i => new JudgedInstance($"{i}.png", "cat", .5, i % 2 == 0))];

        Assert.Equal(
            "No threshold makes 0.95 of what is kept right: the best is 0.5 (30 of 60). Ask for a lower precision, or for the best F1.",
            Assert.Throws<ClipSurgeryException>(() => Fit(judged, new CalibrationGoal(.95))).Message);
    }

    private static CalibrationFit Fit(JudgedInstance[] judged, CalibrationGoal goal, params string[] classes) => CalibrationFitter.Fit(
        new Judgements(JudgementSource.People, judged, .14), goal, Judged.Models, Judged.Classes(classes.Length == 0 ? ["cat"] : classes));
}
