using System.Collections.Concurrent;
using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ClipSurgery;

/// <summary>
/// CLIP's text side: a text is put into every prompt template, and its embedding is the normalised mean of the prompts'
/// normalised embeddings (CLIP Surgery's 85 templates). Results are kept in memory and on disk. May be used by several threads at
/// once.
/// </summary>
internal sealed class TextEncoder(Lazy<OnnxSession> session, ClipConfig config, TextEmbeddingCache cache)
{
    /// <summary>As many as a picture is asked about: the texts, those with what they must beat, the context, and room for another picture.</summary>
    private const int RememberedSets = 6;

    private readonly ConcurrentDictionary<string, (float[] Embedding, bool IsTruncated)> _known = new(StringComparer.Ordinal);

    private readonly PromptEnsemble _prompts = new(session, config, PromptTemplates.Default);

    private readonly Lock _embedding = new();

    /// <summary>The sets that were made last: every picture asks for the same ones. Replaced whole, by any thread.</summary>
    private volatile TextEmbeddings[] _recent = [];

    /// <summary>
    /// Loads the model, checks its input and output, and runs it on the first and the last token that it knows (see
    /// <see cref="ImageEncoder.Probe"/>).
    /// </summary>
    public static OnnxSession LoadProbed(string path, RuntimeOptions options, ClipConfig config)
    {
        OnnxSession session = OnnxSession.Load(path, options, fixedShapes: false);
        try
        {
            session.Require(session.Inputs, TextGraph.Ids, TensorElementType.Int64, 2);
            session.Require(session.Outputs, TextGraph.Embedding, TensorElementType.Float, 2);
            PromptEnsemble.Run(session, [0, config.VocabularySize - 1], 1, config.EmbeddingWidth, CancellationToken.None);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Embeds texts, and the empty text with them.</summary>
    public TextEmbeddings Embed(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        TextEmbeddings? set = Array.Find(_recent, recent => recent.Texts.SequenceEqual(texts));
        if (set is null)
        {
            set = EmbedSet(texts, cancellationToken);
            _recent = [set, .. _recent.Take(RememberedSets - 1)];
        }

        return set;
    }

    private TextEmbeddings EmbedSet(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        float[] values = new float[texts.Count * config.EmbeddingWidth];
        List<string> truncated = [];
        for (int i = 0; i < texts.Count; i++)
        {
            (float[] embedding, bool isTruncated) = Embed(texts[i], cancellationToken);
            embedding.CopyTo(values, i * config.EmbeddingWidth);
            if (isTruncated)
            {
                truncated.Add(texts[i]);
            }
        }

        return new TextEmbeddings([.. texts], values, Embed("", cancellationToken).Embedding, truncated);
    }

    /// <summary>Embeds every token of a sentence, which is encoded as it was typed.</summary>
    public TokenEmbeddings EmbedTokens(string sentence, CancellationToken cancellationToken)
    {
        TokenSequence sequence = ClipTokenizer.Default.Encode(sentence, config.ContextLength);
        string[] texts = [.. sequence.Ids[1..^1].ToArray().Select(ClipTokenizer.Default.TextOf), TokenEmbeddings.End];
        float[] empty = EmbedTokens(ClipTokenizer.Default.Encode("", config.ContextLength), cancellationToken);
        TextEmbeddings embeddings = new(texts, EmbedTokens(sequence, cancellationToken), empty, []);
        return new TokenEmbeddings(embeddings, sequence.IsTruncated);
    }

    /// <summary>One normalised row for each token after the start token.</summary>
    private float[] EmbedTokens(TokenSequence sequence, CancellationToken cancellationToken)
    {
        if (!session.Value.Outputs.ContainsKey(TextGraph.Tokens))
        {
            throw new ClipSurgeryException(
                $"this converted model's text tower has no output '{TextGraph.Tokens}': an older version wrote it. " +
                "Convert the checkpoint again.");
        }

        long[] ids = [.. sequence.Ids.ToArray().Select(id => (long)id)];
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(ids, [1, ids.Length]);
        using OrtValue count = OrtValue.CreateTensorValueFromMemory((long[])[ids.Length], [1]);
        using IDisposableReadOnlyCollection<OrtValue> output =
            session.Value.Run([TextGraph.Ids, TextGraph.TokenCount], [input, count], [TextGraph.Tokens], cancellationToken);
        ReadOnlySpan<float> all = session.Value.Values(output[0], TextGraph.Tokens, 1, ids.Length, config.EmbeddingWidth);
        float[] rows = all[config.EmbeddingWidth..].ToArray();
        UnitRows.Normalize(rows, config.EmbeddingWidth);
        return rows;
    }

    private (float[] Embedding, bool IsTruncated) Embed(string text, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(text, out (float[] Embedding, bool IsTruncated) known))
        {
            return known;
        }

        // One thread at a time: several that ask for the same texts would each compute them, and a model takes all its threads anyway.
        lock (_embedding)
        {
            return _known.GetOrAdd(text, _ => cache.TryRead(text) ?? Compute(text, cancellationToken));
        }
    }

    private (float[] Embedding, bool IsTruncated) Compute(string text, CancellationToken cancellationToken)
    {
        (float[] embedding, bool isTruncated) = _prompts.Embed(text, cancellationToken);
        cache.Write(text, embedding, isTruncated);
        return (embedding, isTruncated);
    }
}
