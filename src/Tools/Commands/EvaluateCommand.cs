using System.CommandLine;
using System.Text;
using Spectre.Console;

namespace ClipSurgery.Tools;

/// <summary><c>evaluate</c>: maps and masks against a ground truth, method by method.</summary>
internal sealed class EvaluateCommand
{
    private readonly Argument<string> _truth = new("ground-truth") { Description = "COCO file" };
    private readonly Option<string?> _images = new("--images")
    {
        Description = "Folder of its pictures [default: images/ beside the file, or its folder]",
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "Folder for the report; a run that was stopped goes on there",
        DefaultValueFactory = _ => "evaluation",
    };

    private readonly Option<string?> _compare = new("--compare")
    {
        Description = $"Methods side by side, with commas between them: {string.Join(",", MapMethod.All.Select(method => method.Name))}",
    };

    private readonly Option<EvaluationQueries> _queries = new("--queries")
    {
        Description = "Labels that masks are asked for: all, or those present in the picture",
        DefaultValueFactory = _ => EvaluationQueries.All,
    };

    private readonly ModelOptions _models = new(takesGradients: true);
    private readonly ContextOption _context = new("labels");
    private readonly InstanceOptions _instances = new();
    private readonly AdaptationOption _adapt = new();
    private readonly CalibrationOption _calibration = new();

    public Command Create(ToolConsole console)
    {
        Command command = new("evaluate", Help.Text(
            "Measure maps and masks against a COCO file: explainability, semantic segmentation, recognition, instances.",
            "clip-surgery evaluate bench/data/emoji-dev/instances.json --output evaluation",
            "clip-surgery evaluate instances.json --images val2017 --compare surgery,maskclip,clip --queries present"));
        command.Arguments.Add(_truth);
        foreach (Option option in (Option[])[_images, _output, _compare, _queries])
        {
            command.Options.Add(option);
        }

        _instances.AddTo(command);
        _adapt.AddTo(command);
        _calibration.AddTo(command);
        _context.AddTo(command);
        _models.AddTo(command, withSam: true);
        command.SetWork(console, (parse, cancellationToken) => Run(console, parse, cancellationToken));
        return command;
    }

    private int Run(ToolConsole console, ParseResult parse, CancellationToken cancellationToken)
    {
        string truthPath = parse.GetRequiredValue(_truth);
        IReadOnlyList<MapMethod> methods = _models.ReadMethods(parse, _compare);
        SegmentOptions options = _instances.Apply(parse, new SegmentOptions());
        Calibration? calibration = _calibration.Read(parse, options);
        EvaluationSet set = new(CocoReader.Read(truthPath));
        string images = EvaluationPictures.FindFolder(truthPath, parse.GetValue(_images));
        string output = parse.GetRequiredValue(_output);
        if (set.MergedCategories > 0)
        {
            console.Note($"categories that repeat the name of another: {set.MergedCategories}; they are evaluated together with it.");
        }

        if (set.LeftOutBoxes > 0)
        {
            console.Note($"annotations with a box and no mask: {set.LeftOutBoxes}; they are left out.");
        }

        EvaluationPictures pictures = new(set, images);
        Dictionary<string, string> run = DescribeRun(parse, truthPath, set, options, calibration);
        Dictionary<string, MethodScores> scores = [];
        List<ComparedMethod> compared = [];
        MapTimes times = new(output);
        foreach (MapMethod method in methods)
        {
            IReadOnlyList<PictureEvaluation> done = Evaluate(console, parse, method, pictures, options, calibration, run, times, cancellationToken);
            times.Write();
            scores[method.Name] = MethodScores.Of(set, done);
            compared.Add(ComparedMethod.Of(method.Name, scores[method.Name], times.Median(method.Name)));
        }

        string page = Path.Combine(output, "report.md");
        EvaluationReport report = new(run, pictures.LeftOut);
        AtomicFile.WriteAllBytes(Path.Combine(output, "report.json"), report.ToJson(scores));
        AtomicFile.WriteAllBytes(page, Encoding.UTF8.GetBytes(report.ToMarkdown(scores)));
        if (compared.Count > 1)
        {
            MethodComparison comparison = new(compared, set.Labels.Count);
            AtomicFile.WriteAllBytes(Path.Combine(output, "comparison.json"), comparison.ToJson());
            AtomicFile.WriteAllBytes(Path.Combine(output, "comparison.md"), Encoding.UTF8.GetBytes(comparison.ToMarkdown()));
            AtomicFile.WriteAllBytes(Path.Combine(output, "comparison.svg"), Encoding.UTF8.GetBytes(comparison.ToSvg()));
        }

        console.People.Write(EvaluationReport.ToTable(scores));
        int leftOut = pictures.LeftOut.Count;
        console.People.MarkupLine(Markup.Escape(
            $"{Quantity.Of(set.Pictures.Count - leftOut, "picture")}, {Quantity.Of(set.Labels.Count, "label")}, {leftOut} left out -> {page}"));
        foreach (string reason in pictures.LeftOut)
        {
            console.Error(reason);
        }

        return leftOut == 0 ? ExitCode.Done : ExitCode.SomeFailed;
    }

    private PictureEvaluation[] Evaluate(
        ToolConsole console,
        ParseResult parse,
        MapMethod method,
        EvaluationPictures pictures,
        SegmentOptions options,
        Calibration? calibration,
        IReadOnlyDictionary<string, string> run,
        MapTimes times,
        CancellationToken cancellationToken)
    {
        // One map for each text cannot tell instances apart: its mask is the paper's.
        options = method.Gradient is null ? options : options with { Instances = InstanceMode.One };
        IReadOnlyList<LabelClass> classes = LabelSet.FromTexts(pictures.Set.Labels).Classes;
        LoadedSegmenter models = _adapt.Apply(_adapt.Read(parse), console, _models.LoadBoth(parse, console, method), classes, cancellationToken);
        using LoadedSegmenter loaded = CalibrationOption.Apply(calibration, console, models, classes);
        loaded.Prepare(console, options, cancellationToken);
        (ClipModel clip, SamModel sam) = (loaded.Clip!, loaded.Sam);
        PictureEvaluator evaluator = new(
            clip,
            loaded.Segmenter,
            pictures.Set.Labels,
            _context.Read(parse, method),
            options,
            parse.GetRequiredValue(_queries),
            measuresAttention: method.Gradient is null && method.Attention is AttentionVariant.Surgery or AttentionVariant.SinglePath);
        Dictionary<string, string> whole = new(run)
        {
            ["method"] = method.Gradient == GradientMethod.GScoreCam ? $"{method.Name}, {method.Channels} channels" : method.Name,
            ["instances"] = $"{options.Instances}".ToLowerInvariant(),
            ["context"] = _context.Describe(parse, method),
            ["clip"] = $"{clip.Manifest.Name} {clip.Config.CheckpointSha256} {clip.Config.Attention} {clip.Config.Depth} " +
                $"{clip.Config.InputWidth}x{clip.Config.InputHeight}",
            ["sam"] = $"{sam.Manifest?.Name ?? "unnamed"} {sam.Fingerprint}",
        };
        if (loaded.Adaptation is { } adaptation)
        {
            whole["adaptation"] = adaptation.Fingerprint;
        }

        string output = parse.GetRequiredValue(_output);
        using EvaluationJournal journal = EvaluationJournal.Open(Path.Combine(output, "journal", $"{method.Name}.jsonl"), whole);
        EvaluationPicture[] open = [.. pictures.Found.Where(picture => !journal.Done.ContainsKey(picture.Image.Id))];
        console.Progress(method.Name, open, picture => $"{method.Name} {picture.Image.FileName}", EvaluateOne);
        PictureEvaluation[] done =
            [.. pictures.Found.Select(picture => journal.Done.GetValueOrDefault(picture.Image.Id)).OfType<PictureEvaluation>()];
        WorstCases.Write(Path.Combine(output, "worst", method.Name), pictures, done, cancellationToken);
        return done;

        void EvaluateOne(EvaluationPicture picture)
        {
            try
            {
                PictureEvaluation evaluation = evaluator.Evaluate(pictures.Read(picture.Image), picture, cancellationToken);
                journal.Add(evaluation);
                times.Add(method.Name, picture.Image.Id, evaluation.MapSeconds!.Value);
            }
            catch (ClipSurgeryException error)
            {
                pictures.LeaveOut(error.Message);
            }
        }
    }

    private Dictionary<string, string> DescribeRun(
        ParseResult parse, string truthPath, EvaluationSet set, SegmentOptions options, Calibration? calibration)
    {
        string presence = calibration is null
            ? $"{options.Presence ?? SegmentOptions.DefaultPresence}"
            : $"{(options.Presence is { } given ? $"{given}, " : "")}calibrated by {calibration.FileHash}";
        return new()
        {
            ["version"] = typeof(ClipModel).Assembly.GetName().Version!.ToString(3),
            ["ground truth"] = $"{Path.GetFileName(truthPath)}, {set.Pictures.Count} pictures, {set.Labels.Count} labels",
            ["ground truth SHA-256"] = FileHash.Sha256(truthPath),
            ["queries"] = $"{parse.GetRequiredValue(_queries)}".ToLowerInvariant(),
            ["context"] = _context.Name(parse),
            ["presence"] = presence,
            ["not"] = string.Join(", ", options.Not),
            ["instances"] = $"{options.Instances}".ToLowerInvariant(),
            ["min-area"] = $"{options.MinimumArea}",
        };
    }
}
