namespace ClipSurgery;

/// <summary>
/// A picture that is encoded once and asked any number of times: by texts, and by points and boxes. Every method may be called by several
/// threads at once; dispose it when none is running, and before its models.
/// </summary>
public interface IEncodedPicture : IDisposable
{
    /// <summary>Width of the picture in pixels.</summary>
    int Width { get; }

    /// <summary>Height of the picture in pixels.</summary>
    int Height { get; }

    /// <summary>
    /// About how much memory it holds in bytes, beside the picture's own pixels. It grows once, when the first text is looked for.
    /// </summary>
    long Bytes { get; }

    /// <summary>True where <see cref="Map"/> can be asked: where CLIP reads the texts.</summary>
    bool HasMaps { get; }

    /// <summary>Encodes now what the first text would wait for.</summary>
    /// <param name="cancellationToken">Ends a running inference.</param>
    void PrepareForTexts(CancellationToken cancellationToken = default);

    /// <summary>As <see cref="ITextSegmenter.SegmentLabels"/>.</summary>
    /// <param name="labels">What to look for: no name and no text twice. One without a text is what a person points at.</param>
    /// <param name="options">Presence, instances.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    /// <exception cref="ArgumentException">As there.</exception>
    LabelledImage SegmentLabels(
        IReadOnlyList<TextLabel> labels, SegmentOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="SamImage.Predict(MaskPrompt, CancellationToken)"/>.</summary>
    /// <param name="prompt">Points, a box, or both, in picture pixels.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    /// <exception cref="ArgumentException">The prompt is empty or lies outside the picture.</exception>
    IReadOnlyList<MaskCandidate> Predict(MaskPrompt prompt, CancellationToken cancellationToken = default);

    /// <summary>A mask as a prompt that refines it: see <see cref="SamImage.LogitsOf"/>.</summary>
    /// <param name="mask">A mask of the picture's size.</param>
    float[] LogitsOf(Mask mask);

    /// <summary>
    /// The probability, 0 to 1, that each patch shows a text and nothing else, in competition with common nouns alone
    /// (<see cref="ClipModel.EstimatePresence(RgbImage, IReadOnlyList{string}, CancellationToken)"/> is its highest value).
    /// </summary>
    /// <param name="text">The text; not blank.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    /// <exception cref="NotSupportedException"><see cref="HasMaps"/> is false.</exception>
    SimilarityMap Map(string text, CancellationToken cancellationToken = default);
}
