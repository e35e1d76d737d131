namespace ClipSurgery;

/// <summary>
/// The decoder of segment-anything's own <c>export_onnx_model.py</c>, which MobileSAM, SlimSAM, RepViT-SAM and samexporter's
/// SAM 1 have too: four masks or one, with extra metrics or stability scores. The output <c>masks</c> is left alone: some exports
/// cut it at a size of their own.
/// </summary>
internal sealed class SegmentAnythingAdapter(SamSignature signature) : SamAdapter(Layout, signature, PointPrompt.Coordinates)
{
    public const string Embedding = "image_embeddings";
    public const string PredictedIou = "iou_predictions";
    public const string Masks = "masks";

    public static readonly SamLayout Layout = new("segment-anything", signature => new SegmentAnythingAdapter(signature))
    {
        Embeddings = [Embedding],
        Prompt =
        [
            PointPrompt.Coordinates, PointPrompt.Labels, PointPrompt.Mask, PointPrompt.HasMask, PointPrompt.OriginalSize,
        ],
        Outputs = [Masks, PredictedIou],
        Condition = signature => !SamMed2dAdapter.IsSamMed2d(signature),
    };

    private readonly PointPrompt _prompt = new(signature.ReadLowResolutionSize(Embedding), pads: true);

    public override IReadOnlyList<string> Outputs { get; } = FindOutputs(signature);

    /// <summary>The outputs with scores and low-resolution masks, in all layouts that have segment-anything's names.</summary>
    public static IReadOnlyList<string> FindOutputs(SamSignature signature) =>
        [PredictedIou, MaskOutputs.LowResolution(signature, Masks)];

    public override void AddPrompt(DecoderInputs inputs, MaskPrompt prompt, SamFrame frame) =>
        _prompt.AddTo(inputs, prompt, frame);
}
