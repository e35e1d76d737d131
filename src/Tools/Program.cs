using System.CommandLine;
using ClipSurgery.Tools;

DetachedProcess.Enter();
Console.OutputEncoding = System.Text.Encoding.UTF8;
ToolConsole console = ToolConsole.Create();
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
    new ConvertCommand().Create(console),
    new ValidateCommand().Create(console),
    ModelsCommand.Create(console),
};
if (args.Length == 0)
{
    args = ["--help"];
}

if (args.Contains(""))
{
    console.Error("an argument is empty; give a value, or check the shell variable that it came from.");
    return ExitCode.WrongUse;
}

ParseResult parse = root.Parse(args);
if (parse.Errors.Count > 0)
{
    console.Error(CommandLineProblem.Describe(parse));
    return DetachedProcess.Leave(ExitCode.WrongUse);
}

// Signals are StopSignals' business: by default a command that does not end within two seconds would be ended.
return DetachedProcess.Leave(await parse.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }));
