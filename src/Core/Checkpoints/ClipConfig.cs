using System.Text.Json.Serialization;

namespace ClipSurgery;

/// <summary>The activation of a CLIP model's feed-forward layers.</summary>
public enum ClipActivation
{
    /// <summary><c>x · σ(1.702 x)</c>: OpenAI's checkpoints, MetaCLIP, DFN.</summary>
    QuickGelu,

    /// <summary>The exact GELU: LAION-2B, DataComp, TinyCLIP.</summary>
    Gelu,
}

/// <summary>What the last blocks' attention is replaced with to obtain patch tokens that answer to text.</summary>
public enum AttentionVariant
{
    /// <summary>
    /// CLIP Surgery: consistent v-v attention on a second path through the last blocks, without FFN (arXiv 2304.05653, section
    /// 3.2).
    /// </summary>
    Surgery,

    /// <summary>
    /// CLIP Surgery without its dual path: consistent v-v attention in the only path, FFN kept (the paper's ablation).
    /// </summary>
    SinglePath,

    /// <summary>Unmodified CLIP; every token is projected.</summary>
    Raw,

    /// <summary>Last block: the values themselves (Zhou et al., ECCV 2022).</summary>
    MaskClip,

    /// <summary>Last block: q-q attention without residual and FFN (Lan et al., ECCV 2024).</summary>
    ClearClip,

    /// <summary>Last block: k-k attention with a Gaussian of the patch distance (Hajimiri et al., WACV 2025).</summary>
    NaClip,

    /// <summary>Last block: q-q plus k-k attention, residual and FFN kept (Wang et al., ECCV 2024).</summary>
    Sclip,

    /// <summary>
    /// SC-CLIP: patches that stand out are mended, and those that are alike in earlier blocks averaged; the last block attends among patches by
    /// that likeness and by keys (Bai et al., 2024). Needs a vision transformer of at least five blocks.
    /// </summary>
    ScClip,
}

/// <summary>One transformer of a CLIP model.</summary>
/// <param name="Width">Channels of a token.</param>
/// <param name="Layers">Number of blocks.</param>
/// <param name="Heads">Attention heads a block; <c>Width</c> is a multiple of it.</param>
public sealed record TransformerConfig(int Width, int Layers, int Heads);

/// <summary>
/// Everything that is needed to run a converted CLIP model: sizes, preprocessing and the attention it was converted with.
/// </summary>
public sealed record ClipConfig
{
    /// <summary>
    /// Width that pictures are squashed to unless another is asked for: pixels, a multiple of <see cref="PatchSize"/>.
    /// </summary>
    public required int InputWidth { get; init; }

    /// <summary>
    /// Height that pictures are squashed to unless another is asked for: pixels, a multiple of <see cref="PatchSize"/>.
    /// </summary>
    public required int InputHeight { get; init; }

    /// <summary>Side of a square patch in pixels; of a ResNet, the pixels a side for each cell of its last feature map.</summary>
    public required int PatchSize { get; init; }

    /// <summary>
    /// Side in pixels of the square pictures that the checkpoint was trained on: where its class token is at its best.
    /// </summary>
    public required int TrainedSize { get; init; }

    /// <summary>Channels of the shared image and text embedding.</summary>
    public required int EmbeddingWidth { get; init; }

    /// <summary>The image transformer; of a ResNet, the attention pool at its end.</summary>
    public required TransformerConfig Vision { get; init; }

    /// <summary>The text transformer.</summary>
    public required TransformerConfig Text { get; init; }

    /// <summary>Longest token sequence, start and end included (77 in every known checkpoint).</summary>
    public required int ContextLength { get; init; }

    /// <summary>Number of token ids.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>The activation of the image transformer, and of the text transformer unless that has its own.</summary>
    public required ClipActivation Activation { get; init; }

    /// <summary>The activation of the text transformer where it is another one; null in every known checkpoint.</summary>
    public ClipActivation? TextActivation { get; init; }

    /// <summary>
    /// The epsilon of the image tower's layer normalisations, and of the text tower's unless that has its own.
    /// </summary>
    public required float LayerNormEpsilon { get; init; }

    /// <summary>The epsilon of the text tower's layer normalisations where it is another one.</summary>
    public float? TextLayerNormEpsilon { get; init; }

    /// <summary>Mean that is subtracted from R, G, B values in 0 to 1.</summary>
    public required IReadOnlyList<float> Mean { get; init; }

    /// <summary>Deviation that R, G, B values are divided by after <see cref="Mean"/> is subtracted.</summary>
    public required IReadOnlyList<float> Std { get; init; }

    /// <summary>The factor on cosines before a softmax over texts, as trained (100 for OpenAI's checkpoints).</summary>
    public required float LogitScale { get; init; }

    /// <summary>The attention that the patch tokens come from.</summary>
    public required AttentionVariant Attention { get; init; }

    /// <summary>
    /// Number of last blocks with consistent attention; used by <see cref="AttentionVariant.Surgery"/> and
    /// <see cref="AttentionVariant.SinglePath"/>.
    /// </summary>
    public required int Depth { get; init; }

    /// <summary>How the weights are stored; manifests of older versions do not say, and mean F32.</summary>
    public WeightFormat Weights { get; init; }

    /// <summary>SHA-256 of the checkpoint's weights, in hex: what cached text embeddings belong to.</summary>
    public required string CheckpointSha256 { get; init; }

    /// <summary>The weights and how attention is computed with them: what embeddings of pictures belong to, whatever the input size.</summary>
    [JsonIgnore]
    public string Fingerprint => $"{CheckpointSha256} {Attention} {Depth}";

    internal ClipActivation ActivationOf(Tower tower) => tower == Tower.Text ? TextActivation ?? Activation : Activation;

    internal float EpsilonOf(Tower tower) => tower == Tower.Text ? TextLayerNormEpsilon ?? LayerNormEpsilon : LayerNormEpsilon;

    /// <exception cref="ClipSurgeryException">The size is no multiple of the patch, or too large.</exception>
    internal static void CheckSize(int width, int height, int patch)
    {
        if (width % patch != 0 || height % patch != 0 || width < patch || height < patch || width > 4096 || height > 4096)
        {
            throw new ClipSurgeryException(
                $"Input size {width}x{height} does not fit a patch of {patch} pixels; give multiples of {patch} up to 4096 with --size.");
        }
    }
}
