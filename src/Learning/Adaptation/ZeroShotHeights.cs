namespace ClipSurgery;

/// <summary>
/// What texts alone say of each example: the heights of the classes' names in the whole picture and in a second look, and that of the best
/// noun that is none of them.
/// </summary>
internal sealed class ZeroShotHeights
{
    private readonly float[][] _fine;
    private readonly float[][] _look;

    public ZeroShotHeights(ClipModel clip, IReadOnlyList<ObjectTokens> objects, CancellationToken cancellationToken)
    {
        Classes = [.. objects.Select(one => one.Class).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        EvidenceSettings settings = new();
        TextBackground words = clip.Background.Texts(cancellationToken);
        float[] asked = words.Directions(clip.Embed(Classes, cancellationToken).Rows);
        float[] directions = [.. asked, .. words.Rivals(asked)];
        (int width, int height) = PictureViews.Sizes(clip.Config)[0];
        _fine = Heights(clip.Background.Pictures(width, height, cancellationToken), [.. objects.SelectMany(one => one.Fine)]);
        _look = Heights(clip.Background.Parts(cancellationToken), [.. objects.SelectMany(one => one.Look)]);

        // [texts][objects]
        float[][] Heights(PictureBackground background, float[] tokens) =>
            FeatureSurgery.Project(tokens, background.Scale(directions, settings.ReachShare), clip.Config.EmbeddingWidth);
    }

    /// <summary>The names of the classes, in ordinal order.</summary>
    public string[] Classes { get; }

    /// <summary>Heights of the classes in the whole picture, <c>[classes]</c>, and of the best noun.</summary>
    public (float[] Classes, float Noun) Fine(int example) => Of(_fine, example);

    /// <summary>The same in a second look.</summary>
    public (float[] Classes, float Noun) Look(int example) => Of(_look, example);

    private (float[] Classes, float Noun) Of(float[][] heights, int example) => (
        [.. heights.Take(Classes.Length).Select(text => text[example])],
        heights.Skip(Classes.Length).Select(text => text[example]).DefaultIfEmpty(float.NegativeInfinity).Max());
}
