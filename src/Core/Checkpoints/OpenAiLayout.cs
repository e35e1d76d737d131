namespace ClipSurgery;

/// <summary>
/// Names of OpenAI's CLIP and of OpenCLIP, whose <c>CustomTextCLIP</c> puts <c>text.</c> before the text tower.
/// </summary>
internal sealed class OpenAiLayout : CheckpointLayout
{
    /// <summary>A tensor that every checkpoint of this naming has: the patch embedding, or the first convolution of a ResNet.</summary>
    public const string Marker = "visual.conv1.weight";

    private readonly string _textPrefix;

    public OpenAiLayout(CheckpointTensors tensors)
        : base(tensors)
    {
        _textPrefix = tensors.Has("text.token_embedding.weight") ? "text." : "";
        IsResNet = tensors.Has("visual.layer1.0.conv1.weight");
    }

    public override string Name => IsResNet ? "OpenAI/OpenCLIP, ResNet" : "OpenAI/OpenCLIP";

    public override bool IsResNet { get; }

    public override string PatchConvolution => Marker;

    public override string ClassEmbedding => "visual.class_embedding";

    public override string TokenEmbedding => $"{_textPrefix}token_embedding.weight";

    public override string PreNorm => "visual.ln_pre";

    public override (string Norm1, string Norm2, string AttentionOutput, string FeedForward1, string FeedForward2) BlockParts =>
        ("ln_1", "ln_2", "attn.out_proj", "mlp.c_fc", "mlp.c_proj");

    protected override IReadOnlyList<string> TowerPrefixes =>
        _textPrefix.Length > 0 ? ["visual.", _textPrefix] : ["visual.", "transformer."];

    public override string Position(Tower tower) => tower == Tower.Text
        ? $"{_textPrefix}positional_embedding"
        : IsResNet ? "visual.attnpool.positional_embedding" : "visual.positional_embedding";

    public override string PostNorm(Tower tower) => tower == Tower.Vision ? "visual.ln_post" : $"{_textPrefix}ln_final";

    public override string Block(Tower tower, int layer) => $"{Prefix(tower)}transformer.resblocks.{layer}.";

    public override (string Tensor, bool Transposed) Projection(Tower tower) => tower == Tower.Text
        ? ($"{_textPrefix}text_projection", Transposed: false)
        : IsResNet ? ("visual.attnpool.c_proj.weight", Transposed: true) : ("visual.proj", Transposed: false);

    protected override IReadOnlyList<(string Weight, string Bias)> QkvTensors(string block) =>
        [($"{block}attn.in_proj_weight", $"{block}attn.in_proj_bias")];

    private string Prefix(Tower tower) => tower == Tower.Vision ? "visual." : _textPrefix;
}
