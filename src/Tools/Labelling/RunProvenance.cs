using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery.Tools;

/// <summary>What masks depend on, in words: it goes into COCO files, and tells one run from another.</summary>
internal static class RunProvenance
{
    public static Dictionary<string, string> Of(ClipModel clip, SamModel sam, MapMethod method, SegmentOptions options) => new()
    {
        ["tool"] = "clip-surgery",
        ["version"] = typeof(ClipModel).Assembly.GetName().Version!.ToString(3),
        ["onnxruntime"] = OrtEnv.Instance().GetVersionString(),
        ["clip"] = $"{clip.Manifest.Name} {clip.Config.CheckpointSha256}",
        ["clip_license"] = clip.Manifest.License,
        ["attention"] = $"{clip.Config.Attention}, depth {clip.Config.Depth}, {clip.Config.InputWidth}x{clip.Config.InputHeight}",
        ["sam"] = $"{sam.Manifest?.Name ?? "unnamed"} {sam.Fingerprint}",
        ["sam_license"] = sam.Manifest?.License ?? "unknown",
        ["method"] = method.Name,
        ["presence"] = $"{options.Presence}",
        ["not"] = string.Join(", ", options.Not),
        ["instances"] = $"{options.Instances}",
        ["minimum_area"] = $"{options.MinimumArea}",
    };
}
