namespace ClipSurgery.Tests;

/// <summary>A picture that fails costs itself alone.</summary>
public class FailureTests
{
    private static readonly LabelledInstance Good = new() { Class = "cat", Mask = Mask.FromCounts(4, 4, [3, 5, 8]) };

    public static TheoryData<Exception, string> Exceptions => new()
    {
        { new ClipSurgeryException("the picture is odd; leave it out."), "the picture is odd; leave it out." },
        { new InvalidOperationException("two\nlines"), "b.png: InvalidOperationException: two lines" },
        { new InsufficientMemoryException("no memory"), "b.png: InsufficientMemoryException: no memory" },
    };

    public static TheoryData<LabelledPicture, string> Unfit => new()
    {
        { new(4, 4, 1, [Good with { Class = "cow" }]), "an instance has the class cow, which the data set does not have." },
        { new(5, 4, 1, [Good]), "Annotation 1 has a mask of 4x4 on image 1 of 5x4." },
        { new(4, 4, 1, [Good, Good with { Mask = Mask.FromCounts(4, 4, [16]) }]), "Annotation 2 has an empty mask." },
        { new(4, 4, 1, [Good with { Score = double.NaN }]), "Annotation 1 has the score NaN." },
        {
            new(4, 4, 1, [Good with { Parts = new Dictionary<string, double> { ["size"] = double.NegativeInfinity } }]),
            "Annotation 1 has the score part size -Infinity."
        },
        { new(0, 4, 1, []), "Image 1 has the size 0x4." },
        { new(4, 4, 9, []), "Image 1 has the EXIF orientation 9." },
    };

    [Theory]
    [MemberData(nameof(Exceptions), DisableDiscoveryEnumeration = true)]
    public void Whatever_is_thrown_is_one_line_of_one_picture(Exception error, string line)
    {
        FinishedRun run = RunWith(name => name == "b.png" ? throw error : new(4, 4, 1, [Good]));

        Assert.Equal([new FailedPicture("b.png", line)], run.Failures);
        Assert.Equal(["a.png", "c.png"], run.Dataset.Images.Select(image => image.FileName));
    }

    [Theory]
    [MemberData(nameof(Unfit), DisableDiscoveryEnumeration = true)]
    public void What_a_COCO_file_cannot_hold_is_its_pictures_failure(LabelledPicture picture, string problem)
    {
        FinishedRun run = RunWith(name => name == "b.png" ? picture : new(4, 4, 1, [Good]));

        Assert.Equal([new FailedPicture("b.png", $"b.png: ArgumentException: {problem}")], run.Failures);
        Assert.Equal(["a.png", "c.png"], run.Dataset.Images.Select(image => image.FileName));
    }

    [Fact]
    public void A_file_that_vanished_meanwhile_is_its_own_failure()
    {
        using TemporaryFolder folder = new();
        string[] names = ["a.png", "b.png", "c.png"];
        foreach (string name in names)
        {
            PngFile.WriteRgb(folder[name], new RgbImage(2, 1, new byte[6]));
        }

        FinishedRun run = RunWith(name =>
        {
            File.Delete(folder["b.png"]);
            RgbImage image = ImageFile.Read(folder[name]).Image;
            return new(image.Width, image.Height, 1, []);
        });

        Assert.Equal([new FailedPicture("b.png", $"{folder["b.png"]}: no such file. Check the path.")], run.Failures);
        Assert.Equal(["a.png", "c.png"], run.Dataset.Images.Select(image => image.FileName));
    }

    [Fact]
    public void A_run_ends_when_more_pictures_failed_than_may_and_goes_on_when_more_may()
    {
        using TemporaryFolder folder = new();
        LabelJob job = FakeLabels.Job(folder.FullPath, 40);
        int failures = LabelRun.Run(job with { Output = folder["all"] }).Failed;

        LabelSummary ended = LabelRun.Run(job with { MaxFailures = 1 });
        LabelSummary again = LabelRun.Run(job with { MaxFailures = 1 });
        LabelSummary rest = LabelRun.Run(job with { MaxFailures = failures });

        Assert.True(failures > 2);
        Assert.Equal((RunOutcome.TooManyFailures, 2), (ended.Outcome, ended.Failed));
        Assert.InRange(ended.Pictures, 2, 39);
        Assert.Equal(ended with { FailedBefore = 2 }, again);
        Assert.Equal(new LabelSummary(RunOutcome.Complete, 40, failures, FailedBefore: 2), rest);
        Assert.Equal(RunFiles.Uninterrupted(40), RunFiles.Result(folder.FullPath));
    }

    [Fact]
    public void Failed_pictures_are_tried_again_when_asked_for_and_not_before()
    {
        using TemporaryFolder folder = new();
        LabelJob job = FakeLabels.Job(folder.FullPath, 40);
        LabelSummary first = LabelRun.Run(job with { Label = (name, _) => throw new IOException($"{name}: the share is gone") });

        LabelSummary kept = LabelRun.Run(job);
        LabelSummary retried = LabelRun.Run(job with { RetryFailed = true });

        Assert.Equal(new LabelSummary(RunOutcome.Complete, 40, 40), first);
        Assert.Equal(first with { FailedBefore = 40 }, kept);
        Assert.InRange(retried.Failed, 1, 20);
        Assert.Equal(RunFiles.Uninterrupted(40), RunFiles.Result(folder.FullPath));
    }

    private static FinishedRun RunWith(Func<string, LabelledPicture> label)
    {
        using TemporaryFolder folder = new();
        LabelSummary summary = LabelRun.Run(
            FakeLabels.Job(folder.FullPath, 0) with { FileNames = ["a.png", "b.png", "c.png"], Label = (name, _) => label(name), Workers = 2 });
        Assert.Equal(new LabelSummary(RunOutcome.Complete, 3, 1), summary);
        return FinishedRun.Open(folder.FullPath);
    }
}
