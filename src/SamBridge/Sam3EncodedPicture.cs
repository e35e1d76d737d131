namespace ClipSurgery;

/// <summary>A picture for <see cref="Sam3TextSegmenter"/>.</summary>
internal sealed class Sam3EncodedPicture(SamModel model, SamImage sam, double defaultPresence) : IEncodedPicture
{
    public int Width => sam.Width;

    public int Height => sam.Height;

    public long Bytes => sam.Bytes;

    public bool HasMaps => false;

    public void PrepareForTexts(CancellationToken cancellationToken = default)
    {
    }

    public LabelledImage SegmentLabels(
        IReadOnlyList<TextLabel> labels, SegmentOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new SegmentOptions();
        Sam3TextSegmenter.Check(labels, options);
        return labels[0].Texts.Count == 0
            ? HandPrompts.Segment(sam, labels, options, cancellationToken)
            : new Sam3Segmentation(model, labels, options, defaultPresence).Run(sam, cancellationToken);
    }

    public IReadOnlyList<MaskCandidate> Predict(MaskPrompt prompt, CancellationToken cancellationToken = default) =>
        sam.Predict(prompt, cancellationToken);

    public float[] LogitsOf(Mask mask) => sam.LogitsOf(mask);

    public SimilarityMap Map(string text, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("SAM 3 gives masks for a text, and no map.");

    public void Dispose() => sam.Dispose();
}
