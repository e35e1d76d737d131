namespace ClipSurgery;

/// <summary>
/// Text in, masks out: CLIP Surgery maps become prompts, the prompts ask a SAM model, and of what that offers the masks are kept
/// that explain the map and turn out, on a second look, to show what was asked for. Holds no state of its own: may be used by
/// several threads at once.
/// </summary>
public sealed class TextSegmenter : ITextSegmenter
{
    private readonly ClipModel _clip;
    private readonly SamModel _sam;
    private readonly Adaptation? _adaptation;
    private readonly EvidenceSettings _evidence;
    private readonly InstanceFinderSettings _settings;

    /// <param name="clip">The CLIP model; the caller disposes it.</param>
    /// <param name="sam">The SAM model; the caller disposes it.</param>
    /// <param name="adaptation">Classes that were learned from examples; labels of their names are looked for by these.</param>
    /// <exception cref="ClipSurgeryException">The classes were learned with another CLIP model.</exception>
    public TextSegmenter(ClipModel clip, SamModel sam, Adaptation? adaptation = null)
        : this(clip, sam, new EvidenceSettings(), new InstanceFinderSettings(), adaptation)
    {
    }

    internal TextSegmenter(
        ClipModel clip, SamModel sam, EvidenceSettings evidence, InstanceFinderSettings settings, Adaptation? adaptation = null)
    {
        adaptation?.RequireModel(clip.Config);
        _clip = clip;
        _sam = sam;
        _adaptation = adaptation;
        _evidence = evidence;
        _settings = settings;
    }

    /// <inheritdoc/>
    public double DefaultPresence => SegmentOptions.DefaultPresence;

    /// <inheritdoc/>
    /// <remarks>
    /// SAM encodes the picture once, or not at all where no text is there, CLIP twice, whatever the number of texts; CLIP looks once more at each instance. The first picture of
    /// a checkpoint waits until it is measured (<see cref="ClipModel.Prepare"/>). Where CLIP recognises nothing at all in a picture, as in
    /// a drawing of a style that it has never seen, it cannot tell what is absent: up to five labels get the mask that the paper's
    /// recipe gives them, with the low score that they have.
    /// </remarks>
    public LabelledImage Segment(
        RgbImage image, IReadOnlyList<string> texts, SegmentOptions? options = null, CancellationToken cancellationToken = default) =>
        SegmentLabels(image, TextLabel.Each(texts), options, cancellationToken);

    /// <inheritdoc/>
    public LabelledImage SegmentLabels(
        RgbImage image, IReadOnlyList<TextLabel> labels, SegmentOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        TextLabel.Check(labels, options ??= new SegmentOptions());
        using ClipEncodedPicture encoded = Open(image);
        return encoded.SegmentLabels(labels, options, cancellationToken);
    }

    /// <inheritdoc/>
    public IEncodedPicture Encode(RgbImage image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ClipEncodedPicture encoded = Open(image);
        encoded.Sam(cancellationToken);
        return encoded;
    }

    private ClipEncodedPicture Open(RgbImage image) => new(_clip, _sam, image, _adaptation, _evidence, _settings);
}
