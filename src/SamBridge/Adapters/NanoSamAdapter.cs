namespace ClipSurgery;

/// <summary>
/// NanoSAM: segment-anything's decoder without the size of the picture, and without masks at that size.
/// </summary>
internal sealed class NanoSamAdapter(SamSignature signature) : SamAdapter(Layout, signature, PointPrompt.Coordinates)
{
    public static readonly SamLayout Layout = new("NanoSAM", signature => new NanoSamAdapter(signature))
    {
        Embeddings = [SegmentAnythingAdapter.Embedding],
        Prompt = [PointPrompt.Coordinates, PointPrompt.Labels, PointPrompt.Mask, PointPrompt.HasMask],
        Outputs = [SegmentAnythingAdapter.PredictedIou, "low_res_masks"],
    };

    private readonly PointPrompt _prompt = new(signature.ReadLowResolutionSize(SegmentAnythingAdapter.Embedding), pads: true);

    public override IReadOnlyList<string> Outputs { get; } = SegmentAnythingAdapter.FindOutputs(signature);

    public override void AddPrompt(DecoderInputs inputs, MaskPrompt prompt, SamFrame frame) =>
        _prompt.AddTo(inputs, prompt, frame);
}
