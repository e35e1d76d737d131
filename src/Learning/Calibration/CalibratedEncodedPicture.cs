namespace ClipSurgery;

/// <summary>A picture for <see cref="CalibratedSegmenter"/>.</summary>
internal sealed class CalibratedEncodedPicture(IEncodedPicture inner, Calibration calibration) : IEncodedPicture
{
    public int Width => inner.Width;

    public int Height => inner.Height;

    public long Bytes => inner.Bytes;

    public bool HasMaps => inner.HasMaps;

    public void PrepareForTexts(CancellationToken cancellationToken = default) => inner.PrepareForTexts(cancellationToken);

    public LabelledImage SegmentLabels(
        IReadOnlyList<TextLabel> labels, SegmentOptions? options = null, CancellationToken cancellationToken = default)
    {
        CalibratedQuestion question = new(calibration, labels, options ?? new SegmentOptions());
        return question.Judge(inner.SegmentLabels(question.Labels, question.Options, cancellationToken));
    }

    public IReadOnlyList<MaskCandidate> Predict(MaskPrompt prompt, CancellationToken cancellationToken = default) =>
        inner.Predict(prompt, cancellationToken);

    public float[] LogitsOf(Mask mask) => inner.LogitsOf(mask);

    public SimilarityMap Map(string text, CancellationToken cancellationToken = default) => inner.Map(text, cancellationToken);

    public void Dispose() => inner.Dispose();
}
