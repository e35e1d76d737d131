namespace ClipSurgery.Tools;

/// <summary>Where texts are in a picture, where some of them were learned.</summary>
internal static class LearnedMaps
{
    /// <summary>The paper's maps, but for texts that were learned: it knows nothing of those, and their evidence takes its place.</summary>
    /// <param name="located">The paper's maps.</param>
    /// <param name="evidence">For each text its probability, 0 to 1, in each patch.</param>
    /// <param name="learned">What was learned of each, or null.</param>
    public static IReadOnlyList<SimilarityMap> Choose(
        IReadOnlyList<SimilarityMap> located, IReadOnlyList<SimilarityMap> evidence, IReadOnlyList<LearnedClass?> learned) =>
        [.. located.Select((map, text) => learned[text] is { Weight: > 0 } ? evidence[text] : map)];

    /// <summary>The same of a picture.</summary>
    /// <param name="clip">The model, whose background was measured.</param>
    /// <param name="image">The picture.</param>
    /// <param name="texts">Texts without duplicates.</param>
    /// <param name="learned">What was learned of each, or null.</param>
    /// <param name="context">What redundant features are measured over.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    public static IReadOnlyList<SimilarityMap> Locate(
        ClipModel clip,
        RgbImage image,
        IReadOnlyList<string> texts,
        IReadOnlyList<LearnedClass?> learned,
        LabelContext context,
        CancellationToken cancellationToken)
    {
        using PictureViews views = new(clip, image, cancellationToken);
        return Choose(
            clip.Locate(views.Fine, texts, context, cancellationToken),
            [.. clip.WeighEvidence(views, texts, learned, cancellationToken)],
            learned);
    }
}
