using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary>From which share of a map's range a cell becomes a point.</summary>
internal sealed class ThresholdOption
{
    private readonly Option<float> _threshold = NumberOption.Create(
        "--threshold",
        "Share of a map's range from which a cell becomes a point, 0 to 1 (segment: with --instances one)",
        new SegmentOptions().PointThreshold);

    /// <summary>The option, for commands that cannot do without a CLIP model where it is given.</summary>
    public Option Option => _threshold;

    public void AddTo(Command command) => command.Options.Add(_threshold);

    public float Read(ParseResult parse)
    {
        float threshold = parse.GetRequiredValue(_threshold);
        return threshold is >= 0 and <= 1
            ? threshold
            : throw new UsageException($"--threshold {threshold} is not within 0 to 1; the paper takes 0.8.");
    }
}
