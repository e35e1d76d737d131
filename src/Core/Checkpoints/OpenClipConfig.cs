using System.Text.Json;

namespace ClipSurgery;

/// <summary>The <c>open_clip_config.json</c> of an OpenCLIP checkpoint.</summary>
internal sealed class OpenClipConfig(JsonElement root)
{
    public const string FileName = "open_clip_config.json";

    /// <summary>What makes a model another one than CLIP although its tensors look the same: member, and the value that CLIP has.</summary>
    private static readonly (string Tower, string Member, string Expected)[] Expectations =
    [
        ("text_cfg", "hf_tokenizer_name", ""),
        ("text_cfg", "hf_model_name", ""),
        ("text_cfg", "no_causal_mask", "False"),
        ("text_cfg", "pool_type", "argmax"),
        ("vision_cfg", "timm_model_name", ""),
        ("vision_cfg", "pool_type", "tok"),
        ("vision_cfg", "attentional_pool", "False"),
    ];

    /// <summary>False unless it is named.</summary>
    public ClipActivation Activation => CheckpointJson.Find(root, "model_cfg", "quick_gelu") is { ValueKind: JsonValueKind.True }
        ? ClipActivation.QuickGelu
        : ClipActivation.Gelu;

    public int? ImageSize => CheckpointJson.FindInt(root, "model_cfg", "vision_cfg", "image_size");

    /// <summary>Channels of an image tower's head.</summary>
    public int? HeadWidth => CheckpointJson.FindInt(root, "model_cfg", "vision_cfg", "head_width");

    public int? TextHeads => CheckpointJson.FindInt(root, "model_cfg", "text_cfg", "heads");

    public float[]? Mean => CheckpointJson.FindTriple(root, "preprocess_cfg", "mean");

    public float[]? Std => CheckpointJson.FindTriple(root, "preprocess_cfg", "std");

    /// <exception cref="ClipSurgeryException">The model is not built like CLIP.</exception>
    public void Check()
    {
        foreach ((string tower, string member, string expected) in Expectations)
        {
            if (CheckpointJson.Find(root, "model_cfg", tower, member) is { } value && $"{value}" != expected)
            {
                throw new ClipSurgeryException(
                    $"{FileName}: {tower}.{member} is {value}; expected {(expected.Length == 0 ? "none" : expected)}. " +
                    "The model is not built like CLIP and cannot be converted.");
            }
        }
    }
}
