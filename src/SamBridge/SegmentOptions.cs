namespace ClipSurgery;

/// <summary>How pictures are segmented by text.</summary>
public sealed record SegmentOptions
{
    /// <summary>
    /// What the redundant features are measured over. Defaults to the 59 names of PASCAL Context, which served best for one text and well
    /// for several (README, "Quality").
    /// </summary>
    public LabelContext Context { get; init; } = LabelContext.PascalContext;

    /// <summary>Share of the map's range from which a cell becomes a positive point, 0 to 1. Defaults to the paper's 0.8.</summary>
    public float PointThreshold
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The threshold must be 0 to 1.");
    } = 0.8f;

    /// <summary>Points by hand, added to those of every text.</summary>
    public IReadOnlyList<PromptPoint> Points { get; init; } = [];

    /// <summary>A box by hand, added to the points of every text.</summary>
    public BoxXywh? Box { get; init; }

    /// <summary>Keeps every mask that the model offers (<see cref="Instance.Candidates"/>). Defaults to false.</summary>
    public bool KeepCandidates { get; init; }
}
