using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary><c>validate</c>: what is wrong with a COCO file, and a corrected copy of it.</summary>
internal sealed class ValidateCommand
{
    private readonly Argument<string> _file = new("file") { Description = "COCO file: a data set, or a list of results" };

    private readonly Option<bool> _fix = new("--fix") { Description = "Write a corrected copy, and tell what is left" };

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Where --fix writes; may be the file itself [default: beside it, with .fixed.json at the end]",
    };

    private readonly Option<string?> _pictures = new("--pictures")
    {
        Description = "Folder of the pictures, to compare them with the file",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print every finding as a JSON object, one a line" };

    public Command Create(ToolConsole console)
    {
        Command command = new("validate", Help.Text(
            "Check a COCO file for what importers and evaluators fail on, and mend it. Exit code 0 without errors, 1 with.",
            "clip-surgery validate annotations.json --pictures photos",
            "clip-surgery validate annotations.json --fix --output mended.json"))
        {
            _file, _fix, _output, _pictures, _json,
        };
        command.SetWork(console, (parse, cancellationToken) => Run(console, parse, cancellationToken));
        return command;
    }

    private int Run(ToolConsole console, ParseResult parse, CancellationToken cancellationToken)
    {
        string file = parse.GetRequiredValue(_file);
        string? output = parse.GetValue(_output);
        string? pictures = parse.GetValue(_pictures);
        bool fixes = parse.GetValue(_fix);
        if (output is not null && !fixes)
        {
            throw new UsageException("--output is where --fix writes; give --fix too.");
        }

        if (pictures is not null && !Directory.Exists(pictures))
        {
            throw new UsageException($"--pictures {pictures}: no such folder.");
        }

        if (fixes)
        {
            output ??= Path.ChangeExtension(file, ".fixed.json");
            IReadOnlyList<CocoRepairCount> mended = CocoRepair.Write(file, output, pictures);
            console.Done($"{file} -> {output}{(mended.Count == 0 ? ", nothing to mend" : "")}");
            foreach (CocoRepairCount count in mended)
            {
                console.Done($"  {count.Count} x {count.Rule.Id}: {count.Rule.Fix}");
            }

            file = output;
        }

        FindingList findings = new(console, parse.GetValue(_json));
        foreach (CocoFinding finding in CocoValidator.Validate(file, pictures))
        {
            cancellationToken.ThrowIfCancellationRequested();
            findings.Add(finding);
        }

        findings.Finish(file);
        return findings.ErrorCount == 0 ? ExitCode.Done : ExitCode.SomeFailed;
    }
}
