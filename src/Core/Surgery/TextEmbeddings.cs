namespace ClipSurgery;

/// <summary>L2-normalised embeddings of texts, each the mean over a prompt ensemble.</summary>
public sealed class TextEmbeddings
{
    private readonly float[] _values;
    private readonly float[] _empty;

    /// <param name="texts">The texts, in order.</param>
    /// <param name="values"><c>[texts, width]</c>.</param>
    /// <param name="empty">The empty text's embedding, <c>[width]</c>.</param>
    /// <param name="truncated">Texts that were longer than the model's context and were cut.</param>
    internal TextEmbeddings(IReadOnlyList<string> texts, float[] values, float[] empty, IReadOnlyList<string> truncated)
    {
        Texts = texts;
        _values = values;
        _empty = empty;
        TruncatedTexts = truncated;
    }

    /// <summary>The texts, in order.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>Texts that were cut because a prompt made of them is longer than the model's context (77 tokens).</summary>
    public IReadOnlyList<string> TruncatedTexts { get; }

    /// <summary>Channels of an embedding.</summary>
    public int Width => _empty.Length;

    /// <summary>The embedding of the empty text: what all texts share.</summary>
    public ReadOnlySpan<float> Empty => _empty;

    /// <summary>All embeddings, <c>[texts, Width]</c>.</summary>
    internal ReadOnlySpan<float> Rows => _values;

    /// <summary>One text's embedding, <c>[Width]</c>.</summary>
    public ReadOnlySpan<float> this[int index] => _values.AsSpan(index * Width, Width);
}
