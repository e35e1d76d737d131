namespace ClipSurgery;

/// <summary>
/// What <see cref="InstanceFinder"/> does and how much of it. The defaults were chosen on emoji-dev; <c>bench/Quality</c> leaves
/// out one step after the other (docs/quality.md).
/// </summary>
internal sealed record InstanceFinderSettings
{
    /// <summary>The consensus of a mask that no seed can speak for.</summary>
    public const double UsualConsensus = 0.7;

    /// <summary>Share of the map's highest value from which a patch may become a seed.</summary>
    public float SeedShare { get; init; } = 0.5f;

    /// <summary>Least distance of two seeds, as a share of the grid's longer side.</summary>
    public double SeedSpacing { get; init; } = 1.0 / 16;

    /// <summary>Most seeds a label.</summary>
    public int MostSeeds { get; init; } = 30;

    /// <summary>Share of the map's highest value from which a place belongs to a region.</summary>
    public float RegionShare { get; init; } = 0.5f;

    /// <summary>Asks for the box of each region, too.</summary>
    public bool AsksForRegions { get; init; } = true;

    /// <summary>Number of best masks whose boxes are asked for.</summary>
    public int MostRefined { get; init; } = 3;

    /// <summary>
    /// Share of the map's highest value that says nothing: a mask gains by places above it and loses by those below.
    /// </summary>
    public float BaseShare { get; init; } = 0.3f;

    /// <summary>Exponent of the consensus; 0 leaves it out.</summary>
    public double ConsensusPower { get; init; } = 0.7;

    /// <summary>Share of the heaviest instance's weight below which another is debris.</summary>
    public double DebrisShare { get; init; } = 0.02;
}
