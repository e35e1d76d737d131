using System.Diagnostics;

namespace ClipSurgery.Tests;

/// <summary>Pictures named by folder, by pattern, and by standard input.</summary>
public sealed class InputPathTests : IDisposable
{
    private static readonly string[] Quick = ["--text", "tiger", "--no-presence", "--instances", "one"];

    private readonly ToolProcess _tool = new();

    public InputPathTests()
    {
        Directory.CreateDirectory(_tool["photos", "deep"]);
        _tool.Add("wide.png", Path.Combine("photos", "b.png"));
        _tool.Add("wide.png", Path.Combine("photos", "a.png"));
        _tool.Add("wide.png", Path.Combine("photos", "deep", "c.png"));
        File.WriteAllText(_tool["photos", "notes.md"], "no picture");
    }

    public void Dispose() => _tool.Dispose();

    [Theory]
    [InlineData("photos", "a.png", "b.png", "deep/c.png")]
    [InlineData("photos/?.png", "a.png", "b.png")]
    [InlineData("photos/deep/*", "c.png")]
    public void A_folder_and_a_pattern_stand_for_their_pictures(string typed, params string[] expected)
    {
        ToolRun run = _tool.Call(["segment", typed, .. Quick]);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(expected, CocoReader.Read(_tool["out", "annotations.json"]).Images.Select(image => image.FileName));
    }

    [Theory]
    [InlineData("photos/*.jpg", "photos/*.jpg: no file fits; expected .jpg, .png, .webp, .tif, .bmp or .gif files.")]
    [InlineData("empty", "empty: the folder has no picture; expected .jpg, .png, .webp, .tif, .bmp or .gif files.")]
    public void What_stands_for_no_picture_is_refused(string typed, string expected)
    {
        Directory.CreateDirectory(_tool["empty"]);

        ToolRun run = _tool.Run(["segment", typed, .. Quick]);

        Assert.Equal(2, run.ExitCode);
        Assert.Equal($"error: {expected}", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public void A_picture_may_come_by_standard_input()
    {
        using Process process = _tool.Start(["segment", "-", .. Quick], withInput: true);
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        using (Stream input = process.StandardInput.BaseStream)
        {
            input.Write(File.ReadAllBytes(_tool["photos", "a.png"]));
        }

        process.WaitForExit();

        Assert.Equal(0, process.ExitCode);
        Assert.Equal(new CocoImage(1, "stdin", 384, 240), Assert.Single(CocoReader.Read(_tool["out", "annotations.json"]).Images));
        Assert.True(File.Exists(_tool["out", "masks", "stdin-1-tiger.png"]));
    }

    /// <summary>Standard input that never ends listens to no token.</summary>
    [Theory]
    [InlineData("-INT", 130)]
    [InlineData("-TERM", 75)]
    public async Task A_signal_ends_what_does_not_listen(string signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        using Process process = _tool.Start(["segment", "-", .. Quick], withInput: true);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        SpinWait.SpinUntil(() => Directory.Exists(_tool["out"]) || process.HasExited, TimeSpan.FromSeconds(60));
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);

        using Process kill = Process.Start("kill", [signal, $"{process.Id}"]);

        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(20)));
        Assert.Equal(exitCode, process.ExitCode);
        Assert.Contains("stopping ...", await errors);
    }

    [Fact]
    public void Standard_input_stands_alone()
    {
        ToolRun run = _tool.Call(["segment", "-", "photos/a.png", .. Quick]);

        Assert.Equal("error: - is the picture that comes by standard input; give it alone.", Assert.Single(run.ErrorLines));
    }
}
