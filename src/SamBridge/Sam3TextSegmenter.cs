namespace ClipSurgery;

/// <summary>
/// Text in, masks out, by SAM 3 alone: it reads the texts itself and gives every instance with a score, which is the instance's
/// presence too. CLIP is not asked: <see cref="SegmentOptions.Context"/>, <see cref="SegmentOptions.PointThreshold"/> and <see
/// cref="SegmentOptions.KeepCandidates"/> mean nothing where there is a text. Points and boxes are for labels without a text.
/// </summary>
/// <remarks>
/// The picture is encoded once, and once for the model's life each text. The language encoder is loaded while there are new texts
/// and let go again, so give all texts at once. A text that was encoded takes about 160 kB.
/// </remarks>
public sealed class Sam3TextSegmenter : ITextSegmenter
{
    internal const double Confidence = 0.5;

    private readonly SamModel _sam;

    /// <param name="sam">A SAM 3; the caller disposes it.</param>
    /// <exception cref="ClipSurgeryException">It is another model, which reads no text.</exception>
    public Sam3TextSegmenter(SamModel sam)
    {
        ArgumentNullException.ThrowIfNull(sam);
        _sam = sam.CanReadText ? sam : throw new ClipSurgeryException(
            $"A model of the layout {sam.Layout} reads no text; expected one of SAM 3. Give a CLIP model beside it.");
    }

    /// <summary>From this score on SAM 3 takes a mask for one (<c>Sam3Processor.confidence_threshold</c>).</summary>
    /// <remarks>The usual exports leave out what is below it themselves: a lower presence brings no more masks then.</remarks>
    public double DefaultPresence => Confidence;

    /// <inheritdoc/>
    public LabelledImage Segment(
        RgbImage image, IReadOnlyList<string> texts, SegmentOptions? options = null, CancellationToken cancellationToken = default) =>
        SegmentLabels(image, TextLabel.Each(texts), options, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// There is neither a label nor a prompt, or both, a label has no text, or a prompt lies outside the picture.
    /// </exception>
    public LabelledImage SegmentLabels(
        RgbImage image, IReadOnlyList<TextLabel> labels, SegmentOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check(labels, options ??= new SegmentOptions());
        using IEncodedPicture encoded = Encode(image, cancellationToken);
        return encoded.SegmentLabels(labels, options, cancellationToken);
    }

    /// <inheritdoc/>
    public IEncodedPicture Encode(RgbImage image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new Sam3EncodedPicture(_sam, _sam.Encode(image, cancellationToken), DefaultPresence);
    }

    /// <exception cref="ArgumentException">The labels are none, or texts and prompts are mixed.</exception>
    internal static void Check(IReadOnlyList<TextLabel> labels, SegmentOptions options)
    {
        TextLabel.Check(labels, options);
        if (labels.Any(label => label.Texts.Count > 0) && labels.Any(label => label.HasPrompts))
        {
            throw new ArgumentException(
                "SAM 3 looks for a text in the whole picture: give texts, or points and boxes, but not both.", nameof(labels));
        }
    }
}
