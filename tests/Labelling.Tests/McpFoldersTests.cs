using System.Text.Json;
using ModelContextProtocol.Client;

namespace ClipSurgery.Tests;

/// <summary>Agents that may use the folder "inside" alone, out of which links lead.</summary>
public sealed class LimitedAgents : IAsyncLifetime
{
    internal ToolProcess Tool { get; } = new();

    /// <summary>Limited by the client's roots, by those of an older client, and by the option.</summary>
    public IReadOnlyList<McpClient> All { get; private set; } = [];

    internal static void AddFolders(ToolProcess tool)
    {
        tool.Add("square.png", "square.png");
        Directory.CreateDirectory(tool["inside"]);
        tool.Add("square.png", Path.Combine("inside", "square.png"));
        Directory.CreateDirectory(tool["elsewhere"]);
        Directory.CreateSymbolicLink(tool["inside", "out"], tool.Folder);
        File.CreateSymbolicLink(tool["inside", "square link.png"], tool["square.png"]);
        File.CreateSymbolicLink(tool["inside", "broken link.png"], tool["nothing.png"]);
        File.CreateSymbolicLink(tool["inside", "circle"], "circle");
    }

    public async ValueTask InitializeAsync()
    {
        AddFolders(Tool);
        All =
        [
            await Tool.ConnectAgent(roots: [Tool["inside"]]),
            await Tool.ConnectAgent(roots: [Tool["inside"]], protocol: "2025-06-18"),
            await Tool.ConnectAgent(["--root", "inside"]),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (McpClient agent in All)
        {
            await agent.DisposeAsync();
        }

        Tool.Dispose();
    }
}

/// <summary>Which folders an agent may use.</summary>
public sealed class McpFoldersTests(LimitedAgents agents) : IClassFixture<LimitedAgents>
{
    private readonly ToolProcess _tool = agents.Tool;

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
        foreach (McpClient agent in agents.All)
        {
            foreach ((string tool, string argument) in ((string, string)[])[("find", "picture"), ("segment", "picture"), ("run_status", "run")])
            {
                (string, object?)[] arguments = tool == "run_status" ? [(argument, path)] : [(argument, path), ("texts", new[] { "person" })];
                Assert.Equal(
                    $"{path} lies outside the folders that may be used ({_tool["inside"]}); give a path in one of them.",
                    await agent.Refusal(tool, arguments));
            }

            foreach ((string folder, string output) in ((string, string)[])[(path, "labels"), (".", path)])
            {
                Assert.Contains("lies outside the folders", await agent.Refusal("label_folder", ("folder", folder), ("output", output), ("texts", new[] { "a" })));
            }

            Assert.Contains("lies outside the folders", await agent.Refusal("label_folder", ("folder", "."), ("output", "labels"), ("labels", path)));
        }
    }

    [Fact]
    public async Task Inside_the_roots_paths_may_be_full_or_begin_there_and_links_may_stay_inside()
    {
        File.CreateSymbolicLink(_tool["inside", "good link.png"], "square.png");

        foreach (string path in (string[])["square.png", "./square.png", _tool["inside", "square.png"], "good link.png", "../inside/square.png"])
        {
            JsonElement found = await agents.All[0].Call("find", ("picture", path), ("texts", new[] { "person" }));
            Assert.Equal(_tool["inside", "square.png"], found.GetProperty("picture").GetString());
        }
    }

    [Fact]
    public async Task The_option_and_the_client_both_limit_where_both_say_something()
    {
        using ToolProcess tool = new();
        LimitedAgents.AddFolders(tool);
        Directory.CreateDirectory(tool["inside", "deep"]);
        await using McpClient agent = await tool.ConnectAgent(["--root", tool["inside", "deep"]], roots: [tool.Folder]);
        await using McpClient none = await tool.ConnectAgent(roots: []);

        Assert.Contains("lies outside", await agent.Refusal("find", ("picture", tool["square.png"]), ("texts", new[] { "a" })));
        Assert.Contains("no such file", await agent.Refusal("find", ("picture", tool["inside", "deep", "a.png"]), ("texts", new[] { "a" })));
        Assert.Contains("No folder may be used", await none.Refusal("find", ("picture", tool["square.png"]), ("texts", new[] { "a" })));
    }

    [Fact]
    public async Task Folders_that_links_lead_out_of_are_not_labelled()
    {
        using ToolProcess tool = new();
        LimitedAgents.AddFolders(tool);
        Directory.CreateDirectory(tool["inside", "labels"]);
        Directory.CreateSymbolicLink(tool["inside", "labels", "journal"], tool["elsewhere"]);
        Directory.CreateDirectory(tool["inside", "pictures"]);
        tool.Add("square.png", Path.Combine("inside", "pictures", "square.png"));
        await using McpClient agent = await tool.ConnectAgent(roots: [tool["inside"]]);

        string pictures = await agent.Refusal("label_folder", ("folder", "."), ("output", "new"), ("texts", new[] { "a" }));
        string output = await agent.Refusal("label_folder", ("folder", "pictures"), ("output", "labels"), ("texts", new[] { "a" }));

        Assert.All((string[])[pictures, output], message => Assert.Contains("is a link that leads out of the folders", message));
        Assert.False(Directory.Exists(tool["inside", "new"]));
        Assert.Empty(Directory.GetFileSystemEntries(tool["elsewhere"]));
    }
}
