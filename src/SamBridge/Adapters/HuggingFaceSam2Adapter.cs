namespace ClipSurgery;

/// <summary>
/// SAM 2, SAM 2.1, EdgeTAM and SAM 3's tracker as they lie on the Hugging Face hub for transformers.js: points, a box, or both,
/// where what is missing is an empty list.
/// </summary>
internal sealed class HuggingFaceSam2Adapter(SamSignature signature) : HuggingFaceAdapter(Layout, signature)
{
    public static readonly SamLayout Layout = new("SAM 2 (Hugging Face)", signature => new HuggingFaceSam2Adapter(signature))
    {
        Embeddings = ["image_embeddings.2", "image_embeddings.1", "image_embeddings.0"],
        Prompt = [],
        Optional = [Points, Labels, Boxes],
        Outputs = [PredictedIou, Masks],
        Condition = HasPrompt,
    };

    public override SamNormalization Normalization => FrameSide == Sam3Adapter.Side ? Sam3Adapter.HalfRange : base.Normalization;

    public override bool IsSquashed => true;
}
