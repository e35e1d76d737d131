using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>
/// The softmax of every patch's cosines over a set of texts and the empty text. Only its denominators are kept: a text's
/// probabilities are made when they are asked for.
/// </summary>
internal sealed class PatchProbabilities
{
    private readonly TextEmbeddings _texts;
    private readonly float _scale;

    /// <summary>Logarithm of each patch's sum of exponentials.</summary>
    private readonly float[] _denominators;

    /// <param name="tokens">The picture.</param>
    /// <param name="texts">The texts that compete, beside the empty one.</param>
    /// <param name="scale">The factor on cosines.</param>
    public PatchProbabilities(ImageTokens tokens, TextEmbeddings texts, float scale)
    {
        Tokens = tokens;
        _texts = texts;
        _scale = scale;
        _denominators = new float[tokens.GridWidth * tokens.GridHeight];
        float[] logits = new float[texts.Texts.Count + 1];
        for (int patch = 0; patch < _denominators.Length; patch++)
        {
            ReadOnlySpan<float> token = Token(patch);
            for (int text = 0; text < texts.Texts.Count; text++)
            {
                logits[text] = scale * TensorPrimitives.Dot(token, texts[text]);
            }

            logits[^1] = scale * TensorPrimitives.Dot(token, texts.Empty);
            float highest = TensorPrimitives.Max(logits);
            TensorPrimitives.Subtract(logits, highest, logits);
            TensorPrimitives.Exp(logits, logits);
            _denominators[patch] = highest + MathF.Log(TensorPrimitives.Sum(logits));
        }
    }

    /// <summary>The picture.</summary>
    public ImageTokens Tokens { get; }

    /// <summary>Probability, 0 to 1, of one text in each patch, row-major.</summary>
    public float[] Of(int text)
    {
        float[] values = new float[_denominators.Length];
        for (int patch = 0; patch < values.Length; patch++)
        {
            values[patch] = MathF.Exp(_scale * TensorPrimitives.Dot(Token(patch), _texts[text]) - _denominators[patch]);
        }

        return values;
    }

    private ReadOnlySpan<float> Token(int patch) => Tokens.Patches.Slice(patch * _texts.Width, _texts.Width);
}
