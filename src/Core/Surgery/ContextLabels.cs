namespace ClipSurgery;

/// <summary>Label sets that redundant features are measured over.</summary>
public static class ContextLabels
{
    /// <summary>The 59 names of PASCAL Context, which the authors of CLIP Surgery use.</summary>
    public static IReadOnlyList<string> Pascal59 { get; } = EmbeddedText.Lines("context_labels.txt");
}
