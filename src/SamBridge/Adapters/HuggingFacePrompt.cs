namespace ClipSurgery;

/// <summary>
/// The prompt of Hugging Face's decoders: <c>input_points [1, 1, count, 2]</c>, <c>input_labels [1, 1, count]</c> and
/// <c>input_boxes [1, count, 4]</c> (left, top, right, bottom), of which a decoder has those that it was exported with.
/// </summary>
internal static class HuggingFacePrompt
{
    public const string Points = "input_points";
    public const string Labels = "input_labels";
    public const string Boxes = "input_boxes";
    public const string PredictedIou = "iou_scores";
    public const string Masks = "pred_masks";

    /// <summary>True for a decoder that can be asked: with points and their labels, or with boxes.</summary>
    public static bool HasPrompt(SamSignature signature) =>
        signature.Inputs.ContainsKey(Points) == signature.Inputs.ContainsKey(Labels)
        && (signature.Inputs.ContainsKey(Points) || signature.Inputs.ContainsKey(Boxes));

    /// <summary>What a decoder with these inputs takes.</summary>
    public static SamPromptLimits Limits(SamSignature signature)
    {
        bool takesPoints = signature.Inputs.ContainsKey(Points);
        return new SamPromptLimits
        {
            TakesPoints = takesPoints,
            TakesNegativePoints = takesPoints,
            TakesBoxes = signature.Inputs.ContainsKey(Boxes),
            TakesMasks = false,
        };
    }

    /// <summary>The input whose values are divided by the side of the model's square.</summary>
    public static string Places(SamSignature signature) => signature.Inputs.ContainsKey(Points) ? Points : Boxes;

    public static void AddTo(DecoderInputs inputs, MaskPrompt prompt, SamFrame frame)
    {
        PromptPoints points = PromptPoints.Of(prompt with { Box = null }, frame, pads: false);
        inputs.Add(Points, points.Coordinates, 1, 1, points.Labels.Length, 2);
        inputs.Add(Labels, points.Labels, 1, 1, points.Labels.Length);
        if (prompt.Box is { } box)
        {
            (float left, float top) = frame.ToModel(box.X, box.Y);
            (float right, float bottom) = frame.ToModel(box.Right, box.Bottom);
            inputs.Add(Boxes, [left, top, right, bottom], 1, 1, 4);
        }
        else
        {
            inputs.Add(Boxes, [], 1, 0, 4);
        }
    }
}
