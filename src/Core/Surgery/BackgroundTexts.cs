using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>
/// What most of a picture is made of. As texts that nobody asks for they take up the patches that an asked text should not claim
/// only because it has no rival.
/// </summary>
public static class BackgroundTexts
{
    /// <summary>Two texts whose embeddings have this cosine or more mean the same.</summary>
    private const float SameMeaning = 0.9f;

    /// <summary>Stuff, not things: a thing that is named here could be in the picture and asked for by another name.</summary>
    public static IReadOnlyList<string> Stuff { get; } =
        ["sky", "wall", "grass", "road", "sea", "river", "mountain", "sand", "floor", "ceiling", "ground", "water", "rock", "field"];

    /// <summary>Those that are not one of some texts by another name ("lawn" must not have to beat "grass").</summary>
    internal static IReadOnlyList<string> For(ClipModel clip, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        TextEmbeddings asked = clip.Embed(texts, cancellationToken);
        TextEmbeddings stuff = clip.Embed(Stuff, cancellationToken);
        return [.. Stuff.Where((_, i) => !MeansOneOf(stuff[i], asked))];
    }

    private static bool MeansOneOf(ReadOnlySpan<float> text, TextEmbeddings others)
    {
        for (int i = 0; i < others.Texts.Count; i++)
        {
            if (TensorPrimitives.Dot(text, others[i]) >= SameMeaning)
            {
                return true;
            }
        }

        return false;
    }
}
