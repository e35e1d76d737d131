namespace ClipSurgery;

/// <summary>
/// The prompt of segment-anything's own decoder and of all that were derived from it: <c>point_coords [1, count, 2]</c>,
/// <c>point_labels [1, count]</c>, <c>mask_input [1, 1, side, side]</c>, <c>has_mask_input [1]</c>, <c>orig_im_size [2]</c>.
/// Those that a decoder does not have are left out.
/// </summary>
/// <param name="lowResolutionSize">Side of a low-resolution mask.</param>
/// <param name="pads">
/// True where a point (0, 0) that is none must stand in for a missing box: SAM is trained with one, and only some graphs add it.
/// </param>
internal sealed class PointPrompt(int lowResolutionSize, bool pads)
{
    public const string Coordinates = "point_coords";
    public const string Labels = "point_labels";
    public const string Mask = "mask_input";
    public const string HasMask = "has_mask_input";
    public const string OriginalSize = "orig_im_size";

    /// <summary>Stands for no mask; never written.</summary>
    private readonly float[] _noMask = new float[lowResolutionSize * lowResolutionSize];

    public void AddTo(DecoderInputs inputs, MaskPrompt prompt, SamFrame frame)
    {
        PromptPoints points = PromptPoints.Of(prompt, frame, pads);
        inputs.Add(Coordinates, points.Coordinates, 1, points.Labels.Length, 2);
        inputs.Add(Labels, points.Labels, 1, points.Labels.Length);
        inputs.Add(Mask, prompt.Logits.IsEmpty ? _noMask : prompt.Logits.ToArray(), 1, 1, lowResolutionSize, lowResolutionSize);
        inputs.Add(HasMask, [prompt.Logits.IsEmpty ? 0 : 1], 1);

        // The graph also resizes its masks to this size; we do that ourselves from the logits, so its own work is kept small.
        inputs.Add(OriginalSize, [lowResolutionSize, lowResolutionSize], 2);
    }
}
