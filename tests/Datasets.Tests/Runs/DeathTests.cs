using System.Text.Json;

namespace ClipSurgery.Tests;

/// <summary>Processes that ended while they were at a picture.</summary>
public class DeathTests
{
    private const int Count = 12;

    [Fact]
    public void A_picture_during_which_one_process_ended_is_simply_tried_again()
    {
        using TemporaryFolder folder = new();
        LabelJob job = FakeLabels.Job(folder.FullPath, Count);
        EndAt(job, job.FileNames[3]);

        LabelRun.Run(job with { Survives = _ => throw new InvalidOperationException("asked") });

        Assert.Equal(RunFiles.Uninterrupted(Count), RunFiles.Result(folder.FullPath));
    }

    [Fact]
    public void A_picture_during_which_two_ended_is_set_aside_and_the_others_are_labelled()
    {
        using TemporaryFolder folder = new();
        LabelJob job = FakeLabels.Job(folder.FullPath, Count);
        string name = job.FileNames[3];
        EndAt(job, name);
        EndAt(job, name);

        LabelSummary summary = LabelRun.Run(job);

        FinishedRun run = FinishedRun.Open(folder.FullPath);
        Assert.Equal((RunOutcome.Complete, Count), (summary.Outcome, summary.Pictures));
        Assert.Contains(
            new FailedPicture(name, $"{name}: the process ended 2 times while it was at this picture, which is set aside."),
            run.Failures);
        Assert.Equal(Count, run.Dataset.Images.Count + run.Failures.Count);
    }

    [Fact]
    public void Where_another_process_can_be_asked_it_decides()
    {
        using TemporaryFolder folder = new();
        LabelJob job = FakeLabels.Job(folder.FullPath, Count);
        for (int i = 0; i < 3; i++)
        {
            EndAt(job, job.FileNames[2], job.FileNames[3]);
        }

        List<string> asked = [];
        LabelRun.Run(job with { Survives = IsTheThird });

        Assert.Equal([job.FileNames[2], job.FileNames[3]], asked);
        FinishedRun run = FinishedRun.Open(folder.FullPath);
        FailedPicture[] setAside = [.. run.Failures.Where(failure => failure.Error.Contains("ended 3 times"))];
        Assert.Equal([job.FileNames[3]], setAside.Select(failure => failure.FileName));

        bool IsTheThird(string name)
        {
            asked.Add(name);
            return name == job.FileNames[2];
        }
    }

    [Fact]
    public void A_picture_that_was_set_aside_is_tried_again_with_the_failed_ones()
    {
        using TemporaryFolder folder = new();
        LabelJob job = FakeLabels.Job(folder.FullPath, Count);
        EndAt(job, job.FileNames[3]);
        EndAt(job, job.FileNames[3]);
        LabelRun.Run(job);

        LabelRun.Run(job with { RetryFailed = true });

        Assert.Equal(RunFiles.Uninterrupted(Count), RunFiles.Result(folder.FullPath));
    }

    /// <summary>What a process leaves that ends while it is at these pictures.</summary>
    private static void EndAt(LabelJob job, params string[] names)
    {
        LabelRun.Run(job with { FileNames = [] });
        using FileStream journal = new(RunFiles.Journal(job.Output), FileMode.Append);
        foreach (string name in names)
        {
            journal.Write(JournalLine.Encode(
                JsonSerializer.SerializeToUtf8Bytes(PictureRecord.Started(name, null), JournalJson.Readable.PictureRecord)));
        }
    }
}
