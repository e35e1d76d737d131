namespace ClipSurgery;

/// <summary>What an instance's score is made of; each part is in 0 to 1.</summary>
/// <param name="MapAgreement">IoU of the mask and the similarity map's region; null where there was no text.</param>
/// <param name="PredictedIou">The mask quality that the SAM model itself predicts.</param>
/// <param name="Stability">How little the mask changes when its threshold moves by ±1.</param>
public sealed record ScoreParts(double? MapAgreement, double PredictedIou, double Stability);

/// <summary>One object that was found.</summary>
public sealed record Instance
{
    /// <summary>The text it answers to.</summary>
    public required string Label { get; init; }

    /// <summary>Its mask, in the picture's upright pixels; never empty.</summary>
    public required Mask Mask { get; init; }

    /// <summary>0 to 1, higher is surer: the geometric mean of the map agreement and the predicted IoU, or the latter alone without a map.</summary>
    public required double Score { get; init; }

    /// <summary>What the score is made of.</summary>
    public required ScoreParts Parts { get; init; }

    /// <summary>The prompt that gave the mask.</summary>
    public required MaskPrompt Prompt { get; init; }

    /// <summary>All masks that the model offered, this one among them; empty unless <see cref="SegmentOptions.KeepCandidates"/>.</summary>
    public IReadOnlyList<ScoredMask> Candidates { get; init; } = [];
}

/// <summary>A mask that the model offered, with its scores.</summary>
/// <param name="Mask">The mask in the picture's pixels; may be empty.</param>
/// <param name="Parts">Its scores.</param>
/// <param name="IsChosen">True for the one that became the instance.</param>
public sealed record ScoredMask(Mask Mask, ScoreParts Parts, bool IsChosen);

/// <summary>A picture with what was found in it.</summary>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Instances">The instances, in the order of the texts.</param>
/// <param name="TruncatedTexts">Texts that were longer than the model's context and were cut.</param>
public sealed record LabelledImage(int Width, int Height, IReadOnlyList<Instance> Instances, IReadOnlyList<string> TruncatedTexts);
