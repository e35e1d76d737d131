namespace ClipSurgery;

/// <summary>What scores depend on beside the labels: a calibration holds for these alone.</summary>
/// <param name="Clip">SHA-256 of the CLIP checkpoint; null where SAM 3 answers by itself.</param>
/// <param name="Maps">How that makes its maps: attention, depth, input size, weights; null without CLIP.</param>
/// <param name="Sam"><see cref="SamModel.Fingerprint"/>.</param>
/// <param name="Gate">The version of presence and scores.</param>
public sealed record CalibratedModels(string? Clip, string? Maps, string Sam, int Gate)
{
    /// <summary>Those that are in use.</summary>
    /// <param name="clip">The CLIP model; null where SAM 3 answers by itself.</param>
    /// <param name="sam">The SAM model.</param>
    /// <param name="adaptation">Classes that were learned from examples; null for none.</param>
    public static CalibratedModels Of(ClipModel? clip, SamModel sam, Adaptation? adaptation = null)
    {
        ArgumentNullException.ThrowIfNull(sam);
        return new CalibratedModels(
            clip?.Config.CheckpointSha256,
            clip is null ? null : WithLearned(DescribeMaps(clip.Config), adaptation?.Fingerprint),
            sam.Fingerprint,
            SegmentOptions.GateVersion);
    }

    /// <summary>Those of a run, by what it wrote down of itself.</summary>
    /// <param name="provenance"><see cref="CocoInfo.Provenance"/>.</param>
    /// <exception cref="ClipSurgeryException">It does not say which they were.</exception>
    internal static CalibratedModels OfRun(IReadOnlyDictionary<string, string> provenance)
    {
        string? clip = Last("clip");
        string? maps = provenance.GetValueOrDefault("attention");
        return Last("sam") is { } sam && clip is null == maps is null
            ? new CalibratedModels(
                clip, maps is null ? null : WithLearned(maps, provenance.GetValueOrDefault("adaptation")), sam, SegmentOptions.GateVersion)
            : throw new ClipSurgeryException(
                "The run does not say which models it was made with; expected the folder of a 'clip-surgery label' run.");

        // A name and a hash.
        string? Last(string name) => provenance.GetValueOrDefault(name)?.Split(' ')[^1];
    }

    /// <summary>How a CLIP makes its maps, as runs write it down.</summary>
    internal static string DescribeMaps(ClipConfig config)
    {
        string weights = config.Weights == WeightFormat.F32 ? "" : $", {config.Weights} weights";
        return $"{config.Attention}, depth {config.Depth}, {config.InputWidth}x{config.InputHeight}{weights}";
    }

    private static string WithLearned(string maps, string? adaptation) => adaptation is null ? maps : $"{maps}, adapted by {adaptation}";

    /// <summary>What is another model than a calibration was made with, as the middle of a sentence; null where nothing is.</summary>
    /// <param name="now">The models in use.</param>
    internal string? DifferenceTo(CalibratedModels now) =>
        Clip is null != now.Clip is null ? Clip is null ? "SAM 3 without CLIP" : "a CLIP model beside SAM"
        : Clip != now.Clip ? $"another CLIP checkpoint ({Brief(Clip)}; now {Brief(now.Clip)})"
        : Maps != now.Maps ? $"other maps ({QuotedText.Short(Maps!)}; now {now.Maps})"
        : Sam != now.Sam ? $"another SAM model ({Brief(Sam)}; now {Brief(now.Sam)})"
        : Gate != now.Gate ? $"another version of the presence gate ({Gate}; now {now.Gate})"
        : null;

    private static string Brief(string? hash) => hash is { Length: > 12 } ? hash[..12] : hash ?? "";
}
