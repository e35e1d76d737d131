namespace ClipSurgery.Tests;

public class HostilePicturesTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public void Each_of_500_hostile_files_is_read_or_fails_with_one_line_and_the_process_lives()
    {
        using TemporaryFolder folder = new();
        IReadOnlyList<string> whole = HostilePictures.Write(folder["pictures"]);
        string[] names =
        [
            .. Directory.EnumerateFileSystemEntries(folder["pictures"]).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal),
        ];

        int exitCode = HostProcess.Run(
            Limit, "read", "--output", folder["run"], "--pictures", folder["pictures"], "--workers", "2");

        Assert.Equal(0, exitCode);
        Assert.True(names.Length >= 500);
        FinishedRun run = FinishedRun.Open(folder["run"]);
        string[] read = [.. run.Dataset.Images.Select(image => image.FileName)];
        string[] failed = [.. run.Failures.Select(failure => failure.FileName)];
        Assert.Equal(names, read.Concat(failed).Order(StringComparer.Ordinal));
        Assert.All(run.Dataset.Images, image => Assert.True(image.Width >= 1 && image.Height >= 1));
        Assert.All(run.Failures, failure =>
        {
            Assert.Contains(failure.FileName.ReplaceLineEndings(" "), failure.Error);
            Assert.DoesNotContain('\n', failure.Error);
            Assert.DoesNotContain("Exception", failure.Error);
            Assert.DoesNotContain(failure.FileName, whole);
        });
        Assert.All(names.Where(name => name.Contains("bomb")), bomb => Assert.Contains(bomb, failed));
        (int, int)[] sizes = [.. run.Dataset.Images.Where(image => whole.Contains(image.FileName)).Select(image => (image.Width, image.Height))];
        Assert.Equal(Enumerable.Repeat((HostilePictures.Width, HostilePictures.Height), whole.Count), sizes);
    }
}
