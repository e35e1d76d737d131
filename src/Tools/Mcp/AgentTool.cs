using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace ClipSurgery.Tools;

/// <summary>
/// A tool that agents call. Arguments are read by hand, and whatever goes wrong is told in one sentence as the call's result, which an
/// agent can act on; an error of the protocol it would not even see.
/// </summary>
internal abstract class AgentTool : McpServerTool
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ToolConsole _console;
    private readonly ClientRoots _roots;
    private readonly string[] _arguments;

    /// <param name="console">Where unexpected errors go.</param>
    /// <param name="roots">Which folders a call may use.</param>
    /// <param name="tool">The tool as agents see it.</param>
    protected AgentTool(ToolConsole console, ClientRoots roots, Tool tool)
    {
        _console = console;
        _roots = roots;
        ProtocolTool = tool;
        _arguments = [.. tool.InputSchema.GetProperty("properties").EnumerateObject().Select(property => property.Name)];
    }

    public override Tool ProtocolTool { get; }

    public override IReadOnlyList<object> Metadata => [];

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The SDK would tell it to nobody.")]
    public override async ValueTask<CallToolResult> InvokeAsync(
        RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        try
        {
            AllowedFolders folders = _roots.Of(request);
            return await Call(new ToolArguments(request.Params?.Arguments, _arguments), folders, cancellationToken);
        }
        catch (Exception error) when (error is InputRequiredException or OperationCanceledException)
        {
            throw;
        }
        catch (Exception error) when (error is ClipSurgeryException or UsageException or ServerBusyException or ArgumentException)
        {
            return Failure(error.Message);
        }
        catch (Exception error)
        {
            _console.Error($"{ProtocolTool.Name}: {error}");
            return Failure($"{ProtocolTool.Name} has failed unexpectedly ({error.GetType().Name}); the log of this server says more.");
        }
    }

    /// <summary>Does it.</summary>
    protected abstract Task<CallToolResult> Call(ToolArguments arguments, AllowedFolders folders, CancellationToken cancellationToken);

    /// <summary>The schema of a tool's arguments.</summary>
    protected static JsonElement Schema([StringSyntax(StringSyntaxAttribute.Json)] string json) => JsonElement.Parse(json);

    /// <summary>A result as one JSON object, in a form for programs and one for models; with what else there is to see.</summary>
    protected static CallToolResult Answer(Action<Utf8JsonWriter> members, params IEnumerable<ContentBlock> more)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer, Readable))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        string text = PlainText.EscapeJson(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        return new CallToolResult
        {
            Content = [new TextContentBlock { Text = text }, .. more],
            StructuredContent = JsonElement.Parse(text),
        };
    }

    private static CallToolResult Failure(string message) =>
        new() { IsError = true, Content = [new TextContentBlock { Text = PlainText.Message(message) }] };
}
