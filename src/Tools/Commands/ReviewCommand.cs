using System.CommandLine;
using Spectre.Console;

namespace ClipSurgery.Tools;

/// <summary><c>review</c>: a page to look through a finished run by eye.</summary>
internal sealed class ReviewCommand
{
    private readonly Argument<string[]> _runs = new("runs") { Description = "Output folders of 'label'", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "The page; without it review.html in the first folder" };
    private readonly ListOption _list = new();

    public Command Create(ToolConsole console)
    {
        Command command = new("review", Help.Text(
            "Write a page to accept or reject labels on, lowest scores first: one file that any browser opens, offline.",
            "clip-surgery review labels",
            "clip-surgery review labels --list next.txt",
            "clip-surgery export labels --decisions decisions.json"))
        {
            _runs.RefuseUnknownOptions(),
            _output,
        };
        _list.AddTo(command);
        command.SetWork(console, (parse, cancellationToken) => Run(console, parse, cancellationToken));
        return command;
    }

    private int Run(ToolConsole console, ParseResult parse, CancellationToken cancellationToken)
    {
        string[] runs = parse.GetRequiredValue(_runs);
        string page = parse.GetValue(_output) ?? Path.Combine(runs[0], "review.html");
        LabelledDataset dataset = FinishedRun.Open(runs).Dataset;
        IEnumerable<string> known = dataset.Images.Select(image => image.FileName);
        if (_list.ReadKnown(parse, console, dataset.PictureFolder ?? ".", known) is { } listed)
        {
            dataset = dataset.Only(listed);
        }

        int unreadable = console.People.Progress().AutoClear(true).Start(context =>
        {
            ProgressTask bar = context.AddTask("review", maxValue: dataset.Images.Count);
            return ReviewPage.Write(page, dataset, new BarProgress(bar), cancellationToken);
        });
        if (unreadable > 0)
        {
            console.Note($"{Quantity.Of(unreadable, "picture")} cannot be read any more; the page says why and shows the masks alone.");
        }

        console.Done($"{Quantity.Of(dataset.Images.Count, "picture")} -> {page}; open it in a browser.");
        return ExitCode.Done;
    }

    /// <summary>Unlike <see cref="Progress{T}"/> it moves the bar at once and in order.</summary>
    private sealed class BarProgress(ProgressTask bar) : IProgress<int>
    {
        public void Report(int value) => bar.Value = value;
    }
}
