using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary><c>label</c>: a folder of pictures and a label set to a data set, in a way that can be ended at any time.</summary>
internal sealed class LabelCommand
{
    private const int ShownProblems = 20;

    private readonly LabelPictureOptions _pictures = new();
    private readonly LabelOptions _labels = new();
    private readonly InstanceOptions _instances = new();
    private readonly AdaptationOption _adapt = new();
    private readonly CalibrationOption _calibration = new();
    private readonly ExistingOption _existing = new();
    private readonly ResultOptions _results = new();
    private readonly LimitOption _limits = new();

    /// <summary>One thread an inference: the workers share the cores better than inferences do.</summary>
    private readonly ModelOptions _models = new(threads: 1);

    private readonly Option<string> _output = new("--output", "-o") { Description = "Folder of the run", DefaultValueFactory = _ => "labels" };
    private readonly Option<int> _workers = new("--workers")
    {
        Description = "Pictures at once; 0: as many as there are cores and memory for",
        DefaultValueFactory = _ => 0,
    };

    private readonly Option<int?> _maxFailures = new("--max-failures") { Description = "End when more pictures than this have failed" };
    private readonly Option<bool> _retryFailed = new("--retry-failed") { Description = "Try pictures again that failed before" };
    private readonly Option<string?> _shard = new("--shard")
    {
        Description = "Label part I/N of the pictures, I from 0; known by itself in Slurm arrays, AWS Batch, Google Batch, Cloud Run, Kubernetes",
    };

    /// <summary>Given to another process of this program by the first one, to find out whether it survives a picture.</summary>
    private readonly Option<string?> _try = new("--try") { Hidden = true };

    public Command Create(ToolConsole console)
    {
        Command command = new("label", Help.Text(
            "Label a folder of pictures: COCO and other formats; goes on where it was stopped.",
            "clip-surgery label photos --text cat --text dog --output labels",
            "clip-surgery label photos --labels labels.yaml --target ultralytics --output labels",
            "clip-surgery label photos --labels labels.yaml --existing merge --existing-labels manual.json",
            "clip-surgery label photos --labels labels.yaml --calibration calibration.json",
            "clip-surgery label photos --labels labels.yaml --shard 0/4 --output labels"));
        _pictures.AddTo(command);
        _labels.AddTo(command);
        command.Options.Add(_output);
        _instances.AddTo(command);
        _adapt.AddTo(command);
        _calibration.AddTo(command);
        _existing.AddTo(command);
        _results.AddTo(command);
        foreach (Option option in (Option[])[_workers, _maxFailures, _retryFailed, _shard, _try])
        {
            command.Options.Add(option);
        }

        _limits.AddTo(command);
        _models.AddTo(command, withSam: true);
        command.SetStoppableWork(console, (parse, stop) => Run(console, parse, stop));
        return command;
    }

    private int Run(ToolConsole console, ParseResult parse, StopSignals stop)
    {
        LabelSet labels = _labels.Read(parse);
        SegmentOptions options = _instances.Apply(parse, new SegmentOptions());
        InstanceOptions.RequireApart(options, labels.Classes.SelectMany(label => label.Prompts));
        Calibration? calibration = _calibration.Read(parse, options);
        RunResults results = _results.Read(parse);
        string output = ReadOutput(parse);
        Shard shard = ReadShard(parse, console);
        ExistingLabels? existing = _existing.Read(parse, labels);
        string? tried = parse.GetValue(_try);

        // The process that asks has read the list, which may have come by standard input.
        PictureListing pictures =
            tried is null ? _pictures.Read(parse, console, output, stop.Token) : new PictureListing([tried], []);
        IReadOnlyList<LabelClass> classes = existing?.Classes ?? labels.Classes;
        IReadOnlyList<string> problems = tried is null ? results.Problems(classes, pictures.FileNames, output) : [];
        if (problems.Count > 0)
        {
            return Refuse(console, problems);
        }

        foreach (string note in existing?.Notes(pictures) ?? [])
        {
            console.Note(note);
        }

        string[] prompts = [.. labels.Classes.SelectMany(label => label.Prompts)];

        // How many pictures are in hand is --workers here, so --threads means what it says.
        LoadedSegmenter models = _adapt.Apply(
            _adapt.Read(parse), console, _models.LoadSegmenter(parse, console, prompts, pictures: 1), labels.Classes, stop.Token);
        using LoadedSegmenter loaded = CalibrationOption.Apply(calibration, console, models, labels.Classes);
        string folder = _pictures.Folder(parse);
        ImageLimits limits = _limits.Read(parse);
        if (tried is null)
        {
            loaded.ReadTexts(console, prompts, stop.Token);
        }

        loaded.Prepare(console, options, stop.Token);
        Dictionary<string, string> provenance =
            RunProvenance.Of(loaded, _models.ReadMethod(parse), options, labels, _existing.Describe(parse), limits);
        IReadOnlySet<string> known = _existing.Known(parse, provenance, labels);
        existing?.Keep(known);
        PictureLabeller labeller = new(
            folder,
            limits,
            new LabelSetSegmenter(loaded.Segmenter, labels, options),
            new LabelSetSegmenter(loaded.Segmenter, EarlierClasses.Rest(labels, known), options),
            existing);
        if (tried is not null)
        {
            return Survive(() => labeller.Label(tried, stop.Token));
        }

        if (known.Count > 0)
        {
            console.Note(
                $"{Quantity.Of(known.Count, "class", "classes")} of the existing run {(known.Count == 1 ? "is" : "are")} the same, and kept as found there.");
        }

        LabelJob job = new()
        {
            Output = output,
            Classes = classes,
            FileNames = pictures.FileNames,
            Label = labeller.Label,
            Provenance = provenance,
            PictureFolder = folder,
            Shard = shard,
            Workers = ReadWorkers(parse, console, loaded.Sam),
            MaxFailures = ReadMaxFailures(parse),
            RetryFailed = parse.GetValue(_retryFailed),
            Survives = name => OtherProcess.Survives(_try.Name, name),
        };
        LabelSummary summary = new LabelProgressView(console).Show(progress => LabelRun.Run(job, progress, stop.Token));
        TellOfEarlierRuns(console, summary);
        console.Notes(labeller.Notes);
        return summary.Outcome switch
        {
            RunOutcome.Stopped => Stopped(console, summary, stop),
            RunOutcome.TooManyFailures => TooManyFailures(console, summary, output),
            _ when shard.Count > 1 => ShardDone(console, summary, shard, output),
            _ => Finish(results, FinishedRun.Open(output), output, console, stop.Token),
        };
    }

    private static void TellOfEarlierRuns(ToolConsole console, LabelSummary summary)
    {
        if (summary.Changed > 0)
        {
            console.Note($"{Quantity.Of(summary.Changed, "picture")} changed since the last run, and {(summary.Changed == 1 ? "was" : "were")} labelled again.");
        }

        if (summary.FailedBefore > 0)
        {
            console.Note($"{Quantity.Of(summary.FailedBefore, "picture")} failed in an earlier run; --retry-failed tries again.");
        }
    }

    /// <summary>Tells all that is wrong, before the first picture.</summary>
    private static int Refuse(ToolConsole console, IReadOnlyList<string> problems)
    {
        foreach (string problem in problems.Take(ShownProblems))
        {
            console.Error(problem);
        }

        if (problems.Count > ShownProblems)
        {
            console.Error($"and {problems.Count - ShownProblems} more of the kind.");
        }

        return ExitCode.WrongUse;
    }

    /// <summary>Whatever a picture comes to, as long as this process is still there to tell.</summary>
    private static int Survive(Action label)
    {
        try
        {
            label();
        }
        catch (ClipSurgeryException)
        {
        }

        return ExitCode.Done;
    }

    private static int Finish(RunResults results, FinishedRun run, string output, ToolConsole console, CancellationToken cancellationToken) =>
        Math.Max(results.Write(run, output, console, cancellationToken), run.Failures.Count == 0 ? ExitCode.Done : ExitCode.SomeFailed);

    private static int Stopped(ToolConsole console, LabelSummary summary, StopSignals stop)
    {
        console.Error($"stopped after {Quantity.Of(summary.Pictures, "picture")}; the same command goes on from there.");
        return stop.ExitCode;
    }

    private static int TooManyFailures(ToolConsole console, LabelSummary summary, string output)
    {
        console.Error(
            $"{summary.Failed} of {Quantity.Of(summary.Pictures, "picture")} failed, more than --max-failures allows; see the journal in {output}, " +
            "and go on with a higher --max-failures, or with --retry-failed when they are mended.");
        return ExitCode.SomeFailed;
    }

    private static int ShardDone(ToolConsole console, LabelSummary summary, Shard shard, string output)
    {
        console.Done(
            $"shard {shard}: {Quantity.Of(summary.Pictures, "picture")}, {summary.Failed} failed; " +
            $"when all shards are done: clip-surgery merge {output}");
        return summary.Failed == 0 ? ExitCode.Done : ExitCode.SomeFailed;
    }

    private Shard ReadShard(ParseResult parse, ToolConsole console)
    {
        if (parse.GetValue(_shard) is { } text)
        {
            return Shard.Parse(text);
        }

        if (ShardEnvironment.Detect(Environment.GetEnvironmentVariable) is not { } detected)
        {
            return Shard.Whole;
        }

        console.Note($"shard {detected.Shard}, as {detected.Source} says.");
        return detected.Shard;
    }

    private string ReadOutput(ParseResult parse)
    {
        string output = parse.GetRequiredValue(_output);
        return Path.GetFullPath(output) == Path.GetFullPath(_pictures.Folder(parse))
            ? throw new UsageException($"--output {output} is the folder of the pictures; give another one for the results.")
            : output;
    }

    private int? ReadMaxFailures(ParseResult parse) => parse.GetValue(_maxFailures) is < 0 and int allowed
        ? throw new UsageException($"--max-failures {allowed} is below 0; give how many pictures may fail.")
        : parse.GetValue(_maxFailures);

    private int ReadWorkers(ParseResult parse, ToolConsole console, SamModel sam)
    {
        int workers = parse.GetRequiredValue(_workers);
        return workers switch
        {
            < 0 => throw new UsageException(
                $"--workers {workers} is below 0; give the number of pictures at once, or 0 for as many as there are cores."),
            0 => AsManyAsFit(console, sam),
            _ => workers,
        };
    }

    private static int AsManyAsFit(ToolConsole console, SamModel sam)
    {
        long memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        int workers = PicturesAtOnce.ThatFit(sam.InputSize, memory, Environment.ProcessorCount);
        if (workers < Environment.ProcessorCount)
        {
            console.Note($"{Quantity.Of(workers, "picture")} at once, for {memory >> 30} GB of memory; --workers takes another number.");
        }

        return workers;
    }
}
