using ClipSurgery.Tests;

namespace ClipSurgery.Bench;

/// <summary>What becomes of a folder of files that are no good pictures.</summary>
internal static class HostileBench
{
    public static void Run()
    {
        using PictureLinks links = new(0);
        HostilePictures.Write(links.Pictures);
        int entries = Directory.EnumerateFileSystemEntries(links.Pictures).Count();
        using LabelProcess label = new(links.Pictures, links.Output("run"));
        double peak = 0;
        while (!label.HasExited)
        {
            Thread.Sleep(20);
            peak = label.Peak ?? peak;
        }

        int exitCode = label.Wait();
        FinishedRun run = FinishedRun.Open(links.Output("run"));
        int images = run.Dataset.Images.Count;
        int failed = run.Failures.Count;
        Console.WriteLine("| entries | labelled | failed, a line each | left out and told | exit code | s | highest MB |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        double seconds = label.Elapsed.TotalSeconds;
        Console.WriteLine(
            $"| {entries} | {images} | {failed} | {entries - images - failed} | {exitCode} | {seconds:F1} | {peak:F0} |");
    }
}
