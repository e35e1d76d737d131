using System.Text;

namespace ClipSurgery.Tests;

/// <summary>What a run left behind, in forms that can be compared.</summary>
internal static class RunFiles
{
    public static string Journal(string output) => new RunFolder(output).JournalOf(Shard.Whole);

    /// <summary>The journal's lines, without their line feeds.</summary>
    public static string[] Lines(string output) => File.ReadAllText(Journal(output)).TrimEnd('\n').Split('\n');

    /// <summary>The lines that say how pictures ended.</summary>
    public static string[] Outcomes(string output) =>
        [.. Lines(output).Skip(1).Where(line => line.Contains("\"status\"") && !line.Contains("\"status\":\"started\""))];

    /// <summary>How often a picture was begun.</summary>
    public static int Starts(string output) => Lines(output).Count(line => line.Contains("\"status\":\"started\""));

    /// <summary>Everything that a finished run gives: the COCO file, and the failures.</summary>
    public static string Result(params IReadOnlyList<string> folders)
    {
        FinishedRun run = FinishedRun.Open(folders);
        using MemoryStream coco = new();
        CocoWriter.Write(coco, CocoFormat.ToCoco(run.Dataset));
        return $"{Encoding.UTF8.GetString(coco.ToArray())}\n{string.Join('\n', run.Failures)}";
    }

    /// <summary>What the same pictures give when nothing comes between.</summary>
    public static string Uninterrupted(int count)
    {
        using TemporaryFolder folder = new();
        LabelRun.Run(FakeLabels.Job(folder.FullPath, count));
        return Result(folder.FullPath);
    }
}
