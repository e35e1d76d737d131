using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace ClipSurgery.Tests;

/// <summary>Agents that may use one folder, for tests that only ask.</summary>
public sealed class WaitingAgents : IAsyncLifetime
{
    public static readonly string[] OldAndNew = ["2025-06-18", "2026-07-28"];

    private readonly Dictionary<string, McpClient> _byProtocol = [];

    internal ToolProcess Tool { get; } = new();

    /// <summary>One that leaves the protocol to the program.</summary>
    public McpClient Any { get; private set; } = null!;

    public McpClient Of(string protocol) => _byProtocol[protocol];

    public async ValueTask InitializeAsync()
    {
        Tool.Add("square.png", "square.png");
        Directory.CreateDirectory(Tool["inside"]);
        Tool.Add("square.png", Path.Combine("inside", "square.png"));
        Any = await Tool.ConnectAgent();
        foreach (string protocol in OldAndNew)
        {
            _byProtocol[protocol] = await Tool.ConnectAgent(protocol: protocol);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (McpClient agent in (McpClient[])[Any, .. _byProtocol.Values])
        {
            await agent.DisposeAsync();
        }

        Tool.Dispose();
    }
}

/// <summary>What the tools find, and what they say to wrong input.</summary>
public sealed class McpToolsTests(WaitingAgents agents) : IClassFixture<WaitingAgents>
{
    private readonly ToolProcess _tool = agents.Tool;

    public static TheoryData<string> Protocols => [.. WaitingAgents.OldAndNew];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task The_tools_are_listed_with_what_they_take(string protocol)
    {
        McpClient agent = agents.Of(protocol);

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
        McpClient agent = agents.Of(protocol);

        JsonElement found = await agent.Call("find", ("picture", "square.png"), ("texts", new[] { "person", "tiger", "zebra" }), ("presence", 0.05));

        Assert.Equal(Presence(expected.RootElement, "label"), Presence(found, "text"));
        Assert.NotEmpty(Instances(expected.RootElement, "label", "bbox"));
        Assert.Equal(Instances(expected.RootElement, "label", "bbox"), Instances(found, "text", "box"));
        Assert.DoesNotContain("polygons", found.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Segment_gives_the_outlines_and_a_picture_of_them()
    {
        using JsonDocument expected = SegmentLine("--text", "person", "--presence", "0.05");
        McpClient agent = agents.Any;

        CallToolResult result = await agent.Ask("segment", ("picture", "square.png"), ("texts", new[] { "person" }), ("presence", 0.05));

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
        McpClient agent = agents.Any;

        CallToolResult result = await agent.Ask("segment", ("picture", "square.png"), ("texts", new[] { "zebra" }), ("presence", 1));

        Assert.Empty(Instances(result.StructuredContent!.Value, "text", "box"));
        Assert.IsType<TextContentBlock>(Assert.Single(result.Content));
    }

    [Fact]
    public async Task Points_and_boxes_find_what_they_do_on_the_command_line()
    {
        using JsonDocument byPoint = SegmentLine("--point", "235,315", "--negative-point", "20,20");
        using JsonDocument byBox = SegmentLine("--box", "180,250,110,120");
        McpClient agent = agents.Any;

        JsonElement point = await agent.Call("segment", ("picture", "square.png"), ("points", new double[][] { [235, 315], [20, 20, 0] }));
        JsonElement box = await agent.Call("segment", ("picture", "square.png"), ("box", new[] { 180, 250, 110, 120 }));

        RequireSameMasks(byPoint.RootElement, point);
        RequireSameMasks(byBox.RootElement, box);
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
        McpClient agent = agents.Any;

        foreach ((string tool, string expected, (string, object?)[] arguments) in cases)
        {
            string message = await agent.Refusal(tool, arguments);
            Assert.Contains(expected, message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', message);
            Assert.DoesNotContain("Exception", message, StringComparison.Ordinal);
        }
    }

    private JsonDocument SegmentLine(params string[] arguments)
    {
        ToolRun run = _tool.Call(["segment", "square.png", "--json", .. arguments]);
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
