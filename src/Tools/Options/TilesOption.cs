using System.CommandLine;
using System.Globalization;

namespace ClipSurgery.Tools;

/// <summary>Whether large pictures are looked at in windows.</summary>
internal sealed class TilesOption
{
    private const string Auto = "auto";

    private readonly Option<string?> _tiles = new("--tiles")
    {
        Description = "Look at large pictures in overlapping windows of so many pixels, where small objects are found; " +
            "auto: twice what the model sees at once, or less where --min-area asks for smaller objects, and only where a picture is longer than two windows",
    };

    public void AddTo(Command command) => command.Options.Add(_tiles);

    /// <summary>Whether windows are asked for.</summary>
    public bool IsGiven(ParseResult parse) => parse.GetValue(_tiles) is not null;

    /// <summary>Checks what can be checked before any model is loaded.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="options">Presence, instances.</param>
    /// <param name="classes">What a label file says of classes.</param>
    /// <exception cref="UsageException">The value is no side, or does not go with the options or the classes.</exception>
    public void Check(ParseResult parse, SegmentOptions options, IReadOnlyList<LabelClass> classes)
    {
        if (!IsGiven(parse))
        {
            return;
        }

        _ = Side(parse);
        if (options.Instances == InstanceMode.One)
        {
            throw new UsageException($"{_tiles.Name} finds instances in every window, and --instances one asks for one mask a text; leave out one of them.");
        }

        if (options.Presence == 0)
        {
            throw new UsageException($"{_tiles.Name} without presence gives a mask of every text in every window; leave out --no-presence, or give --presence above 0.");
        }

        if (classes.FirstOrDefault(label => label.Presence == 0) is { } certain)
        {
            throw new UsageException(
                $"{_tiles.Name} without presence gives a mask of every text in every window; give {PlainText.Short(certain.Name)} a presence above 0 in the label file.");
        }
    }

    /// <summary>How pictures are cut; null where that is not asked for.</summary>
    /// <exception cref="UsageException">A window is smaller than a patch of the model.</exception>
    public Tiling? Read(ParseResult parse, ClipModel? clip, SamModel? sam)
    {
        if (!IsGiven(parse))
        {
            return null;
        }

        try
        {
            return clip is not null ? Tiling.Of(clip.Config, Side(parse)) : Tiling.Of(sam!, Side(parse));
        }
        catch (ClipSurgeryException error)
        {
            throw new UsageException($"{_tiles.Name} {parse.GetValue(_tiles)}: {error.Message}");
        }
    }

    /// <summary>The models, looking at large pictures in windows where that is asked for.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="loaded">The models; disposed where they do not go with the windows.</param>
    public LoadedSegmenter Apply(ParseResult parse, LoadedSegmenter loaded)
    {
        try
        {
            return Read(parse, loaded.Clip, loaded.Sam) is { } tiling
                ? loaded with { Segmenter = new TiledSegmenter(loaded.Segmenter, tiling), Tiling = tiling }
                : loaded;
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    private int? Side(ParseResult parse)
    {
        string text = parse.GetValue(_tiles)!;
        return text == Auto ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int side) && side > 0 ? side
            : throw new UsageException($"{_tiles.Name} {PlainText.Short(text)} is no size; expected {Auto}, or the side of a window in pixels.");
    }
}
