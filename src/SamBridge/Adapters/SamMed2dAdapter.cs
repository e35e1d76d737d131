using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>
/// SAM-Med2D: segment-anything's signature at 256 pixels with low-resolution masks of 64, by which it is told. The picture is
/// squashed without any filter, and an earlier mask is taken as probabilities. Its own <c>masks</c> are cut as if the picture
/// were padded.
/// </summary>
internal sealed class SamMed2dAdapter(SamSignature signature) : SamAdapter(Layout, signature, PointPrompt.Coordinates)
{
    public static readonly SamLayout Layout = new("SAM-Med2D", signature => new SamMed2dAdapter(signature))
    {
        Embeddings = SegmentAnythingAdapter.Layout.Embeddings,
        Prompt = SegmentAnythingAdapter.Layout.Prompt,
        Outputs = SegmentAnythingAdapter.Layout.Outputs,
        Condition = IsSamMed2d,
    };

    private readonly PointPrompt _prompt = new(signature.ReadLowResolutionSize(SegmentAnythingAdapter.Embedding), pads: true);

    public static bool IsSamMed2d(SamSignature signature) =>
        signature.Picture.Side is 256 or null && signature.SideOf(PointPrompt.Mask) == 64;

    public override bool IsSquashed => true;

    public override RgbImage Fit(RgbImage image, int side) => PictureFit.SquashNearest(image, side);

    public override IReadOnlyList<string> Outputs { get; } = SegmentAnythingAdapter.FindOutputs(signature);

    public override void AddPrompt(DecoderInputs inputs, MaskPrompt prompt, SamFrame frame)
    {
        float[] probabilities = new float[prompt.Logits.Length];
        if (!prompt.Logits.IsEmpty)
        {
            TensorPrimitives.Sigmoid(prompt.Logits.Span, probabilities);
        }

        _prompt.AddTo(inputs, prompt with { Logits = probabilities }, frame);
    }
}
