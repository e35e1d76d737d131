using System.Diagnostics;
using System.Globalization;

namespace ClipSurgery.Tests;

/// <summary>Real processes that are killed, or that a picture takes with it.</summary>
public class ProcessTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public void A_run_that_was_killed_twenty_times_gives_the_bytes_of_one_that_was_not()
    {
        const int Kills = 20;
        const int Count = 300;
        using TemporaryFolder folder = new();
        string journal = RunFiles.Journal(folder.FullPath);
        string[] arguments = ["label", "--output", folder.FullPath, "--count", $"{Count}", "--workers", "3"];
        Random random = new(6);

        for (int kill = 0; kill < Kills; kill++)
        {
            long before = Length(journal);
            int growth = random.Next(8000);
            using Process process = HostProcess.Start([.. arguments, "--delay", "30"]);
            while (!process.HasExited && Length(journal) < before + growth)
            {
                Thread.Sleep(1);
            }

            Assert.False(process.HasExited, $"The run was over before it was killed {kill + 1} times.");
            process.Kill();
            process.WaitForExit();
        }

        Assert.Equal(0, HostProcess.Run(Limit, arguments));
        Assert.True(RunFiles.Starts(folder.FullPath) > Count);
        Assert.Equal(RunFiles.Uninterrupted(Count), RunFiles.Result(folder.FullPath));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_picture_that_ends_the_process_twice_is_set_aside_and_all_others_are_labelled(int workers)
    {
        const int Count = 40;
        using TemporaryFolder folder = new();
        string[] good = [.. FakeLabels.Job(folder.FullPath, Count).FileNames.Where(name => !FakeLabels.Fails(name))];
        string dies = good[9];
        string[] arguments =
        [
            "label", "--output", folder.FullPath, "--count", $"{Count}", "--delay", "3", "--dies", dies,
            "--workers", workers.ToString(CultureInfo.InvariantCulture),
        ];

        int first = HostProcess.Run(Limit, arguments);
        int second = HostProcess.Run(Limit, arguments);
        int third = HostProcess.Run(Limit, arguments);

        FinishedRun run = FinishedRun.Open(folder.FullPath);
        Assert.True(first > 1 && second > 1);
        Assert.Equal(0, third);
        Assert.Contains(
            new FailedPicture(dies, $"{dies}: the process ended 2 times while it was at this picture, which is set aside."),
            run.Failures);
        Assert.Equal(good.Where(name => name != dies), run.Dataset.Images.Select(image => image.FileName));
    }

    private static long Length(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;
}
