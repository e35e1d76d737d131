using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace ClipSurgery.Tools;

/// <summary><c>segment</c>: pictures and texts, or prompts by hand, to masks and a COCO file.</summary>
internal sealed class SegmentCommand
{
    private readonly TextOption _text = new();
    private readonly PictureOptions _pictures = new();
    private readonly ModelOptions _models = new(takesGradients: true);
    private readonly ContextOption _context = new();
    private readonly InstanceOptions _instances = new();
    private readonly TilesOption _tiles = new();
    private readonly ExampleOption _examples = new();
    private readonly AdaptationOption _adapt = new();
    private readonly CalibrationOption _calibration = new();

    /// <summary>Rows of what was not found that are shown.</summary>
    private const int ShownAbsent = 20;

    private readonly HandPromptOptions _byHand = new();
    private readonly Option<bool> _candidates = new("--candidates") { Description = "Also write every mask that the model offered" };
    private readonly Option<SegmentationFormat> _segmentation = new("--segmentation")
    {
        Description = "How masks are written to COCO; auto: polygons, RLE where a mask has a hole",
        DefaultValueFactory = _ => SegmentationFormat.Auto,
    };

    private readonly ThresholdOption _threshold = new();

    public Command Create(ToolConsole console)
    {
        Command command = new("segment", Help.Text(
            "Find what a text names, and write masks, overlays and a COCO file.",
            "clip-surgery segment photos/*.jpg --text cat --text dog --output out",
            "clip-surgery segment photo.jpg --text cat --not statue --presence 0.3 --json",
            "clip-surgery segment photo.jpg --text cat --negative-point 40,200",
            "clip-surgery segment photo.jpg --box 10,20,200,150",
            "clip-surgery segment photos/*.jpg --text \"cracked part\" --example ref.jpg:10,20,50,60",
            "clip-surgery segment photo.jpg --text cat --sam sam3-onnx"));
        _pictures.AddTo(command, withJson: true);
        _text.AddTo(command);
        _byHand.AddTo(command);
        _instances.AddTo(command);
        _tiles.AddTo(command);
        _examples.AddTo(command);
        _adapt.AddTo(command);
        _calibration.AddTo(command);
        _context.AddTo(command);
        foreach (Option option in (Option[])[_candidates, _segmentation])
        {
            command.Options.Add(option);
        }

        _threshold.AddTo(command);
        _models.AddTo(command, withSam: true);
        command.SetWork(console, (parse, cancellationToken) => Run(console, parse, cancellationToken));
        return command;
    }

    private int Run(ToolConsole console, ParseResult parse, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> texts = _text.Read(parse);
        bool byExamplesAlone = texts.Count == 0 && _examples.IsGiven(parse);
        texts = byExamplesAlone ? [HandPrompts.UnnamedObject] : texts;
        SegmentOptions options = ReadOptions(parse);
        InstanceOptions.RequireApart(options, texts);
        _tiles.Check(parse, options, []);
        Calibration? calibration = _calibration.Read(parse, options);
        IReadOnlyList<TextLabel> labels = ReadLabels(parse, texts, options);
        if (_tiles.IsGiven(parse) && labels.Any(label => label.HasPrompts))
        {
            throw new UsageException("--tiles is about texts, and points and boxes are asked about the whole picture; leave out one of them.");
        }

        IReadOnlyList<InputPicture> pictures = _pictures.ReadPictures(parse, texts);
        bool json = _pictures.WantsJson(parse);
        PictureLoop loop = new(console, _pictures.ReadLimits(parse), json);
        string output = _pictures.PrepareOutput(parse);
        EarlierResults earlier = EarlierResults.Read(output);
        pictures = earlier.Distinguish(pictures);
        IReadOnlyList<IReadOnlyList<LabelExample>> examples = _examples.Read(parse, _text);
        LabelClass[] classes =
        [
            .. labels.Select((label, i) => new LabelClass
            {
                Name = label.Name,
                Prompts = label.Texts,
                Examples = examples[i],
                IsByExamplesAlone = byExamplesAlone,
            }),
        ];
        LoadedSegmenter models = _adapt.Apply(
            _adapt.Read(parse), console, Load(parse, console, byExamplesAlone ? [] : texts, labels, pictures.Count), classes, cancellationToken);
        using LoadedSegmenter loaded = CalibrationOption.Apply(calibration, console, _tiles.Apply(parse, models), classes);
        SegmentResults results = new(output, [.. labels.Select(label => label.Name)], earlier);
        loaded.ReadTexts(console, byExamplesAlone ? [] : texts, cancellationToken);
        if (texts.Count > 0)
        {
            loaded.Prepare(console, options, cancellationToken);
        }

        try
        {
            loop.Run(
                pictures,
                _models.Workers(parse, pictures.Count),
                (picture, content) =>
                {
                    LabelledImage labelled = loaded.Segmenter.SegmentLabels(content.Image, labels, options, cancellationToken);
                    results.Write(picture, content.Image, labelled);
                    return (content.ExifOrientation, Labelled: labelled);
                },
                (picture, result) =>
                {
                    results.Add(picture, result.ExifOrientation, result.Labelled);
                    if (json)
                    {
                        JsonLine.Write(console.Data, line => WriteLine(line, picture, result.Labelled));
                    }
                },
                cancellationToken);
        }
        catch (OperationCanceledException) when (results.PictureCount > 0)
        {
            WriteCoco();
            throw;
        }

        WriteCoco();
        if (results.CountEarlier() is var (kept, replaced) && kept + replaced > 0)
        {
            console.Note($"{output} had results: {Quantity.Of(kept, "picture")} kept, {Quantity.Of(replaced, "picture")} replaced.");
        }

        ShowSummary(console, results, output, loop);
        return loop.ExitCode;

        void WriteCoco() => results.WriteCoco(parse.GetRequiredValue(_segmentation), Provenance(parse, loaded, options));
    }

    private LoadedSegmenter Load(
        ParseResult parse, ToolConsole console, IReadOnlyList<string> texts, IReadOnlyList<TextLabel> labels, int pictures)
    {
        Option[] clipOptions = [_context.Option, _threshold.Option, .. texts.Count > 0 ? [_candidates] : (Option[])[]];
        LoadedSegmenter loaded = _models.LoadSegmenter(parse, console, texts, pictures, clipOptions);
        if (loaded.Clip is null && texts.Count > 0 && labels.Any(label => label.HasPrompts))
        {
            loaded.Dispose();
            throw new UsageException(
                "SAM 3 looks for a text in the whole picture; leave out --text, or --point, --negative-point and --box, " +
                "or name a --clip model whose maps prompt SAM 3 by boxes.");
        }

        return loaded;
    }

    private Dictionary<string, string> Provenance(ParseResult parse, LoadedSegmenter loaded, SegmentOptions options)
    {
        Dictionary<string, string> provenance = RunProvenance.Of(loaded, _models.ReadMethod(parse), options);
        if (loaded.Clip is not null)
        {
            provenance["context"] = _context.Name(parse);
            provenance["threshold"] = $"{options.PointThreshold}";
        }

        return provenance;
    }

    private SegmentOptions ReadOptions(ParseResult parse)
    {
        MapMethod method = _models.ReadMethod(parse);
        SegmentOptions options = _instances.Apply(parse, new SegmentOptions
        {
            Context = _context.Read(parse, method),
            PointThreshold = _threshold.Read(parse),
            KeepCandidates = parse.GetValue(_candidates),
        });
        return method.Gradient is null || options.Instances == InstanceMode.One
            ? options
            : throw new UsageException(
                $"--method {method.Name} makes one map for each text, in which instances cannot be told apart; add --instances one.");
    }

    private IReadOnlyList<TextLabel> ReadLabels(ParseResult parse, IReadOnlyList<string> texts, SegmentOptions options)
    {
        IReadOnlyList<TextLabel> labels = _byHand.Read(parse, _text, texts);
        try
        {
            TextLabel.Check(labels, options);
            return labels;
        }
        catch (ArgumentException error)
        {
            throw new UsageException(error.Message);
        }
    }

    private static void WriteLine(Utf8JsonWriter json, InputPicture picture, LabelledImage labelled)
    {
        json.WriteString("file", picture.FileName);
        json.WriteNumber("width", labelled.Width);
        json.WriteNumber("height", labelled.Height);
        json.WriteStartArray("presence");
        foreach (LabelPresence presence in labelled.Presence)
        {
            json.WriteStartObject();
            json.WriteString("label", presence.Label);
            json.WriteNumber("probability", JsonLine.Round(presence.Probability));
            json.WriteBoolean("present", presence.IsPresent);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("instances");
        foreach (Instance instance in labelled.Instances)
        {
            json.WriteStartObject();
            json.WriteString("label", instance.Label);
            json.WriteNumber("score", JsonLine.Round(instance.Score));
            json.WriteStartArray("bbox");
            BoxXywh box = instance.Mask.Bounds;
            foreach (double value in (double[])[box.X, box.Y, box.Width, box.Height])
            {
                json.WriteNumberValue(value);
            }

            json.WriteEndArray();
            json.WriteNumber("area", instance.Mask.Area);
            json.WriteStartObject("segmentation");
            json.WriteStartArray("size");
            json.WriteNumberValue(labelled.Height);
            json.WriteNumberValue(labelled.Width);
            json.WriteEndArray();
            json.WriteString("counts", instance.Mask.ToCompressed());
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void ShowSummary(ToolConsole console, SegmentResults results, string output, PictureLoop loop)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("picture", "label", "presence", "score", "area", "box (x, y, w, h)");
        foreach (int column in (int[])[2, 3, 4])
        {
            table.Columns[column].RightAligned();
        }

        SegmentRow[] absent = [.. results.Rows.Where(row => row.Instance is null)];
        HashSet<SegmentRow> hidden = new(absent.Skip(ShownAbsent), ReferenceEqualityComparer.Instance);
        foreach (SegmentRow row in results.Rows.Where(row => !hidden.Contains(row)))
        {
            BoxXywh box = row.Instance?.Mask.Bounds ?? default;
            table.AddRow(
                Markup.Escape(PlainText.Short(row.Picture.FileName)),
                Markup.Escape(PlainText.Short(row.Label)),
                row.Presence is { } presence ? $"{presence:F2}" : "",
                row.Instance is { } instance ? $"{instance.Score:F2}" : "",
                $"{row.Instance?.Mask.Area}",
                row.Instance is null ? "not found" : $"{box.X}, {box.Y}, {box.Width}, {box.Height}");
        }

        console.People.Write(table);
        if (hidden.Count > 0)
        {
            console.Done($"and {hidden.Count} more not found.");
        }

        console.Done(
            $"{Quantity.Of(results.PictureCount, "picture")}, {Quantity.Of(results.InstanceCount, "instance")}, {loop.FailureCount} failed -> " +
            Path.Combine(output, SegmentResults.CocoFile));
    }
}
