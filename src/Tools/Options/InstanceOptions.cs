using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>Which masks are kept: presence, instances, look-alikes, size.</summary>
internal sealed class InstanceOptions
{
    private readonly Option<double?> _presence = NumberOption.CreateOptional<double>(
        "--presence",
        "Probability from which an instance is kept, 0 to 1 " +
        $"[default: {SegmentOptions.DefaultPresence}; of SAM 3 by itself: {Sam3TextSegmenter.Confidence}]");

    private readonly Option<bool> _noPresence = new("--no-presence") { Description = "Keep masks of texts that are probably not in the picture" };

    private readonly Option<string[]> _not = new("--not")
    {
        Description = "A look-alike that the texts must beat, such as \"statue\"; may be given several times",
    };

    private readonly Option<InstanceMode> _instances = new("--instances")
    {
        Description = "auto: a mask an instance; one: the paper's single mask a text, of SAM 3 by itself the surest",
        DefaultValueFactory = _ => InstanceMode.Auto,
    };

    private readonly Option<double> _minimumArea =
        NumberOption.Create("--min-area", "Smallest instance, as a share of the picture, 0 to 1", 0.0);

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_presence, _noPresence, _not, _instances, _minimumArea])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The options with what was asked for.</summary>
    public SegmentOptions Apply(ParseResult parse, SegmentOptions options) => options with
    {
        Presence = ReadPresence(parse),
        Not = [.. (parse.GetValue(_not) ?? []).Select(text => text.Trim()).Where(text => text.Length > 0)],
        Instances = parse.GetRequiredValue(_instances),
        MinimumArea = Share(parse.GetRequiredValue(_minimumArea), _minimumArea, "a share of the picture"),
    };

    /// <exception cref="UsageException">A look-alike is also looked for.</exception>
    public static void RequireApart(SegmentOptions options, IEnumerable<string> texts)
    {
        if (options.Not.Intersect(texts, StringComparer.OrdinalIgnoreCase).FirstOrDefault() is { } both)
        {
            throw new UsageException($"--not {PlainText.Short(both)} is also looked for; leave it out in one of the two places.");
        }
    }

    /// <summary>The probability; null where the segmenter's own is to be taken.</summary>
    private double? ReadPresence(ParseResult parse)
    {
        double? presence = parse.GetValue(_presence);
        if (!parse.GetValue(_noPresence))
        {
            return presence is { } value ? Share(value, _presence, "a probability") : null;
        }

        return presence is null ? 0 : throw new UsageException("--presence and --no-presence are both given; expected one of them.");
    }

    private static double Share(double value, Option option, string what) =>
        value is >= 0 and <= 1 ? value : throw new UsageException($"{option.Name} {value} is not within 0 to 1; it is {what}.");
}
