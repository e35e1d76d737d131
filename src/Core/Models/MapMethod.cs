namespace ClipSurgery;

/// <summary>A way to make maps: CLIP Surgery, or a baseline to compare it with.</summary>
/// <param name="Name">Its name, in lower case.</param>
/// <param name="Attention">Where its patch tokens come from.</param>
/// <param name="IsReversed">True where patch tokens are negated.</param>
/// <param name="HasFeatureSurgery">True where redundant features are removed; maps are plain cosines otherwise.</param>
public sealed record MapMethod(string Name, AttentionVariant Attention, bool IsReversed, bool HasFeatureSurgery)
{
    /// <summary>CLIP Surgery.</summary>
    public static MapMethod Surgery { get; } = new("surgery", AttentionVariant.Surgery, IsReversed: false, HasFeatureSurgery: true);

    /// <summary>
    /// All methods: CLIP Surgery, whole and without one of its parts; raw CLIP, and the same reversed (the paper observes that
    /// raw maps are the wrong way round); MaskCLIP; ClearCLIP; NACLIP; SCLIP.
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
    ];

    /// <summary>CLIP Surgery in the only path.</summary>
    internal MapMethod WithoutDualPath() => this with { Name = $"{Name}-no-dual-path", Attention = AttentionVariant.SinglePath };

    /// <summary>CLIP Surgery with plain cosines.</summary>
    internal MapMethod WithoutFeatureSurgery() => this with { Name = $"{Name}-no-feature-surgery", HasFeatureSurgery = false };

    /// <summary>Finds a method by its name, ignoring case; null where there is none.</summary>
    public static MapMethod? Find(string name) =>
        All.FirstOrDefault(method => method.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
