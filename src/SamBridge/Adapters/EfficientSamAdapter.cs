namespace ClipSurgery;

/// <summary>
/// EfficientSAM: the encoder takes pictures of any size in 0 to 1 and squashes them by itself; points are relative to a size that
/// is given with them. Six points count, and there is no code for a point outside the object.
/// </summary>
internal sealed class EfficientSamAdapter(SamSignature signature) : SamAdapter(Layout, signature, Coordinates)
{
    private const string Coordinates = "batched_point_coords";
    private const string Labels = "batched_point_labels";

    public static readonly SamLayout Layout = new("EfficientSAM", signature => new EfficientSamAdapter(signature))
    {
        Embeddings = [SegmentAnythingAdapter.Embedding],
        Prompt = [Coordinates, Labels, PointPrompt.OriginalSize],
        Outputs = ["output_masks", SegmentAnythingAdapter.PredictedIou],
    };

    public override SamNormalization Normalization { get; } = new([0, 0, 0], [255, 255, 255]);

    public override bool IsSquashed => true;

    public override bool TakesAnySize { get; } = signature.Picture.Side is null;

    public override SamPromptLimits Limits { get; } =
        new() { TakesNegativePoints = false, TakesMasks = false, MostPoints = 6 };

    public override IReadOnlyList<string> Outputs { get; } =
        [SegmentAnythingAdapter.PredictedIou, MaskOutputs.LowResolution(signature, "output_masks")];

    public override RgbImage Fit(RgbImage image, int side) =>
        TakesAnySize ? PictureFit.AsItIs(image, side) : base.Fit(image, side);

    public override void AddPrompt(DecoderInputs inputs, MaskPrompt prompt, SamFrame frame)
    {
        // The size is that of the masks as well: at the low resolution the graph has little to do.
        SamFrame low = new(frame.Width, frame.Height, LowResolutionSize, LowResolutionSize, IsSquashed: true);
        PromptPoints points = PromptPoints.Of(prompt, low, pads: false);
        inputs.Add(Coordinates, points.Coordinates, 1, 1, points.Labels.Length, 2);
        inputs.Add(Labels, points.Labels, 1, 1, points.Labels.Length);
        inputs.Add(PointPrompt.OriginalSize, [LowResolutionSize, LowResolutionSize], 2);
    }
}
