namespace ClipSurgery;

/// <summary>
/// EdgeSAM: points alone, scores before masks, and no point that stands in for a missing box.
/// </summary>
internal sealed class EdgeSamAdapter(SamSignature signature) : SamAdapter(Layout, signature, PointPrompt.Coordinates)
{
    private const string Scores = "scores";

    public static readonly SamLayout Layout = new("EdgeSAM", signature => new EdgeSamAdapter(signature))
    {
        Embeddings = [SegmentAnythingAdapter.Embedding],
        Prompt = [PointPrompt.Coordinates, PointPrompt.Labels],
        Outputs = [Scores, SegmentAnythingAdapter.Masks],
    };

    private readonly PointPrompt _prompt = new(signature.ReadLowResolutionSize(SegmentAnythingAdapter.Embedding), pads: false);

    public override SamPromptLimits Limits { get; } = new() { TakesMasks = false };

    public override IReadOnlyList<string> Outputs { get; } = [Scores, SegmentAnythingAdapter.Masks];

    public override void AddPrompt(DecoderInputs inputs, MaskPrompt prompt, SamFrame frame) =>
        _prompt.AddTo(inputs, prompt, frame);
}
