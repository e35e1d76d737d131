namespace ClipSurgery;

/// <summary>A picture for <see cref="TiledSegmenter"/>: encoded as a whole for points and boxes, and read in windows for texts.</summary>
internal sealed class TiledEncodedPicture(ITextSegmenter segmenter, IEncodedPicture whole, RgbImage image, Tiling tiling) : IEncodedPicture
{
    public int Width => whole.Width;

    public int Height => whole.Height;

    public long Bytes => whole.Bytes;

    public bool HasMaps => whole.HasMaps;

    public void PrepareForTexts(CancellationToken cancellationToken = default) => whole.PrepareForTexts(cancellationToken);

    public LabelledImage SegmentLabels(
        IReadOnlyList<TextLabel> labels, SegmentOptions? options = null, CancellationToken cancellationToken = default) =>
        WindowSearch.Run(
            segmenter, image, tiling, labels, options, own => whole.SegmentLabels(labels, own, cancellationToken), cancellationToken);

    public IReadOnlyList<MaskCandidate> Predict(MaskPrompt prompt, CancellationToken cancellationToken = default) =>
        whole.Predict(prompt, cancellationToken);

    public float[] LogitsOf(Mask mask) => whole.LogitsOf(mask);

    public SimilarityMap Map(string text, CancellationToken cancellationToken = default) => whole.Map(text, cancellationToken);

    public void Dispose() => whole.Dispose();
}
