namespace ClipSurgery;

/// <summary>
/// HQ-SAM: segment-anything's decoder, which takes features of the encoder's early blocks as well.
/// </summary>
internal sealed class HqSamAdapter(SamSignature signature) : SamAdapter(Layout, signature, PointPrompt.Coordinates)
{
    public static readonly SamLayout Layout = new("HQ-SAM", signature => new HqSamAdapter(signature))
    {
        Embeddings = [SegmentAnythingAdapter.Embedding, "interm_embeddings"],
        Prompt = [PointPrompt.Coordinates, PointPrompt.Labels, PointPrompt.Mask, PointPrompt.HasMask],
        Optional = [PointPrompt.OriginalSize],
        Outputs = [SegmentAnythingAdapter.PredictedIou],
    };

    private readonly PointPrompt _prompt = new(signature.ReadLowResolutionSize(SegmentAnythingAdapter.Embedding), pads: true);

    public override IReadOnlyList<string> Outputs { get; } = SegmentAnythingAdapter.FindOutputs(signature);

    public override void AddPrompt(DecoderInputs inputs, MaskPrompt prompt, SamFrame frame) =>
        _prompt.AddTo(inputs, prompt, frame);
}
