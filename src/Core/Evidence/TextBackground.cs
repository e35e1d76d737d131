using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>
/// Where a checkpoint's text embeddings lie. Those of published CLIPs share a large constant (cosines of .7 to .85 between any two
/// words); what a text means is its direction from the mean of many.
/// </summary>
internal sealed class TextBackground
{
    /// <summary>
    /// Cosine of two directions from the mean from which texts mean the same. OpenAI's ViT-B/32 has .69 for cat and kitten, .67 for
    /// clock and wall clock, .55 for cat and dog, .57 for car and bus; 99 % of 1,203 names have less than .29.
    /// </summary>
    public const float SameMeaning = 0.6f;

    /// <summary>
    /// Distance of two embeddings below which they are one: a text tower that does not know a word may map it to what it maps others to.
    /// </summary>
    private const float Coincides = 0.01f;

    private readonly int _width;
    private readonly int[] _distinct;

    /// <summary>Directions of all nouns and of all general words.</summary>
    private readonly float[] _nouns;
    private readonly float[] _general;

    /// <param name="nouns">Embeddings of <see cref="NounBank.Nouns"/>, of length 1, <c>[nouns, width]</c>.</param>
    /// <param name="general">Embeddings of <see cref="NounBank.General"/>, of length 1, <c>[words, width]</c>.</param>
    /// <param name="width">Values of an embedding.</param>
    public TextBackground(ReadOnlySpan<float> nouns, ReadOnlySpan<float> general, int width)
    {
        _width = width;
        _distinct = Distinct(nouns, width);
        Mean = new float[width];
        foreach (int noun in _distinct)
        {
            TensorPrimitives.Add(Mean, nouns.Slice(noun * width, width), Mean);
        }

        TensorPrimitives.Divide(Mean, _distinct.Length, Mean);
        _nouns = Directions(nouns);
        _general = Directions(general);
        ForgetUnknown(nouns, general);
    }

    /// <summary>Mean of the embeddings of the nouns, those that coincide counted once.</summary>
    public float[] Mean { get; }

    /// <summary>The direction of each text from the mean, of length 1, <c>[texts, width]</c>; 0 for a text that lies there.</summary>
    /// <param name="embeddings"><c>[texts, width]</c>.</param>
    public float[] Directions(ReadOnlySpan<float> embeddings)
    {
        float[] directions = embeddings.ToArray();
        for (int start = 0; start < directions.Length; start += _width)
        {
            Span<float> direction = directions.AsSpan(start, _width);
            TensorPrimitives.Subtract(direction, Mean, direction);
            float length = TensorPrimitives.Norm(direction);
            TensorPrimitives.Divide(direction, length > 0 ? length : 1, direction);
        }

        return directions;
    }

    /// <summary>Directions of the nouns, those that coincide once, <c>[count, width]</c>.</summary>
    public float[] DistinctNouns() => Rows(_distinct);

    /// <summary>
    /// Directions of the nouns that are none of some texts: by meaning neither one of them nor a kind of one.
    /// </summary>
    /// <param name="texts">Directions of the texts, <c>[texts, width]</c>.</param>
    /// <returns><c>[rivals, width]</c>.</returns>
    public float[] Rivals(ReadOnlySpan<float> texts)
    {
        bool[] isNoun = MeansOneOf(_nouns, texts);
        bool[] isGeneral = MeansOneOf(_general, texts);
        HashSet<string> meant = [.. NounBank.General.Where((_, word) => isGeneral[word])];
        HashSet<string> kinds = [.. NounBank.Groups.Where(group => group.General.Any(meant.Contains)).SelectMany(group => group.Members)];
        return Rows([.. _distinct.Where(noun => !isNoun[noun] && !kinds.Contains(NounBank.Nouns[noun]))]);
    }

    private bool[] MeansOneOf(ReadOnlySpan<float> words, ReadOnlySpan<float> texts)
    {
        float[][] cosines = FeatureSurgery.Project(words, texts, _width);
        bool[] means = new bool[words.Length / _width];
        foreach (float[] ofText in cosines)
        {
            for (int word = 0; word < means.Length; word++)
            {
                means[word] |= ofText[word] >= SameMeaning;
            }
        }

        return means;
    }

    private float[] Rows(int[] nouns)
    {
        float[] rows = new float[nouns.Length * _width];
        for (int i = 0; i < nouns.Length; i++)
        {
            _nouns.AsSpan(nouns[i] * _width, _width).CopyTo(rows.AsSpan(i * _width));
        }

        return rows;
    }

    private static bool IsOne(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => TensorPrimitives.Distance(a, b) < Coincides;

    /// <summary>A general word that coincides with another word is not known to the model, and must not stand for any text of the kind.</summary>
    private void ForgetUnknown(ReadOnlySpan<float> nouns, ReadOnlySpan<float> general)
    {
        ReadOnlySpan<float> all = [.. nouns, .. general];
        string[] words = [.. NounBank.Nouns, .. NounBank.General];
        for (int i = 0; i < _general.Length / _width; i++)
        {
            ReadOnlySpan<float> word = general.Slice(i * _width, _width);
            for (int other = 0; other < words.Length; other++)
            {
                if (words[other] != NounBank.General[i] && IsOne(word, all.Slice(other * _width, _width)))
                {
                    _general.AsSpan(i * _width, _width).Clear();
                    break;
                }
            }
        }
    }

    private static int[] Distinct(ReadOnlySpan<float> embeddings, int width)
    {
        List<int> distinct = [];
        for (int i = 0; i < embeddings.Length / width; i++)
        {
            bool isNew = true;
            foreach (int other in distinct)
            {
                isNew &= !IsOne(embeddings.Slice(i * width, width), embeddings.Slice(other * width, width));
            }

            if (isNew)
            {
                distinct.Add(i);
            }
        }

        return [.. distinct];
    }
}
