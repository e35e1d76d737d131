namespace ClipSurgery;

/// <summary>
/// Image-text models that are near enough to CLIP to be mistaken for one, and that cannot be converted: each is known by a part of
/// a tensor's name, and refused with the reason.
/// </summary>
internal static class OtherFamily
{
    private const string SigLipReason = "it has no class token, and its text tower has a tokenizer of its own";
    private const string OwnTokenizer = "its text tower has a tokenizer of its own";
    private const string NoPatchTokens = "its image tower is not a ViT or ResNet of CLIP, whose last attention Surgery replaces";

    /// <summary>The most telling first: what begins with <c>visual.trunk.</c> is most often a SigLIP.</summary>
    private static readonly (string Part, string Family, string Reason)[] Families =
    [
        ("logit_bias", "a SigLIP", SigLipReason),
        ("vision_model.head.", "a SigLIP", SigLipReason),
        ("visual.trunk.norm_pre.", "an EVA-02 CLIP or another CLIP with a timm image tower", NoPatchTokens),
        ("visual.trunk.stages.", "a MobileCLIP, ConvNeXt CLIP or another CLIP with a timm image tower", NoPatchTokens),
        ("visual.trunk.", "a CLIP with a timm image tower (EVA-02, ViTamin, PE)", NoPatchTokens),
        ("image_encoder.model.", "a MobileCLIP in Apple's own layout", NoPatchTokens),
        ("visual.patch_embed.", "an EVA-CLIP", NoPatchTokens),
        ("text_decoder.", "a CoCa or BLIP", "it is trained to write captions, and its image tower pools by attention"),
        ("visual.attn_pool.", "a CoCa or PE", "its image tower pools by attention instead of a class token"),
        (".ls_1.gamma", "a CLIP with layer scale", "its blocks have factors that CLIP's do not have"),
        ("owlvit.", "an OWL-ViT", "its image tower was trained anew to find boxes"),
        ("owlv2.", "an OWLv2", "its image tower was trained anew to find boxes"),
        ("text_model.encoder.layer.", "a Chinese CLIP", OwnTokenizer),
        ("bert.embeddings.", "a Chinese CLIP", OwnTokenizer),
        ("text_model.roberta.", "an AltCLIP", OwnTokenizer),
        ("text.transformer.embeddings.", "an OpenCLIP with a text tower of Hugging Face", OwnTokenizer),
        ("vision_tower.", "a language model with an image tower", "it has no text tower of CLIP"),
        ("cond_stage_model.", "a Stable Diffusion", "it has no image tower of CLIP"),
    ];

    /// <exception cref="ClipSurgeryException">The tensors are those of another family.</exception>
    public static void Refuse(CheckpointTensors tensors)
    {
        foreach ((string part, string family, string reason) in Families)
        {
            if (tensors.FullNames.FirstOrDefault(name => IsPart(part, name)) is { } tensor)
            {
                throw new ClipSurgeryException(
                    $"{tensors.Path}: is {family} (tensor {tensor}), which cannot be converted: {reason}. " +
                    "Expected a ViT or ResNet CLIP of OpenAI, OpenCLIP or Hugging Face's CLIPModel.");
            }
        }
    }

    /// <summary>A part stands at the beginning of a name or behind a dot, so that <c>text_decoder.</c> is not in another word.</summary>
    private static bool IsPart(string part, string name) =>
        name.StartsWith(part, StringComparison.Ordinal)
        || name.Contains(part[0] == '.' ? part : $".{part}", StringComparison.Ordinal);
}
