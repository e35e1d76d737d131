namespace ClipSurgery;

/// <summary>
/// SAM 2, SAM 2.1, EdgeTAM and SAM 3's tracker as they lie on the Hugging Face hub for transformers.js: points, a box, or both,
/// where what is missing is an empty list.
/// </summary>
internal sealed class HuggingFaceSam2Adapter(SamSignature signature)
    : SamAdapter(Layout, signature, HuggingFacePrompt.Places(signature))
{
    public static readonly SamLayout Layout = new("SAM 2 (Hugging Face)", signature => new HuggingFaceSam2Adapter(signature))
    {
        Embeddings = ["image_embeddings.2", "image_embeddings.1", "image_embeddings.0"],
        Prompt = [],
        Optional = [HuggingFacePrompt.Points, HuggingFacePrompt.Labels, HuggingFacePrompt.Boxes],
        Outputs = [HuggingFacePrompt.PredictedIou, HuggingFacePrompt.Masks],
        Condition = HuggingFacePrompt.HasPrompt,
    };

    public override SamNormalization Normalization => FrameSide == Sam3Adapter.Side ? Sam3Adapter.HalfRange : base.Normalization;

    public override bool IsSquashed => true;

    public override SamPromptLimits Limits { get; } = HuggingFacePrompt.Limits(signature);

    public override IReadOnlyList<string> Outputs => Layout.Outputs;

    public override void AddPrompt(DecoderInputs inputs, MaskPrompt prompt, SamFrame frame) =>
        HuggingFacePrompt.AddTo(inputs, prompt, frame);
}
