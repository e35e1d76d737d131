namespace ClipSurgery;

/// <summary>
/// Label sets to put beside the labels that are asked for: feature surgery subtracts what all labels share, and that is known
/// better from many labels than from one or two.
/// </summary>
public static class ContextLabels
{
    /// <summary>The 59 classes of PASCAL Context, things and stuff, which the authors of CLIP Surgery use for this.</summary>
    public static IReadOnlyList<string> PascalContext59 { get; } = EmbeddedFile.ReadLines("context-59.txt");
}
