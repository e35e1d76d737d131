namespace ClipSurgery.Tests;

public class ResumeTests
{
    private const int Count = 4;

    [Fact]
    public void A_run_goes_on_after_an_end_at_every_byte_of_its_journal()
    {
        using TemporaryFolder folder = new();
        LabelJob job = FakeLabels.Job(folder["run"], Count);
        LabelRun.Run(job);
        string expected = RunFiles.Result(job.Output);
        byte[] journal = File.ReadAllBytes(RunFiles.Journal(job.Output));

        for (int length = 0; length <= journal.Length; length++)
        {
            File.WriteAllBytes(RunFiles.Journal(job.Output), journal[..length]);

            LabelSummary summary = LabelRun.Run(job);

            Assert.Equal((length, RunOutcome.Complete, Count), (length, summary.Outcome, summary.Pictures));
            Assert.Equal(expected, RunFiles.Result(job.Output));
        }
    }

    /// <summary>A disk without power keeps a file's new length and some of its new pages; the others read as zeros.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_goes_on_after_a_page_that_never_reached_the_disk(bool isLast)
    {
        using TemporaryFolder folder = new();
        LabelJob job = FakeLabels.Job(folder["run"], 40);
        LabelRun.Run(job);
        string expected = RunFiles.Result(job.Output);
        byte[] journal = File.ReadAllBytes(RunFiles.Journal(job.Output));
        int page = isLast ? journal.Length - 512 : journal.Length / 2 / 512 * 512;
        Assert.InRange(page, 1024, journal.Length);
        journal.AsSpan(page, 512).Clear();
        File.WriteAllBytes(RunFiles.Journal(job.Output), journal);

        LabelSummary summary = LabelRun.Run(job);

        Assert.Equal((RunOutcome.Complete, 40), (summary.Outcome, summary.Pictures));
        Assert.Equal(expected, RunFiles.Result(job.Output));
    }

    [Fact]
    public void A_complete_run_is_not_done_again()
    {
        using TemporaryFolder folder = new();
        LabelJob job = FakeLabels.Job(folder.FullPath, Count);
        LabelSummary first = LabelRun.Run(job);
        byte[] journal = File.ReadAllBytes(RunFiles.Journal(folder.FullPath));

        LabelSummary again = LabelRun.Run(job with { Label = (_, _) => throw new InvalidOperationException("labelled again") });

        Assert.Equal(first with { FailedBefore = first.Failed }, again);
        Assert.Equal(journal, File.ReadAllBytes(RunFiles.Journal(folder.FullPath)));
    }

    [Fact]
    public void Pictures_that_came_later_join_a_complete_run()
    {
        using TemporaryFolder folder = new();
        LabelJob job = FakeLabels.Job(folder.FullPath, 20);
        LabelRun.Run(job with { FileNames = [.. job.FileNames.Where((_, i) => i % 3 == 1)] });

        LabelRun.Run(job);

        Assert.Equal(RunFiles.Uninterrupted(20), RunFiles.Result(folder.FullPath));
        Assert.Equal(20, RunFiles.Starts(folder.FullPath));
    }

    [Fact]
    public void Pictures_that_are_gone_leave_the_data_set_and_come_back_with_what_they_had()
    {
        using TemporaryFolder folder = new();
        LabelJob job = FakeLabels.Job(folder["some"], 20);
        string[] some = [.. job.FileNames.Where((_, i) => i % 3 == 1)];
        LabelRun.Run(job with { FileNames = some });
        string expected = RunFiles.Result(job.Output);
        LabelJob all = job with { Output = folder["all"] };
        LabelRun.Run(all);

        LabelRun.Run(all with { FileNames = some });
        string fewer = RunFiles.Result(all.Output);
        LabelRun.Run(all with { Label = (_, _) => throw new InvalidOperationException("labelled again") });

        Assert.Equal(expected, fewer);
        Assert.Equal(RunFiles.Uninterrupted(20), RunFiles.Result(all.Output));
    }

    [Fact]
    public void A_bit_that_flipped_in_any_line_but_the_last_is_refused_with_the_lines_number()
    {
        using TemporaryFolder folder = new();
        LabelJob job = FakeLabels.Job(folder.FullPath, Count);
        LabelRun.Run(job);
        string path = RunFiles.Journal(folder.FullPath);
        byte[] journal = File.ReadAllBytes(path);
        int lines = journal.Count(b => b == '\n');
        int line = 1;

        for (int place = 0; line < lines; place++)
        {
            // The last line feed but one joins the last two lines to one, which then is the last.
            bool joinsLast = line == lines - 1 && journal[place] == '\n';
            byte[] damaged = [.. journal];
            damaged[place] ^= (byte)(1 << (place % 8));
            File.WriteAllBytes(path, damaged);

            if (!joinsLast)
            {
                string expected = $"{path}: line {line} is damaged; restore the file from a copy, "
                    + "or give another --output to label everything again.";
                Assert.Equal(expected, Assert.Throws<ClipSurgeryException>(() => LabelRun.Run(job)).Message);
                Assert.Equal(expected, Assert.Throws<ClipSurgeryException>(() => FinishedRun.Open(folder.FullPath)).Message);
                Assert.Equal(damaged, File.ReadAllBytes(path));
            }

            line += journal[place] == '\n' ? 1 : 0;
        }
    }

    [Fact]
    public void A_stop_finishes_the_pictures_in_hand_and_the_next_run_does_the_rest_once()
    {
        using TemporaryFolder folder = new();
        LabelJob job = FakeLabels.Job(folder.FullPath, 60) with { Workers = 3 };
        using CancellationTokenSource stop = new();

        LabelSummary stopped = LabelRun.Run(job, new Listener(progress => CancelAfter(progress, 10)), stop.Token);
        ClipSurgeryException unfinished = Assert.Throws<ClipSurgeryException>(() => FinishedRun.Open(folder.FullPath));
        int before = -1;
        LabelSummary finished = LabelRun.Run(job, new Listener(progress => before = progress.Before));

        Assert.Equal(RunOutcome.Stopped, stopped.Outcome);
        Assert.InRange(stopped.Pictures, 10, 10 + 4 * 3);
        Assert.Equal(
            $"{folder.FullPath}: the run is not complete; give the same 'clip-surgery label' command again, "
            + "which goes on where it stopped.",
            unfinished.Message);
        Assert.Equal(stopped.Pictures, before);
        Assert.Equal((RunOutcome.Complete, 60), (finished.Outcome, finished.Pictures));
        Assert.Equal(60, RunFiles.Starts(folder.FullPath));
        Assert.Equal(RunFiles.Uninterrupted(60), RunFiles.Result(folder.FullPath));

        void CancelAfter(LabelProgress progress, int pictures)
        {
            if (progress.Done == pictures)
            {
                stop.Cancel();
            }
        }
    }
}
