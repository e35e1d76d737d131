namespace ClipSurgery.Tests;

public sealed class RunJudgementsTests : IDisposable
{
    private readonly JudgedRun _run = new(4);

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Decisions_judge_what_they_are_about()
    {
        RunJudgements run = RunJudgements.Read(_run.Output, JudgedRun.Decide((0, "cat", true), (1, "dog", false), (9, "dog", true)));

        Assert.Equal(
            [new JudgedInstance("00.png", "cat", .3, true), new JudgedInstance("01.png", "dog", .5, false)], run.Judgements.Instances);
        Assert.Equal((JudgementSource.People, .28, 2), (run.Judgements.Source, run.Judgements.Floor, run.Decided));
        Assert.Null(run.Judgements.Objects);
        Assert.Equal(Judged.Models, run.Models);
        Assert.Equal(["cat", "dog"], run.Classes.Select(label => label.Name));
    }

    [Fact]
    public void A_finished_picture_tells_what_was_kept_and_what_was_not()
    {
        _run.Edit(0, _ => new PictureEdit(0, [], [], IsDone: true));
        _run.Edit(1, picture => new PictureEdit(0, [picture.Instances[1] with { Class = "cat", Source = null }], [picture.Instances[0].Id], IsDone: true));
        _run.Edit(2, picture => new PictureEdit(
            0,
            [
                picture.Instances[0] with { Mask = JudgedRun.Box(1, 1, 3, 2), Source = null },
                picture.Instances[1] with { Mask = JudgedRun.Box(4, 2, 1, 1), Source = null },
            ],
            [],
            IsDone: true));

        RunJudgements run = RunJudgements.Read(_run.Output, null);

        Assert.Equal(
            [("00.png", "cat", true), ("00.png", "dog", true), ("01.png", "cat", false), ("01.png", "dog", false), ("02.png", "cat", true), ("02.png", "dog", false)],
            run.Judgements.Instances.Select(one => (one.FileName, one.Class, one.IsRight)));
        Assert.Equal((3, 0, 0), (run.Finished, run.Unfinished, run.Decided));
    }

    [Fact]
    public void A_picture_that_nobody_finished_tells_nothing_but_by_decisions()
    {
        _run.Edit(0, picture => new PictureEdit(0, [], [picture.Instances[0].Id]));

        RunJudgements run = RunJudgements.Read(_run.Output, JudgedRun.Decide((0, "dog", true)));

        Assert.Equal([new JudgedInstance("00.png", "dog", .5, true)], run.Judgements.Instances);
        Assert.Equal((0, 1, 1), (run.Finished, run.Unfinished, run.Decided));
    }

    [Fact]
    public void Of_a_finished_picture_decisions_do_not_count_twice()
    {
        _run.Edit(0, picture => new PictureEdit(0, [], [picture.Instances[0].Id], IsDone: true));

        RunJudgements run = RunJudgements.Read(_run.Output, JudgedRun.Decide((0, "dog", false), (1, "cat", true)));

        Assert.Equal(
            [("00.png", "cat", false), ("00.png", "dog", true), ("01.png", "cat", true)],
            run.Judgements.Instances.Select(one => (one.FileName, one.Class, one.IsRight)));
    }

    [Fact]
    public void Of_a_calibrated_run_the_floor_is_what_was_offered()
    {
        using JudgedRun calibrated = new(2, new Dictionary<string, string>
        {
            ["sam"] = "sam3 5a3",
            ["presence"] = "0.81",
            ["calibration"] = "abc",
        });

        RunJudgements run = RunJudgements.Read(calibrated.Output, JudgedRun.Decide((0, "cat", true), (1, "dog", true)));

        Assert.Equal(.3, run.Judgements.Floor);
    }

    [Theory]
    [InlineData("One", "0.28", "has one mask a text")]
    [InlineData("Auto", "much", "does not say which presence")]
    [InlineData("Auto", "7", "does not say which presence")]
    public void A_run_of_another_kind_is_refused(string instances, string presence, string problem)
    {
        using JudgedRun run = new(1, new Dictionary<string, string> { ["sam"] = "a b", ["instances"] = instances, ["presence"] = presence });

        Assert.Contains(problem, Assert.Throws<ClipSurgeryException>(() => RunJudgements.Read(run.Output, null)).Message);
    }
}
