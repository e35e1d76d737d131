namespace ClipSurgery;

/// <summary>How many masks a text may give.</summary>
public enum InstanceMode
{
    /// <summary>One mask an instance.</summary>
    Auto,

    /// <summary>One mask a text, from the one point prompt of the paper's Text2Points.</summary>
    One,
}

/// <summary>How pictures are segmented by text.</summary>
public sealed record SegmentOptions
{
    /// <summary>
    /// Probability from which a label counts as present for <see cref="TextSegmenter"/>; chosen on emoji-dev with three checkpoints
    /// (docs/quality.md).
    /// </summary>
    public const double DefaultPresence = 0.28;

    /// <summary>
    /// Raised whenever presence or scores come out differently for the same models and pictures: calibrations hold for one version.
    /// </summary>
    internal const int GateVersion = 1;

    /// <summary>
    /// Probability, 0 to 1, that an instance needs to be kept; a label without such an instance is taken to be absent. 0 keeps
    /// everything, as the paper does, and saves the second look at each instance. Defaults to null: what the segmenter takes for
    /// best (<see cref="ITextSegmenter.DefaultPresence"/>).
    /// </summary>
    public double? Presence { get; init => field = value is { } share ? Share(share) : null; }

    /// <summary>
    /// Texts that the asked ones must beat: look-alikes ("statue" beside "cat"). They give no masks. SAM 3 looks for them too, and
    /// an asked one loses the masks that a look-alike has with a higher score.
    /// </summary>
    public IReadOnlyList<string> Not { get; init; } = [];

    /// <summary>Whether a text may give several masks.</summary>
    public InstanceMode Instances { get; init; }

    /// <summary>Smallest instance, as a share of the picture's area, 0 to 1. Defaults to 0: any.</summary>
    public double MinimumArea { get; init => field = Share(value); }

    /// <summary>
    /// What the redundant features of the map are measured over where a text gives <see cref="InstanceMode.One"/> mask. Defaults
    /// to the 59 names of PASCAL Context, which served best for one text and well for several (docs/quality.md).
    /// </summary>
    public LabelContext Context { get; init; } = LabelContext.PascalContext;

    /// <summary>
    /// Share of the map's range from which a cell becomes a positive point where a text gives <see cref="InstanceMode.One"/>
    /// mask, 0 to 1. Defaults to the paper's 0.8.
    /// </summary>
    public float PointThreshold { get; init => field = (float)Share(value); } = 0.8f;

    /// <summary>
    /// Keeps what else was there to choose from (<see cref="Instance.Candidates"/>, <see cref="Instance.Region"/>). Defaults to
    /// false.
    /// </summary>
    public bool KeepCandidates { get; init; }

    /// <summary>
    /// Whether a picture in which nothing is recognised may give guesses. Most windows of a large picture show nothing. Defaults to true.
    /// </summary>
    internal bool MayGuess { get; init; } = true;

    private static double Share(double value) =>
        value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected a share, 0 to 1.");
}
