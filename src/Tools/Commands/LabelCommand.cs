using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary><c>label</c>: a folder of pictures and a label set to a data set, in a way that can be ended at any time.</summary>
internal sealed class LabelCommand
{
    private readonly LabelPictureOptions _pictures = new();
    private readonly LabelOptions _labels = new();
    private readonly InstanceOptions _instances = new();
    private readonly TilesOption _tiles = new();
    private readonly AdaptationOption _adapt = new();
    private readonly CalibrationOption _calibration = new();
    private readonly ExistingOption _existing = new();
    private readonly ResultOptions _results = new();
    private readonly RunOptions _run = new();
    private readonly LimitOption _limits = new();

    /// <summary>One thread an inference: the workers share the cores better than inferences do.</summary>
    private readonly ModelOptions _models = new(threads: 1);

    public Command Create(ToolConsole console)
    {
        Command command = new("label", Help.Text(
            "Label a folder of pictures: COCO and other formats; goes on where it was stopped.",
            "clip-surgery label photos --text cat --text dog --output labels",
            "clip-surgery label photos --labels labels.yaml --target ultralytics --output labels",
            "clip-surgery label photos --labels labels.yaml --existing merge --existing-labels manual.json",
            "clip-surgery label photos --labels labels.yaml --calibration calibration.json",
            "clip-surgery label aerial --labels labels.yaml --tiles auto --max-pixels 200000000",
            "clip-surgery label photos --labels labels.yaml --shard 0/4 --output labels"));
        _pictures.AddTo(command);
        _labels.AddTo(command);
        _run.AddOutputTo(command);
        _instances.AddTo(command);
        _tiles.AddTo(command);
        _adapt.AddTo(command);
        _calibration.AddTo(command);
        _existing.AddTo(command);
        _results.AddTo(command);
        _run.AddTo(command);
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
        _tiles.Check(parse, options, labels.Classes);
        Calibration? calibration = _calibration.Read(parse, options);
        RunResults results = _results.Read(parse);
        string folder = _pictures.Folder(parse);
        string output = _run.ReadOutput(parse, folder);
        Shard shard = _run.ReadShard(parse, console);
        ExistingLabels? existing = _existing.Read(parse, labels);
        string? tried = _run.ReadTried(parse);

        // The process that asks has read the list, which may have come by standard input.
        PictureListing pictures =
            tried is null ? _pictures.Read(parse, console, output, stop.Token) : new PictureListing([tried], []);
        IReadOnlyList<LabelClass> classes = existing?.Classes ?? labels.Classes;
        IReadOnlyList<string> problems = tried is null ? results.Problems(classes, pictures.FileNames, output) : [];
        if (problems.Count > 0)
        {
            return RunEnding.Refuse(console, problems);
        }

        foreach (string note in existing?.Notes(pictures) ?? [])
        {
            console.Note(note);
        }

        string[] prompts = [.. labels.Classes.Where(label => !label.IsByExamplesAlone).SelectMany(label => label.Prompts)];

        // How many pictures are in hand is --workers here, so --threads means what it says.
        LoadedSegmenter models = _adapt.Apply(
            _adapt.Read(parse), console, _models.LoadSegmenter(parse, console, prompts, pictures: 1), labels.Classes, stop.Token);
        using LoadedSegmenter loaded = CalibrationOption.Apply(calibration, console, _tiles.Apply(parse, models), labels.Classes);
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
            return RunEnding.Survive(() => labeller.Label(tried, stop.Token));
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
            Workers = _run.ReadWorkers(parse, console, loaded.Sam),
            MaxFailures = _run.ReadMaxFailures(parse),
            RetryFailed = _run.RetriesFailed(parse),
            Survives = _run.Survives,
        };
        LabelSummary summary = new LabelProgressView(console).Show(progress => LabelRun.Run(job, progress, stop.Token));
        return new RunEnding(console, results, output, stop).Tell(summary, shard, labeller.Notes);
    }
}
