using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>All commands, and how what was typed comes to one of them.</summary>
internal static class CommandLine
{
    /// <summary>Does what was typed.</summary>
    /// <param name="arguments">The command with its options and arguments.</param>
    /// <param name="console">Where the command writes.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> Run(string[] arguments, ToolConsole console)
    {
        RootCommand root = new(Help.Text(
            "Text in, masks out: segments pictures by text, without clicks.",
            "clip-surgery segment photos/*.jpg --text cat --text dog --output out"))
        {
            new SegmentCommand().Create(console),
            new HeatmapCommand().Create(console),
            new PointsCommand().Create(console),
            new ExplainCommand().Create(console),
            new LabelCommand().Create(console),
            ResultsCommand.CreateMerge(console),
            ResultsCommand.CreateExport(console),
            new ReviewCommand().Create(console),
            new ServeCommand().Create(console),
            new McpCommand().Create(console),
            new EvaluateCommand().Create(console),
            new CalibrateCommand().Create(console),
            new AdaptCommand().Create(console),
            new PickCommand().Create(console),
            new RefineCommand().Create(console),
            new ConvertCommand().Create(console),
            new ValidateCommand().Create(console),
            ModelsCommand.Create(console),
        };
        if (arguments.Length == 0)
        {
            arguments = ["--help"];
        }

        if (arguments.Contains(""))
        {
            console.Error("an argument is empty; give a value, or check the shell variable that it came from.");
            return ExitCode.WrongUse;
        }

        ParseResult parse = root.Parse(arguments);
        if (parse.Errors.Count > 0)
        {
            console.Error(CommandLineProblem.Describe(parse));
            return ExitCode.WrongUse;
        }

        // Signals are StopSignals' business: by default a command that does not end within two seconds would be ended.
        return await parse.InvokeAsync(new InvocationConfiguration { Output = console.Data, ProcessTerminationTimeout = null });
    }
}
