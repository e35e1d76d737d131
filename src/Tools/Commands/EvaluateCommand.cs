using System.CommandLine;
using System.Text;
using Spectre.Console;

namespace ClipSurgery.Tools;

/// <summary><c>evaluate</c>: maps and masks against a ground truth, method by method.</summary>
internal sealed class EvaluateCommand
{
    private readonly Argument<string> _truth = new("ground-truth") { Description = "COCO file" };
    private readonly Option<string?> _images = new("--images") { Description = "Folder of its pictures [default: images/ beside the file, or its folder]" };
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

    private readonly ModelOptions _models = new();
    private readonly ContextOption _context = new("labels");
    private readonly InstanceOptions _instances = new();

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
        EvaluationSet set = new(CocoReader.Read(truthPath));
        string images = FindImages(parse, truthPath);
        string output = parse.GetRequiredValue(_output);
        if (set.MergedCategories > 0)
        {
            console.Note($"categories that repeat the name of another: {set.MergedCategories}; they are evaluated together with it.");
        }

        List<string> leftOut = [];
        EvaluationPicture[] pictures = FindPictures(set, images, leftOut);
        Dictionary<string, string> run = DescribeRun(parse, truthPath, set, options);
        Dictionary<string, MethodScores> scores = [];
        foreach (MapMethod method in methods)
        {
            scores[method.Name] = Evaluate(console, parse, method, set, pictures, images, output, options, run, leftOut, cancellationToken);
        }

        EvaluationReport report = new(run, leftOut);
        AtomicFile.WriteAllBytes(Path.Combine(output, "report.json"), report.ToJson(scores));
        AtomicFile.WriteAllBytes(Path.Combine(output, "report.md"), Encoding.UTF8.GetBytes(report.ToMarkdown(scores)));
        console.People.Write(EvaluationReport.ToTable(scores));
        console.People.MarkupLine(Markup.Escape(
            $"{set.Pictures.Count - leftOut.Count} pictures, {set.Labels.Count} labels, {leftOut.Count} left out -> {Path.Combine(output, "report.md")}"));
        leftOut.ForEach(console.Error);
        return leftOut.Count == 0 ? ExitCode.Done : ExitCode.SomeFailed;
    }

    private MethodScores Evaluate(
        ToolConsole console,
        ParseResult parse,
        MapMethod method,
        EvaluationSet set,
        IReadOnlyList<EvaluationPicture> pictures,
        string images,
        string output,
        SegmentOptions options,
        IReadOnlyDictionary<string, string> run,
        List<string> leftOut,
        CancellationToken cancellationToken)
    {
        using ClipModel clip = _models.LoadClip(parse, console, [], method);
        using SamModel sam = _models.LoadSam(parse);
        PictureEvaluator evaluator = new(
            clip,
            new TextSegmenter(clip, sam),
            set.Labels,
            _context.Read(parse, method),
            options,
            parse.GetRequiredValue(_queries),
            measuresAttention: method.Attention is AttentionVariant.Surgery or AttentionVariant.SinglePath);
        Dictionary<string, string> whole = new(run)
        {
            ["method"] = method.Name,
            ["context"] = _context.Describe(parse, method),
            ["clip"] = $"{clip.Manifest.Name} {clip.Config.CheckpointSha256} {clip.Config.Attention} {clip.Config.Depth} " +
                $"{clip.Config.InputWidth}x{clip.Config.InputHeight}",
            ["sam"] = sam.Manifest is { } manifest
                ? $"{manifest.Name} {string.Join(" ", manifest.Files.Values.Select(file => file.Sha256))}"
                : _models.SamName(parse),
        };
        using EvaluationJournal journal = EvaluationJournal.Open(Path.Combine(output, "journal", $"{method.Name}.jsonl"), whole);
        EvaluationPicture[] open = [.. pictures.Where(picture => !journal.Done.ContainsKey(picture.Image.Id))];
        console.Progress(method.Name, open, picture => $"{method.Name} {picture.Image.FileName}", EvaluateOne, cancellationToken);
        PictureEvaluation[] done = [.. pictures.Where(picture => journal.Done.ContainsKey(picture.Image.Id)).Select(picture => journal.Done[picture.Image.Id])];
        WorstCases.Write(Path.Combine(output, "worst", method.Name), set, done, image => Read(images, image), cancellationToken);
        return MethodScores.Of(set, done);

        void EvaluateOne(EvaluationPicture picture)
        {
            try
            {
                journal.Add(evaluator.Evaluate(Read(images, picture.Image), picture, cancellationToken));
            }
            catch (ClipSurgeryException error) when (!leftOut.Contains(error.Message))
            {
                leftOut.Add(error.Message);
            }
            catch (ClipSurgeryException)
            {
                // The picture is as unreadable for this method as it was for the one before.
            }
        }
    }

    private string FindImages(ParseResult parse, string truthPath)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(truthPath))!;
        string images = parse.GetValue(_images)
            ?? (Directory.Exists(Path.Combine(folder, "images")) ? Path.Combine(folder, "images") : folder);
        return Directory.Exists(images) ? images : throw new UsageException($"--images {images}: no such folder; give the folder of the pictures.");
    }

    private static EvaluationPicture[] FindPictures(EvaluationSet set, string images, List<string> leftOut)
    {
        List<EvaluationPicture> found = [];
        foreach (EvaluationPicture picture in set.Pictures)
        {
            string path = Path.Combine(images, picture.Image.FileName);
            if (File.Exists(path))
            {
                found.Add(picture);
            }
            else
            {
                leftOut.Add($"{path}: no such picture; it was left out.");
            }
        }

        return found.Count > 0
            ? [.. found]
            : throw new UsageException(
                $"{images}: has none of the {set.Pictures.Count} pictures, such as {set.Pictures[0].Image.FileName}; give their folder with --images.");
    }

    private Dictionary<string, string> DescribeRun(ParseResult parse, string truthPath, EvaluationSet set, SegmentOptions options) => new()
    {
        ["version"] = typeof(ClipModel).Assembly.GetName().Version!.ToString(3),
        ["ground truth"] = $"{Path.GetFileName(truthPath)}, {set.Pictures.Count} pictures, {set.Labels.Count} labels",
        ["ground truth SHA-256"] = FileHash.Sha256(truthPath),
        ["queries"] = $"{parse.GetRequiredValue(_queries)}".ToLowerInvariant(),
        ["context"] = _context.Name(parse),
        ["presence"] = $"{options.Presence}",
        ["not"] = string.Join(", ", options.Not),
        ["instances"] = $"{options.Instances}".ToLowerInvariant(),
        ["min-area"] = $"{options.MinimumArea}",
    };

    private static RgbImage Read(string folder, CocoImage image) => ImageFile.Read(Path.Combine(folder, image.FileName)).Image;
}
