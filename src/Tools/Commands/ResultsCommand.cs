using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary><c>merge</c> and <c>export</c>: results of finished runs, made of their journals without the models.</summary>
internal sealed class ResultsCommand
{
    private readonly Argument<string[]> _runs = new("runs") { Description = "Output folders of 'label'", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "Folder for results; without it the run's own" };
    private readonly ResultOptions _results = new();

    /// <summary>The shards of a run to one data set.</summary>
    public static Command CreateMerge(ToolConsole console) =>
        new ResultsCommand().Create(
            console,
            "merge",
            Help.Text(
                "Put the shards of a run together: the same bytes, whatever their number and order.",
                "clip-surgery merge labels",
                "clip-surgery merge node1/labels node2/labels --output merged --format yolo"));

    /// <summary>A run in other formats.</summary>
    public static Command CreateExport(ToolConsole console) =>
        new ResultsCommand().Create(
            console,
            "export",
            Help.Text(
                "Write a finished run once more: in other formats, for a tool, or without what a review rejected.",
                "clip-surgery export labels --format yolo --format voc",
                "clip-surgery export labels --target cvat --output for-cvat",
                "clip-surgery export labels --decisions decisions.json"));

    private Command Create(ToolConsole console, string name, string description)
    {
        Command command = new(name, description);
        command.Arguments.Add(_runs.RefuseUnknownOptions());
        command.Options.Add(_output);
        _results.AddTo(command);
        command.SetWork(console, (parse, cancellationToken) =>
        {
            string[] runs = parse.GetRequiredValue(_runs);
            RunResults results = _results.Read(parse);
            return results.Write(FinishedRun.Open(runs), parse.GetValue(_output) ?? runs[0], console, cancellationToken);
        });
        return command;
    }
}
