using System.CommandLine;
using System.Text.Json;

namespace ClipSurgery.Tools;

/// <summary><c>points</c>: the point prompts that a text gives, as JSON and drawn.</summary>
internal sealed class PointsCommand
{
    private readonly TextOption _text = new();
    private readonly PictureOptions _pictures = new();
    private readonly AdaptationOption _adapt = new();
    private readonly ModelOptions _models = new(takesGradients: true);
    private readonly ContextOption _context = new();
    private readonly ThresholdOption _threshold = new();

    public Command Create(ToolConsole console)
    {
        Command command = new("points", Help.Text(
            "Print the points that a text gives, one JSON line a picture ([x, y, 1 or 0]), and draw them into points/.",
            "clip-surgery points photo.jpg --text cat",
            "clip-surgery points photo.jpg --text cat --threshold 0.9 > points.jsonl"));
        _pictures.AddTo(command, withJson: false);
        _text.AddTo(command);
        _context.AddTo(command);
        _threshold.AddTo(command);
        _adapt.AddTo(command);
        _models.AddTo(command, withSam: false);
        command.SetWork(console, (parse, cancellationToken) => Run(console, parse, cancellationToken));
        return command;
    }

    private int Run(ToolConsole console, ParseResult parse, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> texts = _text.ReadRequired(parse);
        MapMethod method = _models.ReadMethod(parse);
        LabelContext context = _context.Read(parse, method);
        Adaptation? adaptation = _adapt.ReadForMaps(parse, method);
        float threshold = _threshold.Read(parse);
        IReadOnlyList<InputPicture> pictures = _pictures.ReadPictures(parse, texts);
        IReadOnlyList<string> slugs = ResultNames.Slugs(texts);
        PictureLoop loop = new(console, _pictures.ReadLimits(parse), writesJson: true);
        string output = _pictures.PrepareOutput(parse);
        using ClipModel clip = _models.LoadClip(parse, console, texts);
        adaptation?.RequireModel(clip.Config);
        LearnedClass?[] learned = [.. texts.Select(text => adaptation?.Find(text))];
        bool hasLearned = learned.Any(one => one is { Weight: > 0 });
        if (hasLearned)
        {
            ClipPreparation.Measure(clip, console, cancellationToken);
        }

        loop.Run(
            pictures,
            (picture, loaded) =>
            {
                (string Text, IReadOnlyList<PromptPoint> Points)[] found =
                [
                    .. Locate(loaded.Image).Select(map => (
                        map.Text,
                        TextToPoints.Plan(map.Values, map.GridWidth, map.GridHeight, loaded.Image.Width, loaded.Image.Height, threshold))),
                ];
                foreach (((_, IReadOnlyList<PromptPoint> points), string slug) in found.Zip(slugs))
                {
                    PngFile.WriteRgb(ResultNames.Png(output, "points", picture.Stem, slug), Overlay.Points(loaded.Image, points));
                }

                JsonLine.Write(console.Data, json => WriteLine(json, picture, loaded.Image, found));
            },
            cancellationToken);
        return loop.ExitCode;

        IReadOnlyList<SimilarityMap> Locate(RgbImage image) => hasLearned
            ? LearnedMaps.Locate(clip, image, texts, learned, context, cancellationToken)
            : clip.Locate(image, texts, context, console.InHand, cancellationToken);
    }

    private static void WriteLine(
        Utf8JsonWriter json, InputPicture picture, RgbImage image, IReadOnlyList<(string Text, IReadOnlyList<PromptPoint> Points)> found)
    {
        json.WriteString("file", picture.FileName);
        json.WriteNumber("width", image.Width);
        json.WriteNumber("height", image.Height);
        json.WriteStartObject("points");
        foreach ((string text, IReadOnlyList<PromptPoint> points) in found)
        {
            json.WriteStartArray(text);
            foreach (PromptPoint point in points)
            {
                json.WriteStartArray();
                json.WriteNumberValue(point.Point.X);
                json.WriteNumberValue(point.Point.Y);
                json.WriteNumberValue(point.IsPositive ? 1 : 0);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
