using System.Diagnostics;
using System.Text.Json;
using ClipSurgery.Tools;
using ModelContextProtocol.Client;

namespace ClipSurgery.Tests;

/// <summary>Label runs that an agent begins, and how the program ends. Each test starts processes of its own: it ends them.</summary>
public sealed class McpRunsTests : IDisposable
{
    private readonly ToolProcess _tool = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public McpRunsTests() => _tool.Add("square.png", "square.png");

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_folder_is_labelled_while_the_agent_is_gone()
    {
        _tool.AddScenes(6);
        File.WriteAllText(_tool["pictures", "bad.png"], "no picture");
        string run;
        await using (McpClient agent = await _tool.ConnectAgent())
        {
            JsonElement begun = await agent.Call("label_folder", ("folder", "pictures"), ("output", "labels"), ("texts", new[] { "bird", "tiger", "tv", "-x", "@y" }));
            run = begun.GetProperty("run").GetString()!;
            Assert.Equal((_tool["labels"], 7), (run, begun.GetProperty("pictures").GetInt32()));
            Assert.Contains(await State(agent, run), (string[])["running", "done"]);
        }

        await using McpClient next = await _tool.ConnectAgent();
        JsonElement status = await Wait(next, run);

        Assert.Equal("done", status.GetProperty("state").GetString());
        JsonElement pictures = status.GetProperty("pictures");
        Assert.Equal([7, 6, 1, 0], ((string[])["total", "done", "failed", "left"]).Select(name => pictures.GetProperty(name).GetInt32()));
        Assert.Equal(_tool["labels", "annotations.json"], status.GetProperty("results").GetProperty("annotations").GetString());
        Assert.Contains("6 pictures, ", status.GetProperty("log").GetRawText(), StringComparison.Ordinal);
        _tool.Call("label", "pictures", "--output", "expected", "--text", "bird", "--text", "tiger", "--text", "tv", "--text=-x", "--text=@y");
        Assert.Equal(_tool.Annotations("expected"), _tool.Annotations("labels"));

        await next.Call("label_folder", ("folder", "pictures"), ("output", "labels"), ("texts", new[] { "bird" }));
        JsonElement other = await Wait(next, run);
        Assert.Equal("failed", other.GetProperty("state").GetString());
        Assert.Contains("another run", other.GetProperty("log").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_was_killed_is_stopped_and_goes_on()
    {
        _tool.AddScenes(6);
        await using McpClient agent = await _tool.ConnectAgent();
        (string, object?)[] arguments = [("folder", "pictures"), ("output", "labels"), ("texts", new[] { "bird" })];
        await agent.Call("label_folder", arguments);
        Assert.Contains("A run is at work", await agent.Refusal("label_folder", arguments));
        KillRun();

        JsonElement status = await Wait(agent, "labels");
        Assert.Equal("stopped", status.GetProperty("state").GetString());
        Assert.Contains("label_folder again", status.GetProperty("next").GetString(), StringComparison.Ordinal);

        await agent.Call("label_folder", arguments);
        Assert.Equal("done", (await Wait(agent, "labels")).GetProperty("state").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_ends_when_its_input_is_closed(bool inTheMiddle)
    {
        using Process process = await Begin(inTheMiddle);
        Stopwatch watch = Stopwatch.StartNew();

        process.StandardInput.Close();

        await process.WaitForExitAsync(Stop).WaitAsync(TimeSpan.FromSeconds(10), Stop);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(4), $"{watch.Elapsed}");
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task It_ends_by_a_signal_and_prints_nothing_but_the_protocol()
    {
        using Process process = await Begin(inTheMiddle: true);
        Task<string> output = process.StandardOutput.ReadToEndAsync(Stop);
        Stopwatch watch = Stopwatch.StartNew();

        using Process kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);

        await process.WaitForExitAsync(Stop).WaitAsync(TimeSpan.FromSeconds(10), Stop);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(4), $"{watch.Elapsed}");
        Assert.Equal(75, process.ExitCode);
        Assert.All((await output).Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Equal("2.0", JsonElement.Parse(line).GetProperty("jsonrpc").GetString()));
    }

    [Theory]
    [InlineData("12/50 pictures", 12, 50, 0)]
    [InlineData("12/50 pictures, 3 failed", 12, 50, 3)]
    [InlineData("12/50 pictures, 3.1/s, 1 min 5 s left, 2 failed", 12, 50, 2)]
    [InlineData("12/50 pictures, 3.1/s, 10 s left", 12, 50, 0)]
    public void Progress_is_read_again_from_a_log(string line, int done, int total, int failed) =>
        Assert.Equal((done, total, failed), LabelProgressView.Read(line));

    [Theory]
    [InlineData("12 pictures, 3 instances, 0 failed -> labels/annotations.json")]
    [InlineData("error: 12/50 pictures")]
    public void Other_lines_tell_no_progress(string line) => Assert.Null(LabelProgressView.Read(line));

    private static async Task<string> State(McpClient agent, string run) =>
        (await agent.Call("run_status", ("run", run))).GetProperty("state").GetString()!;

    /// <summary>Waits until a run is not at work any more.</summary>
    private static async Task<JsonElement> Wait(McpClient agent, string run)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (await State(agent, run) == "running")
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), "the run did not end");
            await Task.Delay(100, Stop);
        }

        return await agent.Call("run_status", ("run", run));
    }

    /// <summary>Starts the program without the SDK, and asks it something first, or does not wait for the answer.</summary>
    private async Task<Process> Begin(bool inTheMiddle)
    {
        Process process = _tool.Start(["mcp"], withInput: true);
        _ = process.StandardError.ReadToEndAsync(Stop);
        await process.StandardInput.WriteLineAsync(
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""");
        Assert.NotNull(await process.StandardOutput.ReadLineAsync(Stop));
        await process.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        if (inTheMiddle)
        {
            await process.StandardInput.WriteLineAsync(
                """{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"find","arguments":{"picture":"square.png","texts":["person"]}}}""");
            await process.StandardInput.FlushAsync(Stop);
            await Task.Delay(100, Stop);
        }

        return process;
    }

    /// <summary>Kills the process that holds the log.</summary>
    private void KillRun()
    {
        foreach (string folder in Directory.GetDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)))
        {
            try
            {
                if (File.ReadAllText(Path.Combine(folder, "cmdline")).Contains($"label\0{_tool["pictures"]}\0", StringComparison.Ordinal))
                {
                    using Process run = Process.GetProcessById(int.Parse(Path.GetFileName(folder)));
                    run.Kill();
                    run.WaitForExit();
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
            {
            }
        }
    }
}
