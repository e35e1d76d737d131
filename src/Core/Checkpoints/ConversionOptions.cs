namespace ClipSurgery;

/// <summary>How a checkpoint is converted. What is null is taken from the checkpoint's own files.</summary>
public sealed record ConversionOptions
{
    /// <summary>The attention that patch tokens come from. Defaults to CLIP Surgery.</summary>
    public AttentionVariant Attention { get; init; } = AttentionVariant.Surgery;

    /// <summary>What the paper takes for <see cref="Depth"/>.</summary>
    internal const int DefaultDepth = 6;

    /// <summary>
    /// Number of last blocks on CLIP Surgery's second path. Defaults to the paper's 6, or all of a model that has fewer; another number
    /// than the model has is refused.
    /// </summary>
    public int Depth
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Depth must be at least 1.");
    } = DefaultDepth;

    /// <summary>Input width and height in pixels, multiples of the patch size.</summary>
    public (int Width, int Height)? Size { get; init; }

    /// <summary>How weights are stored. Null is <see cref="WeightFormat.F32"/>, or what a converted model has.</summary>
    public WeightFormat? Weights { get; init; }

    /// <summary>The activation of the feed-forward layers.</summary>
    public ClipActivation? Activation { get; init; }

    /// <summary>Attention heads of the image tower.</summary>
    public int? VisionHeads { get; init; }

    /// <summary>Attention heads of the text tower.</summary>
    public int? TextHeads { get; init; }

    /// <summary>Mean of R, G, B in 0 to 1.</summary>
    public IReadOnlyList<float>? Mean { get; init; }

    /// <summary>Deviation of R, G, B in 0 to 1.</summary>
    public IReadOnlyList<float>? Std { get; init; }
}
