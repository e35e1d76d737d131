namespace ClipSurgery.Tests;

/// <summary>Disks that are full or cannot be written.</summary>
public class DiskTests
{
    private const int Count = 300;

    [Fact]
    public void A_full_disk_ends_the_run_with_one_line_and_it_goes_on_when_there_is_room()
    {
        using TemporaryFolder folder = new();
        using SmallDisk disk = new(folder.Create("disk"));
        LabelJob job = FakeLabels.Job(disk.Path, Count) with { Workers = 3 };

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => LabelRun.Run(job));
        disk.Remount("size=2m");
        int before = 0;
        LabelSummary summary = LabelRun.Run(job, new Listener(progress => before = progress.Before));

        Assert.StartsWith($"{RunFiles.Journal(disk.Path)}: cannot be written (", error.Message);
        Assert.EndsWith("nothing that was done is lost: make room and run the same command again.", error.Message);
        Assert.DoesNotContain('\n', error.Message);
        Assert.InRange(before, 20, Count - 20);
        Assert.Equal((RunOutcome.Complete, Count), (summary.Outcome, summary.Pictures));
        Assert.Equal(RunFiles.Uninterrupted(Count), RunFiles.Result(disk.Path));
    }

    [Fact]
    public void A_disk_that_may_only_be_read_is_refused_with_one_line()
    {
        using TemporaryFolder folder = new();
        using SmallDisk disk = new(folder.Create("disk"));
        LabelRun.Run(FakeLabels.Job(disk.Path, 3));
        disk.Remount("ro");

        Assert.All([disk.Path, Path.Combine(disk.Path, "new")], output =>
        {
            ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => LabelRun.Run(FakeLabels.Job(output, 3)));
            Assert.Contains(": cannot be written (", error.Message);
            Assert.EndsWith("Give an --output that you may write to.", error.Message);
            Assert.DoesNotContain('\n', error.Message);
        });
        Assert.Equal(RunFiles.Uninterrupted(3), RunFiles.Result(disk.Path));
    }

    [Fact]
    public void A_file_in_the_place_of_the_folder_is_refused_with_one_line()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("run", [1, 2, 3]);

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => LabelRun.Run(FakeLabels.Job(file, 3)));

        Assert.StartsWith($"{RunFiles.Journal(file)}: cannot be written (", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }
}
