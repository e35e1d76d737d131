namespace ClipSurgery;

/// <summary>A picture for <see cref="TextSegmenter"/>: SAM's embedding, and CLIP's two views from the first text on.</summary>
internal sealed class ClipEncodedPicture(
    ClipModel clip, SamImage sam, RgbImage image, Adaptation? adaptation, EvidenceSettings evidence, InstanceFinderSettings settings)
    : IEncodedPicture
{
    private readonly Lock _encoding = new();
    private PictureViews? _views;

    public int Width => image.Width;

    public int Height => image.Height;

    public long Bytes => sam.Bytes + (_views is { } views ? sizeof(float) * (long)(views.Fine.All.Length + views.Coarse.All.Length) : 0);

    public bool HasMaps => true;

    /// <summary>The picture in its pixels.</summary>
    public RgbImage Image => image;

    /// <summary>The picture as SAM sees it.</summary>
    public SamImage Sam => sam;

    public void PrepareForTexts(CancellationToken cancellationToken = default) => Views(cancellationToken);

    /// <summary>The picture as CLIP sees it, encoded when it is first asked for.</summary>
    public PictureViews Views(CancellationToken cancellationToken)
    {
        lock (_encoding)
        {
            return _views ??= new PictureViews(clip, image, cancellationToken);
        }
    }

    public LabelledImage SegmentLabels(
        IReadOnlyList<TextLabel> labels, SegmentOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new SegmentOptions();
        TextLabel.Check(labels, options);
        return labels.All(label => label.Texts.Count == 0)
            ? HandPrompts.Segment(sam, labels, options, cancellationToken)
            : new PictureSegmentation(clip, this, labels, options, adaptation, evidence, settings).Run(cancellationToken);
    }

    public IReadOnlyList<MaskCandidate> Predict(MaskPrompt prompt, CancellationToken cancellationToken = default) =>
        sam.Predict(prompt, cancellationToken);

    public float[] LogitsOf(Mask mask) => sam.LogitsOf(mask);

    public SimilarityMap Map(string text, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        return new TextEvidence(
            clip, Views(cancellationToken), [text], [], TextGroups.None, [adaptation?.Find(text)], evidence, cancellationToken).Map(0);
    }

    public void Dispose()
    {
        sam.Dispose();
        _views?.Dispose();
    }
}
