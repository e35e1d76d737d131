using System.Diagnostics;
using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

// Roots are on their way out, but what this is about.
#pragma warning disable MCP9005

namespace ClipSurgery.Tests;

/// <summary>The real program, as an agent starts it and talks to it.</summary>
public sealed class McpTests : IDisposable
{
    private static readonly string[] OldAndNew = ["2025-06-18", "2026-07-28"];

    private readonly ToolProcess _tool = new();

    public McpTests()
    {
        _tool.Add("square.png", "square.png");
        Directory.CreateDirectory(_tool["inside"]);
        _tool.Add("square.png", Path.Combine("inside", "square.png"));
    }

    public static TheoryData<string> Protocols => [.. OldAndNew];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _tool.Dispose();

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task The_tools_are_listed_with_what_they_take(string protocol)
    {
        await using McpClient agent = await Connect(protocol: protocol);

        IList<McpClientTool> tools = await agent.ListToolsAsync(cancellationToken: Stop);

        Assert.Equal("clip-surgery", agent.ServerInfo!.Name);
        Assert.Equal(["find", "label_folder", "run_status", "segment"], tools.Select(tool => tool.Name).Order(StringComparer.Ordinal));
        Assert.All(tools, tool => Assert.False(string.IsNullOrEmpty(tool.Description)));
        Assert.All(tools, tool => Assert.All(
            tool.JsonSchema.GetProperty("properties").EnumerateObject(), property => Assert.True(property.Value.TryGetProperty("description", out _))));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Find_finds_what_segment_does_on_the_command_line(string protocol)
    {
        using JsonDocument expected = SegmentLine("--text", "person", "--text", "tiger", "--text", "zebra", "--presence", "0.05");
        await using McpClient agent = await Connect(protocol: protocol);

        JsonElement found = await Call(agent, "find", ("picture", "square.png"), ("texts", new[] { "person", "tiger", "zebra" }), ("presence", 0.05));

        Assert.Equal(Presence(expected.RootElement, "label"), Presence(found, "text"));
        Assert.NotEmpty(Instances(expected.RootElement, "label", "bbox"));
        Assert.Equal(Instances(expected.RootElement, "label", "bbox"), Instances(found, "text", "box"));
        Assert.DoesNotContain("polygons", found.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Segment_gives_the_outlines_and_a_picture_of_them()
    {
        using JsonDocument expected = SegmentLine("--text", "person", "--presence", "0.05");
        await using McpClient agent = await Connect();

        CallToolResult result = await Ask(agent, "segment", ("picture", "square.png"), ("texts", new[] { "person" }), ("presence", 0.05));

        JsonElement found = result.StructuredContent!.Value;
        Assert.Equal(Instances(expected.RootElement, "label", "bbox"), Instances(found, "text", "box"));
        RequireSameMasks(expected.RootElement, found);
        ImageContentBlock overlay = Assert.Single(result.Content.OfType<ImageContentBlock>());
        Assert.Equal("image/webp", overlay.MimeType);
        RgbImage drawn = ImageFile.Read(overlay.DecodedData.Span, "overlay").Image;
        Assert.Equal((384, 384), (drawn.Width, drawn.Height));
        Assert.True(JsonElement.DeepEquals(found, JsonElement.Parse(Assert.Single(result.Content.OfType<TextContentBlock>()).Text)));
    }

    [Fact]
    public async Task Where_nothing_is_found_nothing_is_drawn()
    {
        await using McpClient agent = await Connect();

        CallToolResult result = await Ask(agent, "segment", ("picture", "square.png"), ("texts", new[] { "zebra" }), ("presence", 1));

        Assert.Empty(Instances(result.StructuredContent!.Value, "text", "box"));
        Assert.IsType<TextContentBlock>(Assert.Single(result.Content));
    }

    [Fact]
    public async Task Points_and_boxes_find_what_they_do_on_the_command_line()
    {
        using JsonDocument byPoint = SegmentLine("--point", "235,315", "--negative-point", "20,20");
        using JsonDocument byBox = SegmentLine("--box", "180,250,110,120");
        await using McpClient agent = await Connect();

        JsonElement point = await Call(agent, "segment", ("picture", "square.png"), ("points", new double[][] { [235, 315], [20, 20, 0] }));
        JsonElement box = await Call(agent, "segment", ("picture", "square.png"), ("box", new[] { 180, 250, 110, 120 }));

        RequireSameMasks(byPoint.RootElement, point);
        RequireSameMasks(byBox.RootElement, box);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../square.png")]
    [InlineData("../nothing.png")]
    [InlineData("/etc/hostname")]
    [InlineData("/etc/nothing")]
    [InlineData("out/square.png")]
    [InlineData("out/nothing.png")]
    [InlineData("square link.png")]
    [InlineData("broken link.png")]
    [InlineData("circle")]
    public async Task Outside_the_roots_nothing_is_read_and_nothing_told(string path)
    {
        MakeLinks();
        await using McpClient byClient = await Connect(roots: [_tool["inside"]]);
        await using McpClient byOlderClient = await Connect(roots: [_tool["inside"]], protocol: "2025-06-18");
        await using McpClient byOption = await Connect(["--root", "inside"]);

        foreach (McpClient agent in (McpClient[])[byClient, byOlderClient, byOption])
        {
            foreach ((string tool, string argument) in ((string, string)[])[("find", "picture"), ("segment", "picture"), ("run_status", "run")])
            {
                (string, object?)[] arguments = tool == "run_status" ? [(argument, path)] : [(argument, path), ("texts", new[] { "person" })];
                Assert.Equal(
                    $"{path} lies outside the folders that may be used ({_tool["inside"]}); give a path in one of them.",
                    await Refusal(agent, tool, arguments));
            }

            foreach ((string folder, string output) in ((string, string)[])[(path, "labels"), (".", path)])
            {
                Assert.Contains("lies outside the folders", await Refusal(agent, "label_folder", ("folder", folder), ("output", output), ("texts", new[] { "a" })));
            }

            Assert.Contains("lies outside the folders", await Refusal(agent, "label_folder", ("folder", "."), ("output", "labels"), ("labels", path)));
        }
    }

    [Fact]
    public async Task Inside_the_roots_paths_may_be_full_or_begin_there_and_links_may_stay_inside()
    {
        MakeLinks();
        File.CreateSymbolicLink(_tool["inside", "good link.png"], "square.png");
        await using McpClient agent = await Connect(roots: [_tool["inside"]]);

        foreach (string path in (string[])["square.png", "./square.png", _tool["inside", "square.png"], "good link.png", "../inside/square.png"])
        {
            JsonElement found = await Call(agent, "find", ("picture", path), ("texts", new[] { "person" }));
            Assert.Equal(_tool["inside", "square.png"], found.GetProperty("picture").GetString());
        }
    }

    [Fact]
    public async Task The_option_and_the_client_both_limit_where_both_say_something()
    {
        Directory.CreateDirectory(_tool["inside", "deep"]);
        await using McpClient agent = await Connect(["--root", _tool["inside", "deep"]], roots: [_tool.Folder]);
        await using McpClient none = await Connect(roots: []);

        Assert.Contains("lies outside", await Refusal(agent, "find", ("picture", _tool["square.png"]), ("texts", new[] { "a" })));
        Assert.Contains("no such file", await Refusal(agent, "find", ("picture", _tool["inside", "deep", "a.png"]), ("texts", new[] { "a" })));
        Assert.Contains("No folder may be used", await Refusal(none, "find", ("picture", _tool["square.png"]), ("texts", new[] { "a" })));
    }

    [Fact]
    public async Task Wrong_input_gets_one_sentence()
    {
        File.WriteAllText(_tool["text.png"], "no picture");
        string[] many = [.. Enumerable.Range(0, 65).Select(i => $"text {i}")];
        double[][] points = [.. Enumerable.Range(0, 257).Select(i => new double[] { i, i })];
        (string Tool, string Expected, (string, object?)[] Arguments)[] cases =
        [
            ("find", "picture is missing", [("texts", new[] { "a" })]),
            ("find", "texts is missing", [("picture", "square.png")]),
            ("find", "has no argument text;", [("picture", "square.png"), ("text", "a")]),
            ("find", "no list of texts", [("picture", "square.png"), ("texts", 5)]),
            ("find", "no text", [("picture", "square.png"), ("texts", new object[] { 5 })]),
            ("find", "blank", [("picture", "square.png"), ("texts", new[] { " " })]),
            ("find", "65 texts", [("picture", "square.png"), ("texts", many)]),
            ("find", "257 characters", [("picture", "square.png"), ("texts", new[] { new string('a', 257) })]),
            ("find", "control characters", [("picture", "square.png"), ("texts", new[] { "a\u001bb" })]),
            ("find", "no share", [("picture", "square.png"), ("texts", new[] { "a" }), ("presence", 2)]),
            ("find", "look-alike", [("picture", "square.png"), ("texts", new[] { "a" }), ("not", new[] { "A" })]),
            ("find", "no such file", [("picture", "none.png"), ("texts", new[] { "a" })]),
            ("find", "this is a folder", [("picture", "inside"), ("texts", new[] { "a" })]),
            ("find", "not an image", [("picture", "text.png"), ("texts", new[] { "a" })]),
            ("find", "no path", [("picture", "a\0b"), ("texts", new[] { "a" })]),
            ("segment", "Nothing to outline", [("picture", "square.png")]),
            ("segment", "257 points", [("picture", "square.png"), ("points", points)]),
            ("segment", "no point", [("picture", "square.png"), ("points", new double[][] { [1] })]),
            ("segment", "outside the picture", [("picture", "square.png"), ("points", new double[][] { [1, 1e30] })]),
            ("segment", "Negative points alone", [("picture", "square.png"), ("points", new double[][] { [1, 1, 0] })]),
            ("segment", "no box", [("picture", "square.png"), ("box", new[] { 1, 2, 0, 4 })]),
            ("segment", "does not lie inside", [("picture", "square.png"), ("box", new[] { 1, 2, 1000, 4 })]),
            ("segment", "give one text", [("picture", "square.png"), ("box", new[] { 1, 2, 3, 4 }), ("texts", new[] { "a", "b" })]),
            ("label_folder", "Nothing to look for", [("folder", "inside"), ("output", "labels")]),
            ("label_folder", "both given", [("folder", "inside"), ("output", "labels"), ("labels", "a.yaml"), ("texts", new[] { "a" })]),
            ("label_folder", "no such folder", [("folder", "none"), ("output", "labels"), ("texts", new[] { "a" })]),
            ("label_folder", "folder of the pictures", [("folder", "inside"), ("output", "inside"), ("texts", new[] { "a" })]),
            ("label_folder", "text.png", [("folder", "inside"), ("output", "labels"), ("labels", "text.png")]),
            ("run_status", "holds no run", [("run", "labels")]),
        ];
        await using McpClient agent = await Connect();

        foreach ((string tool, string expected, (string, object?)[] arguments) in cases)
        {
            string message = await Refusal(agent, tool, arguments);
            Assert.Contains(expected, message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', message);
            Assert.DoesNotContain("Exception", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_folder_is_labelled_while_the_agent_is_gone()
    {
        _tool.AddScenes(6);
        File.WriteAllText(_tool["pictures", "bad.png"], "no picture");
        string run;
        await using (McpClient agent = await Connect())
        {
            JsonElement begun = await Call(
                agent, "label_folder", ("folder", "pictures"), ("output", "labels"), ("texts", new[] { "bird", "tiger", "tv", "-x", "@y" }));
            run = begun.GetProperty("run").GetString()!;
            Assert.Equal((_tool["labels"], 7), (run, begun.GetProperty("pictures").GetInt32()));
            Assert.Contains(await State(agent, run), (string[])["running", "done"]);
        }

        await using McpClient next = await Connect();
        JsonElement status = await Wait(next, run);

        Assert.Equal("done", status.GetProperty("state").GetString());
        JsonElement pictures = status.GetProperty("pictures");
        Assert.Equal([7, 6, 1, 0], ((string[])["total", "done", "failed", "left"]).Select(name => pictures.GetProperty(name).GetInt32()));
        Assert.Equal(_tool["labels", "annotations.json"], status.GetProperty("results").GetProperty("annotations").GetString());
        Assert.Contains("6 pictures, ", status.GetProperty("log").GetRawText(), StringComparison.Ordinal);
        _tool.Run("label", "pictures", "--output", "expected", "--text", "bird", "--text", "tiger", "--text", "tv", "--text=-x", "--text=@y");
        Assert.Equal(_tool.Annotations("expected"), _tool.Annotations("labels"));

        await Call(next, "label_folder", ("folder", "pictures"), ("output", "labels"), ("texts", new[] { "bird" }));
        JsonElement other = await Wait(next, run);
        Assert.Equal("failed", other.GetProperty("state").GetString());
        Assert.Contains("another run", other.GetProperty("log").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_was_killed_is_stopped_and_goes_on()
    {
        _tool.AddScenes(6);
        await using McpClient agent = await Connect();
        (string, object?)[] arguments = [("folder", "pictures"), ("output", "labels"), ("texts", new[] { "bird" })];
        await Call(agent, "label_folder", arguments);
        Assert.Contains("A run is at work", await Refusal(agent, "label_folder", arguments));
        KillRun();

        JsonElement status = await Wait(agent, "labels");
        Assert.Equal("stopped", status.GetProperty("state").GetString());
        Assert.Contains("label_folder again", status.GetProperty("next").GetString(), StringComparison.Ordinal);

        await Call(agent, "label_folder", arguments);
        Assert.Equal("done", (await Wait(agent, "labels")).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Folders_that_links_lead_out_of_are_not_labelled()
    {
        MakeLinks();
        Directory.CreateDirectory(_tool["inside", "labels"]);
        Directory.CreateSymbolicLink(_tool["inside", "labels", "journal"], _tool["elsewhere"]);
        Directory.CreateDirectory(_tool["inside", "pictures"]);
        _tool.Add("square.png", Path.Combine("inside", "pictures", "square.png"));
        await using McpClient agent = await Connect(roots: [_tool["inside"]]);

        string pictures = await Refusal(agent, "label_folder", ("folder", "."), ("output", "new"), ("texts", new[] { "a" }));
        string output = await Refusal(agent, "label_folder", ("folder", "pictures"), ("output", "labels"), ("texts", new[] { "a" }));

        Assert.All((string[])[pictures, output], message => Assert.Contains("is a link that leads out of the folders", message));
        Assert.False(Directory.Exists(_tool["inside", "new"]));
        Assert.Empty(Directory.GetFileSystemEntries(_tool["elsewhere"]));
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
        Assert.Equal((done, total, failed), ClipSurgery.Tools.LabelProgressView.Read(line));

    [Theory]
    [InlineData("12 pictures, 3 instances, 0 failed -> labels/annotations.json")]
    [InlineData("error: 12/50 pictures")]
    public void Other_lines_tell_no_progress(string line) => Assert.Null(ClipSurgery.Tools.LabelProgressView.Read(line));

    /// <summary>Connects as an agent does: by starting the program.</summary>
    private async Task<McpClient> Connect(string[]? arguments = null, string[]? roots = null, string? protocol = null)
    {
        StdioClientTransport transport = new(new StdioClientTransportOptions
        {
            Command = "dotnet",
            Arguments = [Path.Combine(AppContext.BaseDirectory, "clip-surgery.dll"), "mcp", .. arguments ?? []],
            WorkingDirectory = _tool.Folder,
            EnvironmentVariables = new Dictionary<string, string?> { ["CLIPSURGERY_CACHE"] = SharedCache.FullPath, ["CLIPSURGERY_MODELS"] = null },
        });
        McpClientOptions options = new() { ProtocolVersion = protocol, InitializationTimeout = TimeSpan.FromSeconds(60) };
        if (roots is not null)
        {
            options.Handlers.RootsHandler = (_, _) => ValueTask.FromResult(
                new ListRootsResult { Roots = [.. roots.Select(root => new Root { Uri = new Uri(root).AbsoluteUri })] });
        }

        return await McpClient.CreateAsync(transport, options, cancellationToken: Stop);
    }

    private static async Task<CallToolResult> Ask(McpClient agent, string tool, params (string Name, object? Value)[] arguments) =>
        await agent.CallToolAsync(tool, arguments.ToDictionary(argument => argument.Name, argument => argument.Value), cancellationToken: Stop);

    private static async Task<JsonElement> Call(McpClient agent, string tool, params (string Name, object? Value)[] arguments)
    {
        CallToolResult result = await Ask(agent, tool, arguments);
        Assert.False(result.IsError == true, result.Content.OfType<TextContentBlock>().First().Text);
        return result.StructuredContent!.Value;
    }

    private static async Task<string> Refusal(McpClient agent, string tool, params (string Name, object? Value)[] arguments)
    {
        CallToolResult result = await Ask(agent, tool, arguments);
        Assert.True(result.IsError, result.Content.OfType<TextContentBlock>().First().Text);
        return Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;
    }

    private static async Task<string> State(McpClient agent, string run) =>
        (await Call(agent, "run_status", ("run", run))).GetProperty("state").GetString()!;

    /// <summary>Waits until a run is not at work any more.</summary>
    private static async Task<JsonElement> Wait(McpClient agent, string run)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (await State(agent, run) == "running")
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), "the run did not end");
            await Task.Delay(100, Stop);
        }

        return await Call(agent, "run_status", ("run", run));
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

    private void MakeLinks()
    {
        Directory.CreateDirectory(_tool["elsewhere"]);
        Directory.CreateSymbolicLink(_tool["inside", "out"], _tool.Folder);
        File.CreateSymbolicLink(_tool["inside", "square link.png"], _tool["square.png"]);
        File.CreateSymbolicLink(_tool["inside", "broken link.png"], _tool["nothing.png"]);
        File.CreateSymbolicLink(_tool["inside", "circle"], "circle");
    }

    private JsonDocument SegmentLine(params string[] arguments)
    {
        ToolRun run = _tool.Run(["segment", "square.png", "--json", .. arguments]);
        Assert.True(run.ExitCode == 0, run.Errors);
        return JsonDocument.Parse(run.Output);
    }

    private static IEnumerable<string> Presence(JsonElement picture, string name) => picture.GetProperty("presence").EnumerateArray()
        .Select(text => $"{text.GetProperty(name)} {text.GetProperty("probability")} {text.GetProperty("present")}");

    private static IEnumerable<string> Instances(JsonElement picture, string name, string box) => picture.GetProperty("instances").EnumerateArray()
        .Select(instance => $"{instance.GetProperty(name)} {instance.GetProperty("score")} {instance.GetProperty(box).GetRawText()}").Order();

    /// <summary>The polygons are simplified, as far as an IoU of .98 goes.</summary>
    private static void RequireSameMasks(JsonElement expected, JsonElement found)
    {
        JsonElement[] masks = [.. expected.GetProperty("instances").EnumerateArray().OrderByDescending(instance => instance.GetProperty("score").GetDouble())];
        JsonElement[] outlines = [.. found.GetProperty("instances").EnumerateArray()];
        Assert.NotEmpty(masks);
        Assert.Equal(masks.Length, outlines.Length);
        foreach ((JsonElement mask, JsonElement outline) in masks.Zip(outlines))
        {
            Mask exact = Mask.FromCompressed(384, 384, mask.GetProperty("segmentation").GetProperty("counts").GetString()!);
            Assert.Equal(exact.Area, outline.GetProperty("area").GetInt64());
            double[][] rings = [.. outline.GetProperty("polygons").EnumerateArray().Select(ring => ring.EnumerateArray().Select(number => number.GetDouble()).ToArray())];
            Mask filled = Mask.FromPolygons(384, 384, exact.ToPolygons());
            Assert.InRange(Mask.FromPolygons(384, 384, rings).IoU(filled), 0.97, 1);
        }
    }
}
