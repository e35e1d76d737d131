using System.CommandLine;
using Spectre.Console;

namespace ClipSurgery.Tools;

/// <summary><c>review</c>: a page to look through a finished run by eye.</summary>
internal sealed class ReviewCommand
{
    private readonly Argument<string> _folder = new("folder") { Description = "The folder of a finished run" };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "The page (review.html in the folder)" };

    public Command Create(ToolConsole console)
    {
        Command command = new("review", Help.Text(
            "Write a page to accept or reject labels on, lowest scores first: one file that any browser opens, offline.",
            "clip-surgery review out",
            "clip-surgery label photos --labels labels.yaml --output final --decisions decisions.json"))
        {
            _folder,
            _output,
        };
        command.SetWork(console, (parse, cancellationToken) => Run(console, parse, cancellationToken));
        return command;
    }

    private int Run(ToolConsole console, ParseResult parse, CancellationToken cancellationToken)
    {
        string folder = parse.GetRequiredValue(_folder);
        string page = parse.GetValue(_output) ?? Path.Combine(folder, "review.html");
        LabelledDataset dataset = OpenRun(folder);
        int unreadable = console.People.Progress().AutoClear(true).Start(context =>
        {
            ProgressTask bar = context.AddTask("review", maxValue: dataset.Images.Count);
            return ReviewPage.Write(page, dataset, new BarProgress(bar), cancellationToken);
        });
        if (unreadable > 0)
        {
            console.Note($"{unreadable} pictures cannot be read any more; the page says why and shows their masks alone.");
        }

        console.People.MarkupLine(Markup.Escape($"{dataset.Images.Count} pictures -> {page}; open it in a browser."));
        return ExitCode.Done;
    }

    // PLACEHOLDER: FinishedRun.Open(folder), which the lead writes; the command is not registered before.
    private static LabelledDataset OpenRun(string folder) => throw new NotSupportedException(folder);

    /// <summary>Unlike <see cref="Progress{T}"/> it moves the bar at once and in order.</summary>
    private sealed class BarProgress(ProgressTask bar) : IProgress<int>
    {
        public void Report(int value) => bar.Value = value;
    }
}
