namespace ClipSurgery;

/// <summary>
/// Hugging Face's decoders: <c>input_points [1, prompts, count, 2]</c>, <c>input_labels [1, prompts, count]</c> and
/// <c>input_boxes [1, prompts, 4]</c> (left, top, right, bottom), of which a decoder has those that it was exported with.
/// </summary>
internal abstract class HuggingFaceAdapter : SamAdapter
{
    protected const string Points = "input_points";
    protected const string Labels = "input_labels";
    protected const string Boxes = "input_boxes";
    protected const string PredictedIou = "iou_scores";
    protected const string Masks = "pred_masks";

    /// <summary>What a decoder gains by it depends on its size (docs/performance.md); each prompt costs memory.</summary>
    private const int BatchSize = 4;

    protected HuggingFaceAdapter(SamLayout layout, SamSignature signature)
        : base(layout, signature, Places(signature))
    {
        bool takesPoints = signature.Inputs.ContainsKey(Points);
        Limits = new SamPromptLimits
        {
            TakesPoints = takesPoints,
            TakesNegativePoints = takesPoints,
            TakesBoxes = signature.Inputs.ContainsKey(Boxes),
            TakesMasks = false,
        };

        Outputs = layout.Outputs;

        // Exports leave the number of prompts free, or fix it to one.
        MostPrompts = signature.Inputs[Places(signature)].Dimensions is [_, <= 0, ..] ? BatchSize : 1;
    }

    public override SamPromptLimits Limits { get; }

    public override IReadOnlyList<string> Outputs { get; }

    /// <summary>True for a decoder that can be asked: with points and their labels, or with boxes.</summary>
    protected static bool HasPrompt(SamSignature signature) =>
        signature.Inputs.ContainsKey(Points) == signature.Inputs.ContainsKey(Labels)
        && (signature.Inputs.ContainsKey(Points) || signature.Inputs.ContainsKey(Boxes));

    public override void AddPrompt(DecoderInputs inputs, MaskPrompt prompt, SamFrame frame) =>
        AddPrompts(inputs, [prompt], frame);

    public override void AddPrompts(DecoderInputs inputs, IReadOnlyList<MaskPrompt> prompts, SamFrame frame)
    {
        PromptPoints[] points = [.. prompts.Select(prompt => PromptPoints.Of(prompt with { Box = null }, frame, pads: false))];
        float[] labels = [.. points.SelectMany(prompt => prompt.Labels)];
        int count = labels.Length / prompts.Count;
        inputs.Add(Points, [.. points.SelectMany(prompt => prompt.Coordinates)], 1, prompts.Count, count, 2);
        inputs.Add(Labels, labels, 1, prompts.Count, count);
        float[] boxes = [.. prompts.SelectMany(prompt => Corners(prompt.Box, frame))];
        inputs.Add(Boxes, boxes, 1, boxes.Length / 4, 4);
    }

    private static float[] Corners(BoxXywh? corners, SamFrame frame)
    {
        if (corners is not { } box)
        {
            return [];
        }

        (float left, float top) = frame.ToModel(box.X, box.Y);
        (float right, float bottom) = frame.ToModel(box.Right, box.Bottom);
        return [left, top, right, bottom];
    }

    /// <summary>The input whose values are divided by the side of the model's square.</summary>
    private static string Places(SamSignature signature) => signature.Inputs.ContainsKey(Points) ? Points : Boxes;
}
