namespace ClipSurgery;

/// <summary>
/// SAM 2 and 2.1 as sam-cpp-macos (ryouchinsa) and osam export them.
/// </summary>
internal sealed class OsamSam2Adapter(SamSignature signature) : SamAdapter(Layout, signature, PointPrompt.Coordinates)
{
    public static readonly SamLayout Layout = new("SAM 2 (osam)", signature => new OsamSam2Adapter(signature))
    {
        Embeddings = [SegmentAnythingAdapter.Embedding, "high_res_features1", "high_res_features2"],
        Prompt = [PointPrompt.Coordinates, PointPrompt.Labels, PointPrompt.Mask, PointPrompt.HasMask],
        Optional = [PointPrompt.OriginalSize],
        Outputs = [SegmentAnythingAdapter.Masks, SegmentAnythingAdapter.PredictedIou],
    };

    private readonly PointPrompt _prompt = new(signature.ReadLowResolutionSize(SegmentAnythingAdapter.Embedding), pads: false);

    public override bool IsSquashed => true;

    public override IReadOnlyList<string> Outputs { get; } = SegmentAnythingAdapter.FindOutputs(signature);

    public override void AddPrompt(DecoderInputs inputs, MaskPrompt prompt, SamFrame frame) =>
        _prompt.AddTo(inputs, prompt, frame);
}
