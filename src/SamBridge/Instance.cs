namespace ClipSurgery;

/// <summary>What an instance's score is made of; each part is in 0 to 1.</summary>
/// <param name="Presence">
/// How surely a mask of the label is there: the geometric mean of how surely it shows the label and of the predicted IoU. The former
/// is that of the label's probability on the map, inside the mask, and in a second look at the mask alone. Of SAM 3 its own score.
/// Null where it was not asked for (<see cref="SegmentOptions.Presence"/> is 0, or there is no text).
/// </param>
/// <param name="MapAgreement">IoU of the mask and the map's nearest region; null where there was no text.</param>
/// <param name="PredictedIou">The mask quality that the SAM model itself predicts; null where SAM 3 answers to a text.</param>
/// <param name="Stability">How little the mask changes when its threshold moves by ±1; null where SAM 3 answers to a text.</param>
public sealed record ScoreParts(double? Presence, double? MapAgreement, double? PredictedIou, double? Stability)
{
    /// <summary>The parts of a candidate; a model's own prediction may lie outside 0 to 1, and is cut.</summary>
    internal static ScoreParts Of(MaskCandidate candidate, double? presence = null, double? mapAgreement = null) =>
        new(presence, mapAgreement, Math.Clamp(candidate.PredictedIou, 0, 1), candidate.Stability);

    /// <summary>
    /// Probability, 0 to 1, that the instance is right, which a calibration makes of the other parts; null without one.
    /// </summary>
    public double? Probability { get; init; }

    /// <summary>The parts that <see cref="ByName"/> wrote; null where none of them is there: it is another program's score.</summary>
    internal static ScoreParts? OfNames(IReadOnlyDictionary<string, double> parts)
    {
        ScoreParts known = new(Part("presence"), Part("map_agreement"), Part("predicted_iou"), Part("stability"))
        {
            Probability = Part("probability"),
        };
        return known == new ScoreParts(null, null, null, null) ? null : known;

        double? Part(string name) => parts.TryGetValue(name, out double part) ? part : null;
    }

    /// <summary>The parts that are there, by the names that data sets give them.</summary>
    internal IReadOnlyDictionary<string, double> ByName
    {
        get
        {
            Dictionary<string, double> parts = [];
            if (PredictedIou is { } predictedIou)
            {
                parts["predicted_iou"] = predictedIou;
            }

            if (Stability is { } stability)
            {
                parts["stability"] = stability;
            }

            if (MapAgreement is { } agreement)
            {
                parts["map_agreement"] = agreement;
            }

            if (Presence is { } presence)
            {
                parts["presence"] = presence;
            }

            if (Probability is { } probability)
            {
                parts["probability"] = probability;
            }

            return parts;
        }
    }

    /// <summary>The probability that the instance is right, where there is one; else <see cref="Uncalibrated"/>.</summary>
    public double Score => Probability ?? Uncalibrated;

    /// <summary>
    /// The geometric mean of the presence (or else the map agreement, where there is one), the predicted IoU and the stability: of
    /// those that are there.
    /// </summary>
    public double Uncalibrated
    {
        get
        {
            double mask = (PredictedIou ?? 1) * (Stability ?? 1);
            return (Presence ?? MapAgreement, PredictedIou) switch
            {
                ({ } text, null) => text,
                ({ } text, _) => Math.Cbrt(text * mask),
                _ => Math.Sqrt(mask),
            };
        }
    }
}

/// <summary>One object that was found.</summary>
public sealed record Instance
{
    /// <summary>The label it has.</summary>
    public required string Label { get; init; }

    /// <summary>The text that found it: the label itself, or one of the label's texts.</summary>
    public string Text
    {
        get => field ?? Label;
        init;
    }

    /// <summary>Its mask, in the picture's upright pixels; never empty.</summary>
    public required Mask Mask { get; init; }

    /// <summary>0 to 1, higher is surer: <see cref="ScoreParts.Score"/>.</summary>
    public double Score => Parts.Score;

    /// <summary>What the score is made of.</summary>
    public required ScoreParts Parts { get; init; }

    /// <summary>The prompt that gave the mask; null where SAM 3 found it by the text alone.</summary>
    public MaskPrompt? Prompt { get; init; }

    /// <summary>
    /// The masks that the model offered for the prompt, this one among them; empty unless <see
    /// cref="SegmentOptions.KeepCandidates"/>.
    /// </summary>
    public IReadOnlyList<ScoredMask> Candidates { get; init; } = [];

    /// <summary>
    /// The map's own region there; null unless <see cref="SegmentOptions.KeepCandidates"/>, and where there is none.
    /// </summary>
    public Mask? Region { get; init; }
}

/// <summary>A mask that the model offered, with its scores.</summary>
/// <param name="Mask">The mask in the picture's pixels; may be empty.</param>
/// <param name="Parts">Its scores.</param>
/// <param name="IsChosen">True for the one that became the instance.</param>
public sealed record ScoredMask(Mask Mask, ScoreParts Parts, bool IsChosen);

/// <summary>Whether a label is in a picture at all.</summary>
/// <param name="Label">The label.</param>
/// <param name="Probability">
/// The highest <see cref="ScoreParts.Presence"/> of its instances, 0 to 1; where the map alone rules it out, what a perfect mask of its
/// highest place would have.
/// </param>
/// <param name="IsPresent">
/// True where it has an instance: where that is enough, and no other label is surer of the same mask. Also true of a guess, whose
/// probability is below the threshold: few labels were asked for, and the model recognises nothing in the picture.
/// </param>
public sealed record LabelPresence(string Label, double Probability, bool IsPresent);

/// <summary>A picture with what was found in it.</summary>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Instances">The instances, in the order of the labels, and those of a label from the highest score down.</param>
/// <param name="Presence">One entry a label, in order; empty where presence was not asked for, except with SAM 3.</param>
/// <param name="TruncatedTexts">Texts that were longer than the model's context and were cut.</param>
public sealed record LabelledImage(
    int Width, int Height, IReadOnlyList<Instance> Instances, IReadOnlyList<LabelPresence> Presence, IReadOnlyList<string> TruncatedTexts);
