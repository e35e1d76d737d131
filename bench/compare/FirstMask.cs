using System.Diagnostics;

namespace ClipSurgery.Bench;

/// <summary>
/// From the start of a process to its end, with one picture, one text, and one mask written; files are in the page cache.
/// </summary>
internal static class FirstMask
{
    private const string Tool = "src/Tools/bin/Release/net10.0/clip-surgery";
    private const string Text = "cat";

    public static void Compare(BenchFolder folder, SideBySide turns)
    {
        string picture = BenchFolder.PictureFiles(6)[^1];
        string prompts = folder.WritePrompts("first-prompts.json", [Text, ""]);
        string output = folder.Empty("first");
        turns.Add(
            "start of a process to its first mask, demo models",
            "one picture, one text",
            () => Run(new ProcessStartInfo(
                Tool,
                [
                    "segment", picture, "--text", Text, "--no-presence", "--instances", "one", "--context", "none",
                    "--threads", $"{BenchFolder.Threads}", "--output", Path.Combine(output, "ours"),
                ])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { [CacheFolder.Variable] = folder.In("first-cache") },
            }),
            () => Run(PythonSide.StartInfo(
                "first_mask.py",
                BenchFolder.DemoClip,
                BenchFolder.DemoSam,
                prompts,
                Text,
                picture,
                Path.Combine(output, "theirs.png"))));
    }

    private static double Run(ProcessStartInfo start) => SideBySide.Time(() =>
    {
        using Process process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}.");
        }
    });
}
