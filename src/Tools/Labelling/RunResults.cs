using Spectre.Console;

namespace ClipSurgery.Tools;

/// <summary>Writes what users take from a finished run: the COCO file, the failures, other formats; and sums it up.</summary>
internal sealed record RunResults
{
    private const int ShownFailures = 20;
    private const int ShownStale = 5;

    /// <summary>Formats beside the COCO file.</summary>
    public required IReadOnlyList<string> Formats { get; init; }

    /// <summary>Tools to write for.</summary>
    public required IReadOnlyList<DatasetTarget> Targets { get; init; }

    /// <summary>How formats are written.</summary>
    public required ExportOptions Export { get; init; }

    /// <summary>How masks are written to the COCO file.</summary>
    public required SegmentationFormat Segmentation { get; init; }

    /// <summary>What a person decided about the instances.</summary>
    public ReviewDecisions? Decisions { get; init; }

    /// <summary>Writes everything that was asked for into a folder.</summary>
    /// <returns>The exit code; pictures that failed when they were labelled are no failure of a format.</returns>
    public int Write(FinishedRun run, string output, ToolConsole console, CancellationToken cancellationToken)
    {
        LabelledDataset dataset = Decide(run.Dataset, console);
        RunFolder folder = new(output);
        CocoWriter.Write(folder.Annotations, CocoFormat.ToCoco(dataset), Segmentation);
        WriteFailures(folder.Failures, run.Failures);
        KeptOutlines.Write(dataset, folder.KeptOutlines, console);
        bool isWhole = true;
        foreach (string format in Formats)
        {
            isWhole &= TryWrite(
                () => console.Done(DatasetExport.Write(dataset, format, output, Export, cancellationToken)), format, console);
        }

        foreach (DatasetTarget target in Targets)
        {
            isWhole &= TryWrite(() => WriteTarget(dataset, target, output, console, cancellationToken), target.Name, console);
        }

        TellStaleEdits(run.StaleEdits, console);
        TellStale(StaleExports.Mark(output, DatasetFingerprint.Of(dataset)), console);
        Summarize(dataset, run.Failures, folder, console);
        return isWhole ? ExitCode.Done : ExitCode.SomeFailed;
    }

    /// <summary>What will keep formats from being written and is known before a picture is labelled, the format first.</summary>
    public IReadOnlyList<string> Problems(IReadOnlyList<LabelClass> classes, IReadOnlyList<string> fileNames, string output) =>
    [
        .. Formats.Select(format => (Name: format, Format: format))
            .Concat(Targets.Select(target => (target.Name, target.Format)))
            .SelectMany(export => DatasetExport
                .Problems(export.Format, classes, fileNames, Export, Path.Combine(output, export.Name))
                .Select(problem => $"{export.Name}: {problem}")),
    ];

    /// <summary>One format that cannot be written does not stop the others.</summary>
    private static bool TryWrite(Action write, string name, ToolConsole console)
    {
        try
        {
            write();
            return true;
        }
        catch (ClipSurgeryException error)
        {
            console.Error($"{name}: was not written. {error.Message}");
            return false;
        }
    }

    private void WriteTarget(
        LabelledDataset dataset, DatasetTarget target, string output, ToolConsole console, CancellationToken cancellationToken)
    {
        string written = DatasetExport.Write(dataset, target, output, Export, cancellationToken);
        console.Done(written);
        console.Done($"for {target.Name}: {target.ImportHint(written, dataset.PictureFolder)}");
    }

    private static void TellStaleEdits(IReadOnlyList<string> stale, ToolConsole console)
    {
        if (stale.Count > 0)
        {
            string some = string.Join(", ", stale.Take(ShownStale).Select(name => PlainText.Short(name))) + (stale.Count > ShownStale ? ", …" : "");
            console.Note(
                $"{Quantity.Of(stale.Count, "picture")} changed since somebody edited the labels, which were left out ({some}); " +
                "'clip-surgery serve' shows what was found in them now.");
        }
    }

    private static void TellStale(IReadOnlyList<string> stale, ToolConsole console)
    {
        if (stale.Count > 0)
        {
            string again = string.Join(
                ' ', stale.Select(name => DatasetExport.Formats.Contains(name) ? $"--format {name}" : $"--target {name}"));
            console.Note(
                $"{string.Join(", ", stale)}: these folders hold other labels than annotations.json and are marked with " +
                $"{StaleExports.FileName}; the same command with {again} writes them again.");
        }
    }

    private LabelledDataset Decide(LabelledDataset dataset, ToolConsole console)
    {
        if (Decisions is null)
        {
            return dataset;
        }

        DecisionCounts counts = Decisions.Count(dataset);
        console.Note(
            $"decisions: {counts.Accepted} accepted, {counts.Rejected} rejected and left out, " +
            $"{counts.Unmatched} of instances that are not in this run.");
        NoteContradictions(Decisions, console);
        return Decisions.Apply(dataset);
    }

    /// <summary>Tells of decisions that were taken back in the same file.</summary>
    public static void NoteContradictions(ReviewDecisions decisions, ToolConsole console)
    {
        if (decisions.Contradicted > 0)
        {
            console.Note($"{Quantity.Of(decisions.Contradicted, "decision")} contradicted by a later one about the same instance; the later counts.");
        }
    }

    private static void WriteFailures(string path, IReadOnlyList<FailedPicture> failures)
    {
        if (failures.Count == 0)
        {
            File.Delete(path);
            return;
        }

        JsonLine.WriteFile(path, failures, (json, failure) =>
        {
            json.WriteString("file_name", failure.FileName);
            json.WriteString("error", failure.Error);
        });
    }

    private static void Summarize(LabelledDataset dataset, IReadOnlyList<FailedPicture> failures, RunFolder folder, ToolConsole console)
    {
        foreach (FailedPicture failure in failures.Take(ShownFailures))
        {
            console.Error(failure.Error);
        }

        Table table = new Table().Border(TableBorder.Simple).AddColumns("class", "instances");
        table.Columns[1].RightAligned();
        IReadOnlyList<int> counts = dataset.CountInstances();
        foreach ((int place, LabelClass label) in dataset.Classes.Index())
        {
            table.AddRow(Markup.Escape(PlainText.Short(label.Name)), $"{counts[place]}");
        }

        console.People.Write(table);
        string failed = failures.Count == 0 ? "0 failed" : $"{failures.Count} failed ({folder.Failures})";
        console.Done($"{Quantity.Of(dataset.Images.Count, "picture")}, {Quantity.Of(counts.Sum(), "instance")}, {failed} -> {folder.Annotations}");
    }
}
