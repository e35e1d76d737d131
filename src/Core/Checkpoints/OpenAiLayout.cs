namespace ClipSurgery;

/// <summary>
/// Names of OpenAI's CLIP and of OpenCLIP, whose <c>CustomTextCLIP</c> puts <c>text.</c> before the text tower.
/// </summary>
internal sealed class OpenAiLayout(CheckpointTensors tensors, string textPrefix) : CheckpointLayout(tensors)
{
    public override string Name => "OpenAI/OpenCLIP";

    public override string PatchConvolution => "visual.conv1.weight";

    public override string ClassEmbedding => "visual.class_embedding";

    public override string TokenEmbedding => $"{textPrefix}token_embedding.weight";

    public override string PreNorm => "visual.ln_pre";

    public override (string Norm1, string Norm2, string AttentionOutput, string FeedForward1, string FeedForward2) BlockParts =>
        ("ln_1", "ln_2", "attn.out_proj", "mlp.c_fc", "mlp.c_proj");

    public override string Position(Tower tower) => $"{Prefix(tower)}positional_embedding";

    public override string PostNorm(Tower tower) => tower == Tower.Vision ? "visual.ln_post" : $"{textPrefix}ln_final";

    public override string Block(Tower tower, int layer) => $"{Prefix(tower)}transformer.resblocks.{layer}.";

    public override (string Tensor, bool Transposed) Projection(Tower tower) =>
        (tower == Tower.Vision ? "visual.proj" : $"{textPrefix}text_projection", Transposed: false);

    protected override IReadOnlyList<(string Weight, string Bias)> QkvTensors(string block) =>
        [($"{block}attn.in_proj_weight", $"{block}attn.in_proj_bias")];

    private string Prefix(Tower tower) => tower == Tower.Vision ? "visual." : textPrefix;
}
