using System.Globalization;

namespace ClipSurgery;

/// <summary>How unsure a run is of its pictures.</summary>
internal sealed class RunUncertainty
{
    /// <summary>Of a picture in which nothing was found: it may have nothing, or what it has was missed.</summary>
    public const double NothingFound = 0.5;

    private readonly double _gate;

    /// <param name="provenance">What the run wrote down of itself.</param>
    public RunUncertainty(IReadOnlyDictionary<string, string> provenance) =>
        _gate = double.TryParse(provenance.GetValueOrDefault("presence"), NumberStyles.Float, CultureInfo.InvariantCulture, out double gate)
            && gate is >= 0 and <= 1
            ? gate
            : SegmentOptions.DefaultPresence;

    /// <summary>That of the least sure instance which no person made or changed; 0 where people made all of them.</summary>
    public double Of(IReadOnlyList<CocoAnnotation> annotations) => annotations.Count == 0
        ? NothingFound
        : annotations.Where(annotation => annotation.Source is null or LabelSource.Auto).Select(Of).DefaultIfEmpty(0).Max();

    /// <summary>
    /// 1 where it could as well be wrong as right: at a probability of one half, or without a calibration at the gate that it just
    /// passed; 0 where it is certain.
    /// </summary>
    private double Of(CocoAnnotation annotation) => ScoreParts.OfNames(annotation.ScoreParts) switch
    {
        { Probability: { } probability } => Closeness(probability, 0.5),
        { Presence: { } presence } => Closeness(presence, _gate),
        _ => annotation.Score is { } score ? Closeness(score, 0.5) : 0,
    };

    private static double Closeness(double value, double middle) =>
        1 - Math.Min(1, Math.Abs(value - middle) / Math.Max(middle, 1 - middle));
}
