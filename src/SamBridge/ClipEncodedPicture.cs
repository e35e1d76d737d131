namespace ClipSurgery;

/// <summary>
/// A picture for <see cref="TextSegmenter"/>: SAM's embedding and CLIP's two views, each made when it is first asked for.
/// </summary>
internal sealed class ClipEncodedPicture(
    ClipModel clip, SamModel sam, RgbImage image, Adaptation? adaptation, EvidenceSettings evidence, InstanceFinderSettings settings)
    : IEncodedPicture
{
    private readonly Lock _encoding = new();
    private PictureViews? _views;
    private SamImage? _sam;

    public int Width => image.Width;

    public int Height => image.Height;

    public long Bytes => (_sam?.Bytes ?? 0) + (_views is { } views ? sizeof(float) * (long)(views.Fine.All.Length + views.Coarse.All.Length) : 0);

    public bool HasMaps => true;

    /// <summary>The picture in its pixels.</summary>
    public RgbImage Image => image;

    public void PrepareForTexts(CancellationToken cancellationToken = default) => Views(cancellationToken);

    /// <summary>The picture as CLIP sees it, encoded when it is first asked for.</summary>
    public PictureViews Views(CancellationToken cancellationToken)
    {
        lock (_encoding)
        {
            return _views ??= new PictureViews(clip, image, cancellationToken);
        }
    }

    /// <summary>The picture as SAM sees it. Where CLIP finds nothing to ask about it is never encoded.</summary>
    public SamImage Sam(CancellationToken cancellationToken)
    {
        lock (_encoding)
        {
            return _sam ??= sam.Encode(image, cancellationToken);
        }
    }

    public LabelledImage SegmentLabels(
        IReadOnlyList<TextLabel> labels, SegmentOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new SegmentOptions();
        TextLabel.Check(labels, options);
        return labels.All(label => label.Texts.Count == 0)
            ? HandPrompts.Segment(Sam(cancellationToken), labels, options, cancellationToken)
            : new PictureSegmentation(clip, this, labels, options, adaptation, evidence, settings).Run(cancellationToken);
    }

    public IReadOnlyList<MaskCandidate> Predict(MaskPrompt prompt, CancellationToken cancellationToken = default) =>
        Sam(cancellationToken).Predict(prompt, cancellationToken);

    public float[] LogitsOf(Mask mask) => Sam(CancellationToken.None).LogitsOf(mask);

    public SimilarityMap Map(string text, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        return new TextEvidence(
            clip, Views(cancellationToken), [text], [], TextGroups.None, [adaptation?.Find(text)], evidence, cancellationToken).Map(0);
    }

    public void Dispose()
    {
        _sam?.Dispose();
        _views?.Dispose();
    }
}
