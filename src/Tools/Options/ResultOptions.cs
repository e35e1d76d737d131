using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>What is made of the results of a run: formats, presets, decisions.</summary>
internal sealed class ResultOptions
{
    private const int MostSimplify = 100;

    private readonly Option<string[]> _format = new("--format", "-f")
    {
        Description = $"Formats to write beside COCO: {string.Join(", ", DatasetExport.Formats)}",
    };

    private readonly Option<string[]> _target = new("--target")
    {
        Description = $"Write what a tool takes best: {string.Join(", ", DatasetTarget.All.Select(target => target.Name))}",
    };

    private readonly Option<SegmentationFormat> _segmentation = new("--segmentation")
    {
        Description = "How masks are written to annotations.json; auto: polygons, RLE where a mask has a hole",
        DefaultValueFactory = _ => SegmentationFormat.Auto,
    };

    private readonly Option<double?> _simplify = new("--simplify")
    {
        Description = "How far a polygon's outline may lie from the mask's, in pixels; 0 keeps every pixel edge; " +
            "0.5 in yolo, labelme and cvat-polygon, else 0",
    };

    private readonly Option<string?> _split = new("--split")
    {
        Description = "Shares of train, val and test in yolo, coco, coco-polygon and voc, such as 80/10/10; by the hash of a picture's " +
            "name; folders named train, val or test are kept",
    };

    private readonly Option<bool> _copy = new("--copy")
    {
        Description = "Copy pictures into yolo, voc, fiftyone, coco and coco-polygon, instead of links or none",
    };

    private readonly DecisionsOption _decisions = new("what was rejected is left out");

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_format, _target, _segmentation, _simplify, _split, _copy])
        {
            command.Options.Add(option);
        }

        _decisions.AddTo(command);
    }

    /// <summary>Everything that was asked for; wrong names and decisions are told before any work is done.</summary>
    public RunResults Read(ParseResult parse) => new()
    {
        Formats = [.. Names(parse, _format).Select(Known)],
        Targets = [.. Names(parse, _target).Select(DatasetTarget.Find)],
        Export = new ExportOptions
        {
            Simplify = ReadSimplify(parse),
            Split = parse.GetValue(_split) is { } shares ? DatasetSplit.Parse(shares) : null,
            CopyPictures = parse.GetValue(_copy),
        },
        Segmentation = parse.GetRequiredValue(_segmentation),
        Decisions = _decisions.Read(parse),
    };

    private double? ReadSimplify(ParseResult parse) => parse.GetValue(_simplify) is { } pixels && !(pixels is >= 0 and <= MostSimplify)
        ? throw new UsageException($"--simplify {pixels}: expected pixels from 0, which keeps every pixel edge, to {MostSimplify}.")
        : parse.GetValue(_simplify);

    private static IEnumerable<string> Names(ParseResult parse, Option<string[]> option) =>
        (parse.GetValue(option) ?? [])
            .SelectMany(names => names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Distinct();

    private static string Known(string format) => DatasetExport.Formats.Contains(format)
        ? format
        : throw new UsageException($"--format {format}: no such format; expected {string.Join(", ", DatasetExport.Formats)}.");
}
