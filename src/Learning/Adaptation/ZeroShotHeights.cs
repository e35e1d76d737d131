using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>
/// What texts alone say of each example: the heights of the classes in the whole picture and in a second look, each the greatest of its
/// texts, and that of the best noun that is none of them.
/// </summary>
internal sealed class ZeroShotHeights
{
    private readonly float[][] _fine;
    private readonly float[][] _look;

    public ZeroShotHeights(
        ClipModel clip,
        IReadOnlyList<ObjectTokens> objects,
        IReadOnlyDictionary<string, IReadOnlyList<string>> prompts,
        CancellationToken cancellationToken)
    {
        Classes = [.. objects.Select(one => one.Class).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        string[][] texts = [.. Classes.Select(name => prompts.TryGetValue(name, out IReadOnlyList<string>? own) ? [.. own] : (string[])[name])];
        EvidenceSettings settings = new();
        TextBackground words = clip.Background.Texts(cancellationToken);
        float[] asked = words.Directions(clip.Embed([.. texts.SelectMany(ofClass => ofClass)], cancellationToken).Rows);
        float[] directions = [.. asked, .. words.Rivals(asked)];
        (int width, int height) = PictureViews.Sizes(clip.Config)[0];
        _fine = Heights(clip.Background.Pictures(width, height, cancellationToken), [.. objects.SelectMany(one => one.Fine)]);
        _look = Heights(clip.Background.Parts(cancellationToken), [.. objects.SelectMany(one => one.Look)]);

        // [classes and nouns][objects]
        float[][] Heights(PictureBackground background, float[] tokens)
        {
            float[][] ofTexts = FeatureSurgery.Project(tokens, background.Scale(directions, settings.ReachShare), clip.Config.EmbeddingWidth);
            int text = 0;
            float[][] ofClasses = [.. texts.Select(ofClass => Highest(ofTexts.AsSpan(text, ofClass.Length), ref text))];
            return [.. ofClasses, Highest(ofTexts.AsSpan(text), ref text)];
        }

        float[] Highest(ReadOnlySpan<float[]> heights, ref int text)
        {
            float[] highest = new float[objects.Count];
            Array.Fill(highest, float.NegativeInfinity);
            foreach (float[] ofText in heights)
            {
                TensorPrimitives.Max(highest, ofText, highest);
            }

            text += heights.Length;
            return highest;
        }
    }

    /// <summary>The names of the classes, in ordinal order.</summary>
    public string[] Classes { get; }

    /// <summary>Heights of the classes in the whole picture, <c>[classes]</c>, and of the best noun.</summary>
    public (float[] Classes, float Noun) Fine(int example) => Of(_fine, example);

    /// <summary>The same in a second look.</summary>
    public (float[] Classes, float Noun) Look(int example) => Of(_look, example);

    private static (float[] Classes, float Noun) Of(float[][] heights, int example) =>
        ([.. heights[..^1].Select(ofClass => ofClass[example])], heights[^1][example]);
}
