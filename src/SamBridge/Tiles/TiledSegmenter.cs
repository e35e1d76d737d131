namespace ClipSurgery;

/// <summary>
/// A segmenter that looks at large pictures in overlapping windows, where small objects have enough pixels for the models, and at the
/// whole picture for what is larger than the overlap. Pictures that are not cut come out as those of the segmenter inside.
/// </summary>
/// <remarks>
/// Windows are read one after the other, so memory does not grow with their number. Labels that a person pointed at are looked for in the
/// whole picture. In a window nothing is guessed: most windows of a picture show nothing.
/// </remarks>
public sealed class TiledSegmenter : ITextSegmenter
{
    private readonly ITextSegmenter _inner;
    private readonly Tiling _tiling;

    /// <param name="inner">The models.</param>
    /// <param name="tiling">When pictures are cut, and how.</param>
    public TiledSegmenter(ITextSegmenter inner, Tiling tiling)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(tiling);
        _inner = inner;
        _tiling = tiling;
    }

    /// <inheritdoc/>
    public double DefaultPresence => _inner.DefaultPresence;

    /// <inheritdoc/>
    public LabelledImage Segment(
        RgbImage image, IReadOnlyList<string> texts, SegmentOptions? options = null, CancellationToken cancellationToken = default) =>
        SegmentLabels(image, TextLabel.Each(texts), options, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// As there, or the picture is cut and <see cref="SegmentOptions.Instances"/> is not <see cref="InstanceMode.Auto"/>.
    /// </exception>
    /// <exception cref="ClipSurgeryException">The picture is cut and an instance needs no presence.</exception>
    public LabelledImage SegmentLabels(
        RgbImage image, IReadOnlyList<TextLabel> labels, SegmentOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        return WindowSearch.Run(
            _inner, image, _tiling, labels, options, own => _inner.SegmentLabels(image, labels, own, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>Points, boxes and maps are about the whole picture; each question by texts reads all windows again.</remarks>
    public IEncodedPicture Encode(RgbImage image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new TiledEncodedPicture(_inner, _inner.Encode(image, cancellationToken), image, _tiling);
    }
}
