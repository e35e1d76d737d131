namespace ClipSurgery;

/// <summary>A mask that might be an instance of a label.</summary>
internal sealed class MaskProposal
{
    /// <summary>The mask in the model's low resolution.</summary>
    public required LowMask Shape { get; init; }

    /// <summary>What SAM offered.</summary>
    public required MaskCandidate Candidate { get; init; }

    /// <summary>It in the picture's size, drawn when it is first asked for.</summary>
    public Mask Mask => field ??= Candidate.ToMask();

    /// <summary>The prompt that it answers to.</summary>
    public required MaskPrompt Prompt { get; init; }

    /// <summary>The seed point that it answers to; null for a box.</summary>
    public int? Seed { get; init; }

    /// <summary>True for the candidate with the highest predicted IoU of its prompt.</summary>
    public bool IsFirstChoice { get; init; }

    /// <summary>How good a mask it is, whatever it shows, 0 to 1.</summary>
    public required double Quality { get; set; }

    /// <summary>Sum of what the map says for it minus what would be said of anything; in places of the low resolution.</summary>
    public required double Evidence { get; init; }

    /// <summary>What it is worth: its evidence, times its quality.</summary>
    public double Weight => Quality * Evidence;
}
