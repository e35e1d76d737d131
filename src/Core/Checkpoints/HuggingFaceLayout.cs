namespace ClipSurgery;

/// <summary>Names of the Hugging Face <c>CLIPModel</c>.</summary>
internal sealed class HuggingFaceLayout(CheckpointTensors tensors) : CheckpointLayout(tensors)
{
    /// <summary>A tensor that every checkpoint of this naming has.</summary>
    public const string Marker = "vision_model.embeddings.patch_embedding.weight";

    public override string Name => "Hugging Face";

    public override string PatchConvolution => Marker;

    public override string ClassEmbedding => "vision_model.embeddings.class_embedding";

    public override string TokenEmbedding => "text_model.embeddings.token_embedding.weight";

    /// <summary>Misspelt in the format itself.</summary>
    public override string PreNorm => "vision_model.pre_layrnorm";

    public override (string Norm1, string Norm2, string AttentionOutput, string FeedForward1, string FeedForward2) BlockParts =>
        ("layer_norm1", "layer_norm2", "self_attn.out_proj", "mlp.fc1", "mlp.fc2");

    protected override IReadOnlyList<string> TowerPrefixes => ["vision_model.", "text_model."];

    public override string Position(Tower tower) => $"{Prefix(tower)}embeddings.position_embedding.weight";

    public override string PostNorm(Tower tower) =>
        tower == Tower.Vision ? "vision_model.post_layernorm" : "text_model.final_layer_norm";

    public override string Block(Tower tower, int layer) => $"{Prefix(tower)}encoder.layers.{layer}.";

    public override (string Tensor, bool Transposed) Projection(Tower tower) =>
        (tower == Tower.Vision ? "visual_projection.weight" : "text_projection.weight", Transposed: true);

    protected override IReadOnlyList<(string Weight, string Bias)> QkvTensors(string block) =>
        [.. "qkv".Select(part => ($"{block}self_attn.{part}_proj.weight", $"{block}self_attn.{part}_proj.bias"))];

    private static string Prefix(Tower tower) => tower == Tower.Vision ? "vision_model." : "text_model.";
}
