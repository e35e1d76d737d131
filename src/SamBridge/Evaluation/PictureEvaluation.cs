using System.Text.Json.Serialization;

namespace ClipSurgery;

/// <summary>Where Text2Points puts points for a label that is present.</summary>
/// <param name="Positive">Number of positive points.</param>
/// <param name="PositiveInside">Those of them on an object.</param>
/// <param name="Negative">Number of negative points.</param>
/// <param name="NegativeOutside">Those of them on none.</param>
public sealed record PointCounts(int Positive, int PositiveInside, int Negative, int NegativeOutside);

/// <summary>Share of the attention that foreground patches pay to foreground, block by block, for one present label.</summary>
/// <param name="Raw">Of the model's own attention, one value a block; see <see cref="SelectionRatio"/>.</param>
/// <param name="Consistent">Of the consistent attention.</param>
public sealed record AttentionShares(IReadOnlyList<double> Raw, IReadOnlyList<double> Consistent);

/// <summary>A mask that was found.</summary>
/// <param name="Label">Its label.</param>
/// <param name="Score">Its score.</param>
/// <param name="Counts">Its run lengths, COCO's compressed string.</param>
public sealed record FoundMask(string Label, double Score, string Counts);

/// <summary>
/// Everything that an evaluation needs to know of one picture and one method: plain data, so that it can be kept in a file and a
/// long evaluation can go on where it stopped.
/// </summary>
public sealed record PictureEvaluation
{
    /// <summary>The picture.</summary>
    public required long ImageId { get; init; }

    /// <summary>
    /// How long it took to make the maps of all labels, in seconds; null where that was not measured. It is the only value that differs from
    /// run to run, and is not written with the others.
    /// </summary>
    [JsonIgnore]
    public double? MapSeconds { get; init; }

    /// <summary>Present labels as explanations, in the order of the label set.</summary>
    public required IReadOnlyList<ExplanationPair> Explanations { get; init; }

    /// <summary>Points of the present labels.</summary>
    public required IReadOnlyList<PointCounts> Points { get; init; }

    /// <summary>Attention of the present labels; empty where it was not measured.</summary>
    public required IReadOnlyList<AttentionShares> Attention { get; init; }

    /// <summary>Pixels by label where the highest label wins.</summary>
    public required IReadOnlyList<SemanticCount> Semantic { get; init; }

    /// <summary>The same with a background: where no label is likely.</summary>
    public required IReadOnlyList<SemanticCount> SemanticWithBackground { get; init; }

    /// <summary>Each label's softmax probability from the class token.</summary>
    public required IReadOnlyList<float> Recognition { get; init; }

    /// <summary>Each label's score from the class token with redundant features removed; empty for a single label.</summary>
    public required IReadOnlyList<float> RecognitionSurgery { get; init; }

    /// <summary>The masks beside the ground truth.</summary>
    public required PictureMasks Masks { get; init; }

    /// <summary>The masks themselves.</summary>
    public required IReadOnlyList<FoundMask> Found { get; init; }
}
