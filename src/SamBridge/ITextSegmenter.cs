namespace ClipSurgery;

/// <summary>
/// Text in, masks out: by CLIP and any SAM model (<see cref="TextSegmenter"/>), or by a model that reads texts itself (<see
/// cref="Sam3TextSegmenter"/>). Every method may be called by several threads at once.
/// </summary>
public interface ITextSegmenter
{
    /// <summary>What <see cref="SegmentOptions.Presence"/> is where it is not given, 0 to 1.</summary>
    double DefaultPresence { get; }

    /// <summary>Segments a picture, each text being its own label.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="texts">What to look for, without duplicates.</param>
    /// <param name="options">Presence, instances.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    /// <exception cref="ArgumentException">
    /// There is no text, one is blank, or one comes twice (to the model "Cat" is "cat").
    /// </exception>
    LabelledImage Segment(
        RgbImage image, IReadOnlyList<string> texts, SegmentOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Segments a picture by labels of several texts each, as <see cref="Segment"/> does by texts.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="labels">What to look for: no name and no text twice. One without a text is what a person points at.</param>
    /// <param name="options">Presence, instances.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    /// <exception cref="ArgumentException">
    /// There is no label, one has neither a text nor a prompt, a name or a text comes twice, a text is blank, or a prompt lies outside
    /// the picture or its box.
    /// </exception>
    LabelledImage SegmentLabels(
        RgbImage image, IReadOnlyList<TextLabel> labels, SegmentOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Encodes a picture that is asked more than once: by other texts, by points and boxes. The caller disposes the result.</summary>
    /// <param name="image">The picture; its pixels must not change while the result lives.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    IEncodedPicture Encode(RgbImage image, CancellationToken cancellationToken = default);
}
