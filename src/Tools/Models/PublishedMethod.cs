using System.Text.RegularExpressions;

namespace ClipSurgery.Tools;

/// <summary>The method of maps with the best published figures for a checkpoint: one forward pass, the checkpoint's own weights alone.</summary>
/// <param name="Method">What <c>--method</c> calls it.</param>
/// <param name="Figures">The figures, and where they stand.</param>
internal sealed partial record PublishedMethod(string Method, string Figures)
{
    /// <summary>The method for a checkpoint; null where nothing is published, or nothing is known here.</summary>
    /// <param name="manifest">The checkpoint's manifest: its name or its source tells which it is.</param>
    public static PublishedMethod? Find(ModelManifest manifest) =>
        Names(manifest, OpenAiB16()) ? new("scclip", "43.9 % mIoU on average of eight data sets (Bai et al., arXiv 2411.15869, ViT-B/16)")
        : Names(manifest, OpenAiL14()) ? new("scclip", "6.8 times the mIoU of the unmodified tower (Bai et al., arXiv 2411.15869, ViT-L/14)")
        : null;

    private static bool Names(ModelManifest manifest, Regex pattern) =>
        manifest.Kind == ModelKind.Clip && (pattern.IsMatch(manifest.Name) || pattern.IsMatch(manifest.Source));

    [GeneratedRegex("^openai-vit-b-16$|vit_base_patch16_clip_224.openai|(^|openai/)clip-vit-base-patch16(/|$)", RegexOptions.IgnoreCase)]
    private static partial Regex OpenAiB16();

    [GeneratedRegex("^openai-vit-l-14$|vit_large_patch14_clip_224.openai|(^|openai/)clip-vit-large-patch14(/|$)", RegexOptions.IgnoreCase)]
    private static partial Regex OpenAiL14();
}
