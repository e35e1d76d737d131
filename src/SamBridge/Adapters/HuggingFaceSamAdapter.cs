namespace ClipSurgery;

/// <summary>
/// SAM 1 and SlimSAM as Optimum and transformers.js export them: points with integer labels, boxes alone, or both. The graph
/// adds the point that stands in for a missing box, except where it takes both: there every prompt has a box, if need be the
/// picture's.
/// </summary>
internal sealed class HuggingFaceSamAdapter(SamSignature signature)
    : SamAdapter(Layout, signature, HuggingFacePrompt.Places(signature))
{
    public static readonly SamLayout Layout = new("SAM (Hugging Face)", signature => new HuggingFaceSamAdapter(signature))
    {
        Embeddings = [SegmentAnythingAdapter.Embedding, "image_positional_embeddings"],
        Prompt = [],
        Optional = [HuggingFacePrompt.Points, HuggingFacePrompt.Labels, HuggingFacePrompt.Boxes],
        Outputs = [HuggingFacePrompt.PredictedIou, HuggingFacePrompt.Masks],
        Condition = HuggingFacePrompt.HasPrompt,
    };

    public override SamPromptLimits Limits { get; } = HuggingFacePrompt.Limits(signature);

    public override IReadOnlyList<string> Outputs => Layout.Outputs;

    public override void AddPrompt(DecoderInputs inputs, MaskPrompt prompt, SamFrame frame)
    {
        // Its points and boxes are joined box by box: no box at all is no run.
        bool needsBox = Limits is { TakesPoints: true, TakesBoxes: true };
        BoxXywh? box = prompt.Box ?? (needsBox ? new BoxXywh(0, 0, frame.Width, frame.Height) : null);
        HuggingFacePrompt.AddTo(inputs, prompt with { Box = box }, frame);
    }
}
