namespace ClipSurgery;

/// <summary>An instance that <see cref="InstanceFinder"/> found.</summary>
internal sealed class FoundInstance
{
    /// <summary>What SAM offered.</summary>
    public required MaskCandidate Candidate { get; init; }

    /// <summary>The mask in the picture's pixels.</summary>
    public required Mask Mask { get; init; }

    /// <summary>The prompt that it answers to.</summary>
    public required MaskPrompt Prompt { get; init; }

    /// <summary>Mean probability of the label inside, 0 to 1.</summary>
    public required double Probability { get; init; }

    /// <summary>IoU with the nearest region of the map, 0 to 1.</summary>
    public required double MapAgreement { get; init; }

    /// <summary>The other masks that SAM offered for the prompt.</summary>
    public required IReadOnlyList<MaskCandidate> Offered { get; init; }

    /// <summary>The map's region that it lies on, in the picture's pixels, made when it is asked for; null where there is none.</summary>
    public required Func<Mask?> Region { get; init; }
}
