using System.CommandLine;
using System.CommandLine.Parsing;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace ClipSurgery.Tools;

/// <summary><c>mcp</c>: tools for agents, by the Model Context Protocol over standard input and output.</summary>
internal sealed class McpCommand
{
    private const string Instructions =
        "Finds and outlines things in pictures by text, and labels folders of pictures. Start with find; call segment for outlines and to look " +
        "at them. Short nouns work best; scores are probabilities, so say what is below 0.5 with care.";

    private readonly Option<string[]> _roots = new("--root")
    {
        Description = "Folder that agents may use; may be given several times [default: what the client names, or else the working folder]",
    };

    private readonly InstanceOptions _instances = new();
    private readonly AdaptationOption _adapt = new();
    private readonly LimitOption _limits = new();
    private readonly ModelOptions _models = new();

    public Command Create(ToolConsole console)
    {
        Command command = new("mcp", Help.Text(
            "Serve agents by the Model Context Protocol (stdio): find, segment, label_folder, run_status.",
            "clip-surgery mcp --root photos",
            "clip-surgery mcp --clip openai-vit-b-16 --sam mobile-sam"))
        {
            _roots,
        };
        _instances.AddTo(command);
        _adapt.AddTo(command);
        _limits.AddTo(command);
        _models.AddTo(command, withSam: true);
        command.SetStoppableWork(console, (parse, stop) => Run(console, parse, stop).GetAwaiter().GetResult());
        return command;
    }

    private async Task<int> Run(ToolConsole console, ParseResult parse, StopSignals stop)
    {
        SegmentOptions standard = _instances.Apply(parse, new SegmentOptions());
        Adaptation? adaptation = _adapt.Read(parse);
        using AgentModels models = new(token => Load(console, parse, standard, adaptation, token), _limits.Read(parse));
        ClientRoots roots = new(ReadRoots(parse));
        McpServerOptions options = new()
        {
            ServerInfo = new Implementation { Name = "clip-surgery", Version = typeof(McpCommand).Assembly.GetName().Version!.ToString(3) },
            ServerInstructions = Instructions,
            ToolCollection =
            [
                new FindTool(console, roots, models, standard),
                new SegmentTool(console, roots, models, standard),
                new LabelFolderTool(console, roots, SharedOptions(parse)),
                new RunStatusTool(console, roots),
            ],
        };
        Stream output = TakeStandardOutput();
        await using StreamServerTransport transport = new(
            new ProtocolInput(Console.OpenStandardInput(), () => stop.Begin(ExitCode.Done)), output, options.ServerInfo.Name);
        await using McpServer server = McpServer.Create(transport, options);
        console.Done("serving agents by standard input and output (Ctrl+C ends it)");
        try
        {
            await server.RunAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
        }

        return stop.Token.IsCancellationRequested ? stop.ExitCode : ExitCode.Done;
    }

    /// <summary>The protocol alone has standard output from here on; what else is written there comes to standard error.</summary>
    private static Stream TakeStandardOutput()
    {
        Stream output = Console.OpenStandardOutput();
        Console.SetOut(Console.Error);
        if (!OperatingSystem.IsWindows())
        {
            // .NET's stream is a copy; native code knows only the number.
            DetachedProcess.Redirect(from: 2, to: 1);
        }

        return output;
    }

    private LoadedSegmenter Load(
        ToolConsole console, ParseResult parse, SegmentOptions options, Adaptation? adaptation, CancellationToken cancellationToken)
    {
        LoadedSegmenter loaded = _adapt.Apply(
            adaptation, console, _models.LoadSegmenter(parse, console, [], pictures: 1), classes: [], cancellationToken);
        try
        {
            loaded.Prepare(console, options with { Presence = null }, cancellationToken);
            return loaded;
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    private string[] ReadRoots(ParseResult parse)
    {
        string[] roots = parse.GetValue(_roots) ?? [];
        return roots.FirstOrDefault(root => !Directory.Exists(root)) is { } missing
            ? throw new UsageException($"--root {PlainText.Short(missing)}: no such folder; give one that is there.")
            : [.. roots.Select(Path.GetFullPath)];
    }

    /// <summary>Everything that was typed but the roots: <c>label</c> has all of these options, and is to do the same with them.</summary>
    private List<string> SharedOptions(ParseResult parse)
    {
        List<string> options = [];
        bool isRoot = false;
        foreach (Token token in parse.Tokens)
        {
            isRoot = token.Type == TokenType.Option ? token.Value == _roots.Name : isRoot;
            if (!isRoot && token.Type is TokenType.Option or TokenType.Argument)
            {
                options.Add(token.Value);
            }
        }

        return options;
    }
}
