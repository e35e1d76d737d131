using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

// Roots are on their way out, but what this is about.
#pragma warning disable MCP9005

namespace ClipSurgery.Tests;

/// <summary>An agent: it starts the real program and talks to it.</summary>
internal static class Agent
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Connects as an agent does: by starting the program.</summary>
    public static async Task<McpClient> ConnectAgent(
        this ToolProcess tool, string[]? arguments = null, string[]? roots = null, string? protocol = null)
    {
        StdioClientTransport transport = new(new StdioClientTransportOptions
        {
            Command = "dotnet",
            Arguments = [Path.Combine(AppContext.BaseDirectory, "clip-surgery.dll"), "mcp", .. arguments ?? []],
            WorkingDirectory = tool.Folder,
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

    public static async Task<CallToolResult> Ask(this McpClient agent, string tool, params (string Name, object? Value)[] arguments) =>
        await agent.CallToolAsync(tool, arguments.ToDictionary(argument => argument.Name, argument => argument.Value), cancellationToken: Stop);

    public static async Task<JsonElement> Call(this McpClient agent, string tool, params (string Name, object? Value)[] arguments)
    {
        CallToolResult result = await agent.Ask(tool, arguments);
        Assert.False(result.IsError == true, result.Content.OfType<TextContentBlock>().First().Text);
        return result.StructuredContent!.Value;
    }

    public static async Task<string> Refusal(this McpClient agent, string tool, params (string Name, object? Value)[] arguments)
    {
        CallToolResult result = await agent.Ask(tool, arguments);
        Assert.True(result.IsError, result.Content.OfType<TextContentBlock>().First().Text);
        return Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;
    }
}
