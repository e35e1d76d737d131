namespace ClipSurgery;

/// <summary>
/// Text in, masks out: CLIP Surgery maps become prompts, the prompts ask a SAM model, and of what that offers the masks are kept
/// that explain the map and turn out, on a second look, to show what was asked for. Holds no state of its own: may be used by
/// several threads at once.
/// </summary>
public sealed class TextSegmenter
{
    private const string UnnamedObject = "object";

    private readonly ClipModel _clip;
    private readonly SamModel _sam;
    private readonly InstanceFinderSettings _settings;

    /// <param name="clip">The CLIP model; the caller disposes it.</param>
    /// <param name="sam">The SAM model; the caller disposes it.</param>
    public TextSegmenter(ClipModel clip, SamModel sam)
        : this(clip, sam, new InstanceFinderSettings())
    {
    }

    internal TextSegmenter(ClipModel clip, SamModel sam, InstanceFinderSettings settings)
    {
        _clip = clip;
        _sam = sam;
        _settings = settings;
    }

    /// <summary>
    /// Segments a picture. SAM encodes it once, CLIP twice, whatever the number of texts; CLIP looks once more at each instance.
    /// </summary>
    /// <param name="image">The picture.</param>
    /// <param name="texts">What to look for, without duplicates. May be empty where the options hold a point or a box.</param>
    /// <param name="options">Presence, instances, prompts by hand.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    /// <exception cref="ArgumentException">
    /// There is neither a text nor a prompt, or a prompt lies outside the picture.
    /// </exception>
    public LabelledImage Segment(
        RgbImage image, IReadOnlyList<string> texts, SegmentOptions? options = null, CancellationToken cancellationToken = default) =>
        SegmentLabels(image, [.. texts.Select(text => new TextLabel(text))], options, cancellationToken);

    /// <summary>Segments a picture by labels of several texts each, as <see cref="Segment"/> does by texts.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="labels">What to look for: no name and no text twice.</param>
    /// <param name="options">Presence, instances, prompts by hand.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    /// <exception cref="ArgumentException">
    /// There is neither a label nor a prompt, a label has no text, or a prompt lies outside the picture.
    /// </exception>
    public LabelledImage SegmentLabels(
        RgbImage image, IReadOnlyList<TextLabel> labels, SegmentOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new SegmentOptions();
        if (labels.Count == 0 && !options.HasPromptByHand)
        {
            throw new ArgumentException("Nothing to segment: give a text, a point or a box.", nameof(labels));
        }

        if (labels.FirstOrDefault(label => label.Texts.Count == 0) is { } silent)
        {
            throw new ArgumentException($"The label {silent.Name} has no text.", nameof(labels));
        }

        using SamImage encoded = _sam.Encode(image, cancellationToken);
        if (labels.Count == 0)
        {
            Instance? byHand = OnePrompt.Segment(encoded, UnnamedObject, null, options, cancellationToken);
            return new LabelledImage(image.Width, image.Height, byHand is null ? [] : [byHand], [], []);
        }

        return new PictureSegmentation(_clip, encoded, image, labels, options, _settings).Run(cancellationToken);
    }
}
