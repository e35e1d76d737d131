namespace ClipSurgery;

/// <summary>
/// A segmenter whose scores are probabilities that an instance is right (<see cref="ScoreParts.Probability"/>), and that keeps instances
/// by them. The segmenter inside is asked for everything that the calibration can judge.
/// </summary>
/// <remarks>
/// A <see cref="SegmentOptions.Presence"/> that is given, or a label's own, is the probability from which instances are kept then, in
/// place of the calibration's thresholds. What a person points at is kept as it is.
/// </remarks>
public sealed class CalibratedSegmenter : ITextSegmenter
{
    private readonly ITextSegmenter _inner;
    private readonly Calibration _calibration;

    /// <param name="inner">The models.</param>
    /// <param name="calibration">Made with these models and labels: see <see cref="Calibration.Check"/>.</param>
    public CalibratedSegmenter(ITextSegmenter inner, Calibration calibration)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(calibration);
        _inner = inner;
        _calibration = calibration;
    }

    /// <summary>The threshold of classes that have none of their own.</summary>
    public double DefaultPresence => _calibration.Threshold;

    /// <inheritdoc/>
    public LabelledImage Segment(
        RgbImage image, IReadOnlyList<string> texts, SegmentOptions? options = null, CancellationToken cancellationToken = default) =>
        SegmentLabels(image, TextLabel.Each(texts), options, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// As there, or <see cref="SegmentOptions.Instances"/> is not <see cref="InstanceMode.Auto"/>: calibrations are made of instances.
    /// </exception>
    public LabelledImage SegmentLabels(
        RgbImage image, IReadOnlyList<TextLabel> labels, SegmentOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        CalibratedQuestion question = new(_calibration, labels, options ?? new SegmentOptions());
        return question.Judge(_inner.SegmentLabels(image, question.Labels, question.Options, cancellationToken));
    }

    /// <inheritdoc/>
    public IEncodedPicture Encode(RgbImage image, CancellationToken cancellationToken = default) =>
        new CalibratedEncodedPicture(_inner.Encode(image, cancellationToken), _calibration);
}
