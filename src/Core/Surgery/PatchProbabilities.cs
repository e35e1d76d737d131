using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>
/// The softmax of every patch's cosines over a set of texts and the empty text. Only its denominators are kept: a text's
/// probabilities are made when they are asked for.
/// </summary>
internal sealed class PatchProbabilities
{
    /// <summary>Patches whose cosines with all texts are held at once.</summary>
    private const int PatchBlock = 8;

    private readonly TextEmbeddings _texts;
    private readonly float _scale;

    /// <summary>Logarithm of each patch's sum of exponentials.</summary>
    private readonly float[] _denominators;

    /// <summary>The same over what is outside of a group, by the group's place; texts of a group do not compete.</summary>
    private readonly float[][] _outside;
    private readonly TextGroups _groups;

    /// <param name="tokens">The picture.</param>
    /// <param name="texts">The texts that compete, beside the empty one.</param>
    /// <param name="scale">The factor on cosines.</param>
    /// <param name="groups">Texts that do not compete with each other.</param>
    public PatchProbabilities(ImageTokens tokens, TextEmbeddings texts, float scale, TextGroups groups)
    {
        Tokens = tokens;
        _texts = texts;
        _scale = scale;
        _groups = groups;
        _denominators = new float[tokens.GridWidth * tokens.GridHeight];
        _outside = [.. groups.Members.Select(_ => new float[_denominators.Length])];
        float[] empty = FeatureSurgery.Project(tokens.Patches, texts.Empty, texts.Width)[0];
        float[][] block = [.. Enumerable.Range(0, PatchBlock).Select(_ => new float[texts.Texts.Count + 1])];
        for (int first = 0; first < _denominators.Length; first += PatchBlock)
        {
            int count = Math.Min(PatchBlock, _denominators.Length - first);
            ReadOnlySpan<float> patches = tokens.Patches.Slice(first * texts.Width, count * texts.Width);
            RowProducts.Multiply(texts.Rows, patches, texts.Width, block.AsSpan(0, count));
            for (int i = 0; i < count; i++)
            {
                block[i][^1] = empty[first + i];
                SetDenominators(first + i, block[i]);
            }
        }
    }

    /// <summary>The picture.</summary>
    public ImageTokens Tokens { get; }

    /// <summary>Probability, 0 to 1, of one text in each patch, row-major.</summary>
    public float[] Of(int text)
    {
        float[] values = FeatureSurgery.Project(Tokens.Patches, _texts[text], _texts.Width)[0];
        int? group = _groups.Of(text);
        for (int patch = 0; patch < values.Length; patch++)
        {
            float logit = _scale * values[patch];
            values[patch] = group is { } place
                ? 1 / (1 + MathF.Exp(_outside[place][patch] - logit))
                : MathF.Exp(logit - _denominators[patch]);
        }

        return values;
    }

    /// <param name="patch">The patch.</param>
    /// <param name="logits">Its cosines with all texts and with the empty one; written over.</param>
    private void SetDenominators(int patch, Span<float> logits)
    {
        TensorPrimitives.Multiply(logits, _scale, logits);
        float highest = TensorPrimitives.Max(logits);
        TensorPrimitives.Subtract(logits, highest, logits);
        TensorPrimitives.Exp(logits, logits);
        _denominators[patch] = highest + MathF.Log(TensorPrimitives.Sum(logits));
        for (int group = 0; group < _outside.Length; group++)
        {
            // Summed without the members: taking them off the whole would leave rounding errors where they are the most of it.
            _outside[group][patch] = highest + MathF.Log(_groups.SumOutside(group, logits));
        }
    }
}
