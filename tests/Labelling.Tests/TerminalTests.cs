using System.Diagnostics;

namespace ClipSurgery.Tests;

/// <summary>What a person at a terminal sees; <c>script</c> (util-linux) lends one to the tool.</summary>
public sealed class TerminalTests : IDisposable
{
    private readonly ToolProcess _tool = new();

    public TerminalTests() => _tool.AddScenes(3);

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void A_run_shows_a_bar_and_ends_with_the_same_files()
    {
        _tool.Label("alone");

        (int exitCode, string screen) = RunOnTerminal("label pictures --text bird --text tiger --text tv --output out");

        Assert.True(exitCode == 0, screen);
        Assert.Contains("3 pictures, ", screen);
        Assert.Equal(_tool.Annotations("alone"), _tool.Annotations("out"));
    }

    [Fact]
    public void A_command_to_copy_is_not_broken_at_the_edge()
    {
        _tool.Label("out");

        (int exitCode, string screen) = RunOnTerminal("export out --target cvat");

        Assert.True(exitCode == 0, screen);
        string hint = Assert.Single(screen.Split('\n'), line => line.StartsWith("for cvat: ", StringComparison.Ordinal));
        Assert.Contains("--annotation_format \"CVAT 1.1\"", hint);
    }

    private (int ExitCode, string Screen) RunOnTerminal(string arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/script"), "script of util-linux is not there.");
        string tool = Path.Combine(AppContext.BaseDirectory, "clip-surgery.dll");
        ProcessStartInfo start = new("/usr/bin/script", ["-qec", $"stty cols 60; dotnet '{tool}' {arguments}", "/dev/null"])
        {
            WorkingDirectory = _tool.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["TERM"] = "xterm";
        using Process process = Process.Start(start)!;
        string screen = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, screen);
    }
}
