using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery.Tools;

/// <summary>What masks depend on, in words: it goes into COCO files, and tells one run from another.</summary>
internal static class RunProvenance
{
    public static Dictionary<string, string> Of(LoadedSegmenter loaded, MapMethod method, SegmentOptions options)
    {
        Dictionary<string, string> provenance = Of(loaded.Sam);
        if (loaded.Clip is { } clip)
        {
            provenance["clip"] = $"{clip.Manifest.Name} {clip.Config.CheckpointSha256}";
            provenance["clip_license"] = clip.Manifest.License;
            provenance["attention"] = CalibratedModels.DescribeMaps(clip.Config);
        }
        else
        {
            provenance["segmenter"] = "sam3";
        }

        if (loaded.Clip is not null)
        {
            provenance["method"] = method.Name;
        }

        provenance["presence"] = $"{options.Presence ?? loaded.Segmenter.DefaultPresence}";
        if (loaded.Adaptation is { } adaptation)
        {
            provenance["adaptation"] = adaptation.Fingerprint;
        }

        if (loaded.Tiling is { } tiling)
        {
            provenance["tiles"] = $"{tiling}";
        }

        if (loaded.Calibration is { } calibration)
        {
            provenance["calibration"] = calibration.FileHash ?? "";
        }

        provenance["not"] = string.Join(", ", options.Not);
        provenance["instances"] = $"{options.Instances}";
        provenance["minimum_area"] = $"{options.MinimumArea}";
        return provenance;
    }

    /// <summary>The same of a label run, but for its classes.</summary>
    /// <param name="loaded">The models.</param>
    /// <param name="method">How maps are made.</param>
    /// <param name="options">How masks are made.</param>
    /// <param name="labels">Whose contrast all classes share.</param>
    /// <param name="existing">What existing labels there are.</param>
    /// <param name="limits">How pictures are read.</param>
    public static Dictionary<string, string> Of(
        LoadedSegmenter loaded, MapMethod method, SegmentOptions options, LabelSet labels, string existing, ImageLimits limits)
    {
        Dictionary<string, string> provenance = Of(loaded, method, options);
        provenance["contrast"] = string.Join(", ", labels.Contrast);
        provenance["existing"] = existing;
        Add(provenance, limits);
        return provenance;
    }

    /// <summary>What masks for boxes depend on.</summary>
    public static Dictionary<string, string> Of(SamModel sam, BoxLabels boxes, ImageLimits limits)
    {
        Dictionary<string, string> provenance = Of(sam);
        provenance[JournalHeader.BoxesKey] = boxes.Description;
        Add(provenance, limits);
        return provenance;
    }

    private static Dictionary<string, string> Of(SamModel sam) => new()
    {
        ["tool"] = "clip-surgery",
        ["version"] = typeof(ClipModel).Assembly.GetName().Version!.ToString(3),
        ["onnxruntime"] = OrtEnv.Instance().GetVersionString(),
        ["sam"] = $"{sam.Manifest?.Name ?? "unnamed"} {sam.Fingerprint}",
        ["sam_license"] = LoadedSegmenter.LicenseOf(sam),
    };

    private static void Add(Dictionary<string, string> provenance, ImageLimits limits)
    {
        provenance["max_pixels"] = $"{limits.MaxPixels}";
        if (limits.DepthRange != DepthRange.Full)
        {
            provenance["depth_range"] = $"{limits.DepthRange}";
        }
    }
}
