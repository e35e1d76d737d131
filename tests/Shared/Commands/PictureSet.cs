using System.Diagnostics;

namespace ClipSurgery.Tests;

/// <summary>A folder of the emoji scenes that the label commands run on, and how they are run.</summary>
internal static class PictureSet
{
    /// <summary>What the first scenes show: a bird and an ice cream, tigers, a tv.</summary>
    public static readonly string[] Texts = ["--text", "bird", "--text", "tiger", "--text", "tv"];

    private static readonly string Scenes = Path.Combine(TestData.Root, "bench", "data", "emoji-dev", "images");

    /// <summary>Copies scenes into <c>pictures</c>, every second one into a folder of its own.</summary>
    public static void AddScenes(this ToolProcess tool, int count)
    {
        Directory.CreateDirectory(tool["pictures", "sub folder ü"]);
        foreach ((int place, string file) in Directory.EnumerateFiles(Scenes).Order(StringComparer.Ordinal).Take(count).Index())
        {
            string name = Path.GetFileName(file);
            File.Copy(file, place % 2 == 0 ? tool["pictures", name] : tool["pictures", "sub folder ü", name]);
        }
    }

    /// <summary>Labels <c>pictures</c>.</summary>
    public static ToolRun Label(this ToolProcess tool, string output, params string[] more) =>
        tool.Call(["label", "pictures", "--output", output, .. Texts, .. more]);

    /// <summary>A COCO file's bytes.</summary>
    public static byte[] Annotations(this ToolProcess tool, string output) => File.ReadAllBytes(tool[output, "annotations.json"]);

    /// <summary>Begins to label, waits until some pictures are done, and sends a signal.</summary>
    public static int Interrupt(this ToolProcess tool, string output, string signal, params string[] more)
    {
        using Process process = tool.Start(["label", "pictures", "--output", output, .. Texts, .. more]);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string journal = tool[output, "journal", "part-00000-of-00001.jsonl"];
        Stopwatch waited = Stopwatch.StartNew();
        while (!HasResult(journal))
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30) && !process.HasExited, "no picture was labelled before the signal");
            Thread.Sleep(5);
        }

        using Process kill = Process.Start("kill", [signal, $"{process.Id}"]);
        kill.WaitForExit();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(30)), "the process did not end");
        return process.ExitCode;
    }

    private static bool HasResult(string journal)
    {
        // The run holds a lock on the file that .NET respects and grep does not know.
        using Process grep = Process.Start("grep", ["-qs", "\"width\"", journal]);
        grep.WaitForExit();
        return grep.ExitCode == 0;
    }
}
