using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary><c>refine</c>: boxes to masks, and loose masks to tight ones, by a SAM model alone; a run as that of <c>label</c>.</summary>
internal sealed class RefineCommand
{
    private const int ShownLines = 10;

    private readonly Argument<string> _boxes = new("boxes")
    {
        Description = "COCO file; folder of YOLO (.txt) or Pascal VOC (.xml) files; or YOLO's data.yaml",
    };

    private readonly Option<string> _pictures = new("--pictures", "-p") { Description = "Folder with the pictures", Required = true };
    private readonly Option<string?> _labels = new("--labels", "-l")
    {
        Description = "Names of YOLO's classes: label file, data.yaml, or a .txt with one a line; without it those beside the boxes",
    };

    private readonly ResultOptions _results = new();
    private readonly RunOptions _run = new();
    private readonly LimitOption _limits = new();

    /// <summary>One thread an inference, as in <see cref="LabelCommand"/>.</summary>
    private readonly ModelOptions _models = new(threads: 1);

    public Command Create(ToolConsole console)
    {
        Command command = new("refine", Help.Text(
            "Boxes to masks, and loose masks to tight ones; goes on where it was stopped.",
            "clip-surgery refine boxes.json --pictures photos --output labels --format yolo",
            "clip-surgery refine dataset/labels --pictures dataset/images --sam mobile-sam --output labels",
            "clip-surgery refine VOC/Annotations --pictures VOC/JPEGImages --output labels"));
        command.Arguments.Add(_boxes);
        command.Options.Add(_pictures);
        command.Options.Add(_labels);
        _run.AddOutputTo(command);
        _results.AddTo(command);
        _run.AddTo(command);
        _limits.AddTo(command);
        _models.AddSamTo(command);
        command.SetStoppableWork(console, (parse, stop) => Run(console, parse, stop));
        return command;
    }

    private int Run(ToolConsole console, ParseResult parse, StopSignals stop)
    {
        RunResults results = _results.Read(parse);
        string folder = parse.GetRequiredValue(_pictures);
        string output = _run.ReadOutput(parse, folder);
        Shard shard = _run.ReadShard(parse, console);
        ImageLimits limits = _limits.Read(parse);
        string? tried = _run.ReadTried(parse);
        RequireOtherFile(parse.GetRequiredValue(_boxes), output);
        BoxLabels boxes = BoxLabels.Read(parse.GetRequiredValue(_boxes), folder, parse.GetValue(_labels), [output], stop.Token);
        IReadOnlyList<string> problems =
            [.. boxes.Problems, .. boxes.Problems.Count == 0 ? results.Problems(boxes.Classes, boxes.FileNames, output) : []];
        if (problems.Count > 0)
        {
            return RunEnding.Refuse(console, problems);
        }

        RequireBoxes(parse, boxes);
        using SamModel sam = _models.LoadSam(parse, console);
        BoxRefiner refiner = new(sam);
        PictureNotes notes = new();
        if (tried is not null)
        {
            return RunEnding.Survive(() => Refine(tried, stop.Token));
        }

        Tell(console, boxes.Missing, "entry without a picture is", "entries without a picture are");
        Tell(console, boxes.LeftOut, "box that can have no mask is", "boxes that can have no mask are");
        LabelJob job = new()
        {
            Output = output,
            Classes = boxes.Classes,
            FileNames = boxes.FileNames,
            Label = Refine,
            Provenance = RunProvenance.Of(sam, boxes, limits),
            PictureFolder = folder,
            Shard = shard,
            Workers = _run.ReadWorkers(parse, console, sam),
            MaxFailures = _run.ReadMaxFailures(parse),
            RetryFailed = _run.RetriesFailed(parse),
            Survives = _run.Survives,
        };
        LabelSummary summary = new LabelProgressView(console).Show(progress => LabelRun.Run(job, progress, stop.Token));
        int code = new RunEnding(console, results, output, stop).Tell(summary, shard, notes.All);
        return boxes.Missing.Count + boxes.LeftOut.Count == 0 ? code : Math.Max(code, ExitCode.SomeFailed);

        LabelledPicture Refine(string fileName, CancellationToken cancellationToken) =>
            boxes.Refine(fileName, notes.Read(folder, fileName, limits), refiner, cancellationToken);
    }

    /// <summary>The results must not take the place of the boxes.</summary>
    private static void RequireOtherFile(string boxes, string output)
    {
        if (Path.GetFullPath(boxes) == Path.GetFullPath(new RunFolder(output).Annotations))
        {
            throw new UsageException($"--output {output}: the results would take the place of {boxes}; give another folder.");
        }
    }

    private void RequireBoxes(ParseResult parse, BoxLabels boxes)
    {
        string path = parse.GetRequiredValue(_boxes);
        if (boxes.FileNames.Count == 0 && boxes.Missing.Count > 0)
        {
            throw new UsageException($"none of the pictures of {path} is there ({boxes.Missing[0]}); give their folder with --pictures.");
        }

        if (boxes.Count == 0)
        {
            string why = boxes.LeftOut.Count > 0 ? $" that can have a mask ({boxes.LeftOut[0]})" : "";
            throw new UsageException($"{path}: there is no box{why}; expected one or more, for there is nothing else to refine.");
        }
    }

    private static void Tell(ToolConsole console, IReadOnlyList<string> lines, string one, string several)
    {
        if (lines.Count == 0)
        {
            return;
        }

        foreach (string line in lines.Take(ShownLines))
        {
            console.Error($"{line}.");
        }

        console.Error($"{Quantity.Of(lines.Count, one, several)} left out; the others are refined.");
    }
}
