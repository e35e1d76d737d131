namespace ClipSurgery;

/// <summary>
/// EfficientViT-SAM: points alone. The encoder of its l models sees half of the square that points lie in.
/// </summary>
internal sealed class EfficientVitSamAdapter(SamSignature signature) : SamAdapter(Layout, signature, PointPrompt.Coordinates)
{
    public static readonly SamLayout Layout = new("EfficientViT-SAM", signature => new EfficientVitSamAdapter(signature))
    {
        Embeddings = [SegmentAnythingAdapter.Embedding],
        Prompt = [PointPrompt.Coordinates, PointPrompt.Labels],
        Outputs = [SegmentAnythingAdapter.Masks, SegmentAnythingAdapter.PredictedIou],
    };

    private readonly PointPrompt _prompt = new(signature.ReadLowResolutionSize(SegmentAnythingAdapter.Embedding), pads: false);

    public override SamPromptLimits Limits { get; } = new() { TakesMasks = false };

    public override IReadOnlyList<string> Outputs { get; } = [SegmentAnythingAdapter.PredictedIou, SegmentAnythingAdapter.Masks];

    public override void AddPrompt(DecoderInputs inputs, MaskPrompt prompt, SamFrame frame) =>
        _prompt.AddTo(inputs, prompt, frame);
}
