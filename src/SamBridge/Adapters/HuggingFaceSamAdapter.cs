namespace ClipSurgery;

/// <summary>
/// SAM 1 and SlimSAM as Optimum and transformers.js export them: points with integer labels, boxes alone, or both. The graph
/// adds the point that stands in for a missing box, except where it takes both: there every prompt has a box, if need be the
/// picture's.
/// </summary>
internal sealed class HuggingFaceSamAdapter(SamSignature signature) : HuggingFaceAdapter(Layout, signature)
{
    public static readonly SamLayout Layout = new("SAM (Hugging Face)", signature => new HuggingFaceSamAdapter(signature))
    {
        Embeddings = [SegmentAnythingAdapter.Embedding, "image_positional_embeddings"],
        Prompt = [],
        Optional = [Points, Labels, Boxes],
        Outputs = [PredictedIou, Masks],
        Condition = HasPrompt,
    };

    public override void AddPrompts(DecoderInputs inputs, IReadOnlyList<MaskPrompt> prompts, SamFrame frame)
    {
        // Its points and boxes are joined box by box: no box at all is no run.
        bool needsBox = Limits is { TakesPoints: true, TakesBoxes: true };
        BoxXywh? missing = needsBox ? new BoxXywh(0, 0, frame.Width, frame.Height) : null;
        base.AddPrompts(inputs, [.. prompts.Select(prompt => prompt with { Box = prompt.Box ?? missing })], frame);
    }
}
