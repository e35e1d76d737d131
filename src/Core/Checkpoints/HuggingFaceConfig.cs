using System.Text.Json;

namespace ClipSurgery;

/// <summary>
/// The <c>config.json</c> of a Hugging Face <c>CLIPModel</c>. What it does not name has that class's default, and a
/// <c>vision_config_dict</c>, which older files have, wins over <c>vision_config</c>, as there.
/// </summary>
internal sealed class HuggingFaceConfig
{
    public const string FileName = "config.json";

    private readonly JsonElement _root;

    private HuggingFaceConfig(JsonElement root) => _root = root;

    /// <summary>What the model was made from, where the file tells it; of any text.</summary>
    public string? BaseModel => CheckpointJson.FindString(_root, "_name_or_path");

    /// <summary>Null where the file is not there, or is of another program: timm's has the same name.</summary>
    public static HuggingFaceConfig? From(JsonElement? root) =>
        CheckpointJson.Find(root, "vision_config") is null && CheckpointJson.Find(root, "vision_config_dict") is null
            ? null
            : new HuggingFaceConfig(root!.Value);

    public int Heads(Tower tower) => FindInt(tower, "num_attention_heads") ?? (tower == Tower.Vision ? 12 : 8);

    public bool NamesHeads(Tower tower) => FindInt(tower, "num_attention_heads") is not null;

    public int? ImageSize => FindInt(Tower.Vision, "image_size");

    public float Epsilon(Tower tower)
    {
        float epsilon = CheckpointJson.FindFloat(Find(tower, "layer_norm_eps")) ?? 1e-5f;
        return epsilon is > 0 and < 1
            ? epsilon
            : throw new ClipSurgeryException(
                $"{FileName}: {Section(tower)}.layer_norm_eps is {epsilon}; expected a number between 0 and 1, such as 1e-05.");
    }

    /// <summary>Whether the file names a tower's activation, and does not leave it to the default.</summary>
    public bool NamesActivation(Tower tower) => Find(tower, "hidden_act") is not null;

    public ClipActivation Activation(Tower tower)
    {
        string name = Find(tower, "hidden_act") is { } element ? $"{element}" : "quick_gelu";
        return name switch
        {
            "quick_gelu" => ClipActivation.QuickGelu,
            "gelu" => ClipActivation.Gelu,
            _ => throw new ClipSurgeryException(
                $"{FileName}: names the activation '{name}'; expected quick_gelu or gelu. Choose one with --activation."),
        };
    }

    private int? FindInt(Tower tower, string name) => CheckpointJson.FindInt(Find(tower, name));

    private JsonElement? Find(Tower tower, string name) =>
        CheckpointJson.Find(_root, $"{Section(tower)}_dict", name) ?? CheckpointJson.Find(_root, Section(tower), name);

    private static string Section(Tower tower) => tower == Tower.Vision ? "vision_config" : "text_config";
}
