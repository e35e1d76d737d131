namespace ClipSurgery.Tests;

/// <summary>Files whose content is the width of what is labelled, or "broken".</summary>
public sealed class ChangedPictureTests : IDisposable
{
    private static readonly DateTime Before = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _labelled = [];
    private readonly LabelJob _job;

    public ChangedPictureTests()
    {
        Directory.CreateDirectory(_folder["pictures"]);
        _job = JobOf(_folder["pictures"]);
        Write("a.png", "10");
        Write("b.png", "broken");
        Write("c.png", "30");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_picture_that_was_replaced_is_labelled_again_and_no_other_one()
    {
        LabelRun.Run(_job);
        Write("a.png", "99", Before.AddHours(1));
        _labelled.Clear();

        LabelSummary summary = LabelRun.Run(_job);

        Assert.Equal(["a.png"], _labelled);
        Assert.Equal(new LabelSummary(RunOutcome.Complete, 3, Failed: 1, FailedBefore: 1, Changed: 1), summary);
        Assert.Equal([99, 30], FinishedRun.Open(_job.Output).Dataset.Images.Select(image => image.Width));
    }

    [Fact]
    public void A_picture_that_was_copied_over_itself_is_the_same()
    {
        LabelRun.Run(_job);
        Write("a.png", "10", Before.AddHours(1));
        _labelled.Clear();

        Assert.Equal(0, LabelRun.Run(_job).Changed);
        Assert.Empty(_labelled);
    }

    [Fact]
    public void A_picture_that_was_mended_is_tried_again()
    {
        LabelRun.Run(_job);
        Write("b.png", "20", Before.AddHours(1));

        LabelSummary summary = LabelRun.Run(_job);

        Assert.Equal(new LabelSummary(RunOutcome.Complete, 3, Failed: 0, FailedBefore: 0, Changed: 1), summary);
        FinishedRun run = FinishedRun.Open(_job.Output);
        Assert.Equal([10, 20, 30], run.Dataset.Images.Select(image => image.Width));
        Assert.Empty(run.Failures);
    }

    [Fact]
    public void A_picture_that_broke_has_its_error_and_no_labels()
    {
        LabelRun.Run(_job);
        Write("a.png", "broken", Before.AddHours(1));

        LabelRun.Run(_job);

        FinishedRun run = FinishedRun.Open(_job.Output);
        Assert.Equal(["c.png"], run.Dataset.Images.Select(image => image.FileName));
        Assert.Equal(["a.png", "b.png"], run.Failures.Select(failure => failure.FileName));
    }

    [Fact]
    public void Pictures_that_were_moved_elsewhere_are_the_same()
    {
        LabelRun.Run(_job);
        string expected = RunFiles.Result(_job.Output);
        Directory.Move(_folder["pictures"], _folder["moved"]);
        Directory.Move(_job.Output, _folder["moved-run"]);
        _labelled.Clear();
        LabelJob moved = JobOf(_folder["moved"]) with { Output = _folder["moved-run"] };

        LabelRun.Run(moved);

        Assert.Empty(_labelled);
        Assert.Equal(expected, RunFiles.Result(moved.Output));
        Assert.Equal(_folder["moved"], FinishedRun.Open(moved.Output).Dataset.PictureFolder);
    }

    [Fact]
    public void Other_pictures_of_the_same_names_are_refused()
    {
        LabelRun.Run(_job);
        Directory.CreateDirectory(_folder["others"]);
        foreach (string name in _job.FileNames)
        {
            File.WriteAllText(_folder["others", name], "44");
        }

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(
            () => LabelRun.Run(JobOf(_folder["others"]) with { Output = _job.Output }));

        Assert.EndsWith(
            $"labels the pictures of {_folder["pictures"]}, and {_folder["others"]} has none of them; give another --output.", error.Message);
    }

    [Fact]
    public void A_cancelled_picture_is_no_failure_and_no_death()
    {
        for (int run = 0; run < 3; run++)
        {
            LabelSummary stopped = LabelRun.Run(_job with
            {
                Label = (name, _) => name == "c.png" ? throw new OperationCanceledException() : Label(_job.PictureFolder!, name),
            });

            Assert.Equal((RunOutcome.Stopped, 2, 1), (stopped.Outcome, stopped.Pictures, stopped.Failed));
        }

        LabelSummary summary = LabelRun.Run(_job with { Survives = name => throw new InvalidOperationException($"{name} is doubted") });

        Assert.Equal((RunOutcome.Complete, 3, 1), (summary.Outcome, summary.Pictures, summary.Failed));
        Assert.Equal([10, 30], FinishedRun.Open(_job.Output).Dataset.Images.Select(image => image.Width));
    }

    [Fact]
    public void A_stop_cancels_the_pictures_in_hand_and_keeps_what_is_done()
    {
        using CancellationTokenSource stop = new();
        using ManualResetEventSlim isDone = new();

        LabelSummary stopped = LabelRun.Run(
            _job with
            {
                Workers = 3,
                Label = (name, token) =>
                {
                    if (name == "c.png")
                    {
                        isDone.Set();
                        return Label(_job.PictureFolder!, name);
                    }

                    isDone.Wait(TestContext.Current.CancellationToken);
                    stop.Cancel();
                    token.WaitHandle.WaitOne();
                    throw new OperationCanceledException(token);
                },
            },
            stop: stop.Token);

        Assert.Equal((RunOutcome.Stopped, 1, 0), (stopped.Outcome, stopped.Pictures, stopped.Failed));
        _labelled.Clear();
        LabelRun.Run(_job);
        Assert.Equal(["a.png", "b.png"], _labelled);
    }

    private LabelJob JobOf(string pictures) => new()
    {
        Output = _folder["run"],
        Classes = [new LabelClass { Name = "cat" }],
        FileNames = ["a.png", "b.png", "c.png"],
        PictureFolder = pictures,
        Label = (name, _) => Label(pictures, name),
        Provenance = new Dictionary<string, string>(),
    };

    private LabelledPicture Label(string pictures, string name)
    {
        lock (_labelled)
        {
            _labelled.Add(name);
        }

        string content = File.ReadAllText(Path.Combine(pictures, name));
        return content == "broken"
            ? throw new ClipSurgeryException($"{name}: is no picture.")
            : new LabelledPicture(int.Parse(content), 8, 1, []);
    }

    private void Write(string name, string content, DateTime? time = null)
    {
        File.WriteAllText(_folder["pictures", name], content);
        File.SetLastWriteTimeUtc(_folder["pictures", name], time ?? Before);
    }
}
