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
        IReadOnlyList<TextLabel> labels, SegmentOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new SegmentOptions();
        return tiling.SideFor(Width, Height, options.MinimumArea) is not { } side || labels?.Any(label => label.HasPrompts) == true
            ? whole.SegmentLabels(labels!, options, cancellationToken)
            : new WindowSearch(segmenter, image, side, labels!, options).Run(
                wholeOptions => whole.SegmentLabels(labels!, wholeOptions, cancellationToken), cancellationToken);
    }

    public IReadOnlyList<MaskCandidate> Predict(MaskPrompt prompt, CancellationToken cancellationToken = default) =>
        whole.Predict(prompt, cancellationToken);

    public float[] LogitsOf(Mask mask) => whole.LogitsOf(mask);

    public SimilarityMap Map(string text, CancellationToken cancellationToken = default) => whole.Map(text, cancellationToken);

    public void Dispose() => whole.Dispose();
}
