namespace ClipSurgery;

/// <summary>A way to make maps: CLIP Surgery, or a baseline to compare it with.</summary>
/// <param name="Name">Its name, in lower case.</param>
/// <param name="Attention">Where its patch tokens come from.</param>
/// <param name="IsReversed">True where patch tokens are negated.</param>
/// <param name="HasFeatureSurgery">True where redundant features are removed; maps are plain cosines otherwise.</param>
public sealed record MapMethod(string Name, AttentionVariant Attention, bool IsReversed, bool HasFeatureSurgery)
{
    /// <summary>Channels that gScoreCAM's authors try.</summary>
    public const int DefaultChannels = 300;

    /// <summary>
    /// The gradient that maps are made of, for which neither attention nor feature surgery matter; null for maps of patch tokens.
    /// </summary>
    public GradientMethod? Gradient { get; init; }

    /// <summary>How many channels <see cref="GradientMethod.GScoreCam"/> tries for each text; all of a narrower tower.</summary>
    public int Channels
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Channels must be at least 1.");
    } = DefaultChannels;

    /// <summary>CLIP Surgery.</summary>
    public static MapMethod Surgery { get; } = new("surgery", AttentionVariant.Surgery, IsReversed: false, HasFeatureSurgery: true);

    /// <summary>
    /// All methods: CLIP Surgery, whole and without one of its parts; raw CLIP, and the same reversed (the paper observes that
    /// raw maps are the wrong way round); MaskCLIP; ClearCLIP; NACLIP; SCLIP; SC-CLIP; those of <see cref="GradientMethod"/>.
    /// </summary>
    public static IReadOnlyList<MapMethod> All { get; } =
    [
        Surgery,
        Surgery.WithoutDualPath(),
        Surgery.WithoutFeatureSurgery(),
        new("clip", AttentionVariant.Raw, IsReversed: false, HasFeatureSurgery: false),
        new("reversed", AttentionVariant.Raw, IsReversed: true, HasFeatureSurgery: false),
        new("maskclip", AttentionVariant.MaskClip, IsReversed: false, HasFeatureSurgery: false),
        new("clearclip", AttentionVariant.ClearClip, IsReversed: false, HasFeatureSurgery: false),
        new("naclip", AttentionVariant.NaClip, IsReversed: false, HasFeatureSurgery: false),
        new("sclip", AttentionVariant.Sclip, IsReversed: false, HasFeatureSurgery: false),
        new("scclip", AttentionVariant.ScClip, IsReversed: false, HasFeatureSurgery: false),
        Of("gradcam", GradientMethod.GradCam),
        Of("bimodal", GradientMethod.BiModal),
        Of("bimodal-all", GradientMethod.BiModalAll),
        Of("gscorecam", GradientMethod.GScoreCam),
        Of("grad-eclip", GradientMethod.GradEclip),
        Of("legrad", GradientMethod.LeGrad),
    ];

    /// <summary>CLIP Surgery in the only path.</summary>
    internal MapMethod WithoutDualPath() => this with { Name = $"{Name}-no-dual-path", Attention = AttentionVariant.SinglePath };

    /// <summary>CLIP Surgery with plain cosines.</summary>
    internal MapMethod WithoutFeatureSurgery() => this with { Name = $"{Name}-no-feature-surgery", HasFeatureSurgery = false };

    /// <summary>Finds a method by its name, ignoring case; null where there is none.</summary>
    public static MapMethod? Find(string name) =>
        All.FirstOrDefault(method => method.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static MapMethod Of(string name, GradientMethod gradient) =>
        new(name, AttentionVariant.Surgery, IsReversed: false, HasFeatureSurgery: false) { Gradient = gradient };
}
