namespace ClipSurgery;

/// <summary>
/// SAM 2 and 2.1 of samexporter: masks at low resolution. Older and other exports of the same names take the picture's size too
/// and give masks at that size; they are asked for the low resolution.
/// </summary>
internal sealed class SamExporterSam2Adapter(SamSignature signature) : SamAdapter(Layout, signature, PointPrompt.Coordinates)
{
    private const string Embedding = "image_embed";

    public static readonly SamLayout Layout = new("SAM 2 (samexporter)", signature => new SamExporterSam2Adapter(signature))
    {
        Embeddings = [Embedding, "high_res_feats_0", "high_res_feats_1"],
        Prompt = [PointPrompt.Coordinates, PointPrompt.Labels, PointPrompt.Mask, PointPrompt.HasMask],
        Optional = [PointPrompt.OriginalSize],
        Outputs = [SegmentAnythingAdapter.Masks, SegmentAnythingAdapter.PredictedIou],
    };

    private readonly PointPrompt _prompt = new(signature.ReadLowResolutionSize(Embedding), pads: false);

    public override bool IsSquashed => true;

    public override IReadOnlyList<string> Outputs { get; } = SegmentAnythingAdapter.FindOutputs(signature);

    public override void AddPrompt(DecoderInputs inputs, MaskPrompt prompt, SamFrame frame) =>
        _prompt.AddTo(inputs, prompt, frame);
}
