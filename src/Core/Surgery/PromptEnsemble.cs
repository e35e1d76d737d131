using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery;

/// <summary>A text's embedding: it is put into every template, and the normalised embeddings of the prompts are averaged.</summary>
internal sealed class PromptEnsemble(Lazy<OnnxSession> session, ClipConfig config, IReadOnlyList<string> templates)
{
    /// <summary>Prompts of one run where there are many.</summary>
    private const int Batch = 128;

    /// <summary>Embeds a text.</summary>
    /// <returns>The embedding, of length 1, and whether a prompt was longer than the context and cut.</returns>
    public (float[] Embedding, bool IsTruncated) Embed(string text, CancellationToken cancellationToken)
    {
        TokenSequence[] prompts = PromptsOf(text);
        return (Embed([prompts], _ => { }, cancellationToken), prompts.Any(prompt => prompt.IsTruncated));
    }

    /// <summary>Embeds many texts, prompts of one length together: a few prompts at a time would leave most of a processor idle.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="done">Called with the number of prompts that were done.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    /// <returns>Embeddings of length 1, <c>[texts, width]</c>.</returns>
    public float[] EmbedAll(IReadOnlyList<string> texts, Action<int> done, CancellationToken cancellationToken) =>
        Embed([.. texts.Select(PromptsOf)], done, cancellationToken);

    private TokenSequence[] PromptsOf(string text) =>
        [.. templates.Select(template => ClipTokenizer.Default.Encode(PromptTemplates.Fill(template, text), config.ContextLength))];

    /// <summary>
    /// The ensemble of each text's prompts. A batch holds prompts of one length: what stands behind the end token changes nothing (see
    /// TextGraph), but would be computed.
    /// </summary>
    private float[] Embed(TokenSequence[][] texts, Action<int> done, CancellationToken cancellationToken)
    {
        int width = config.EmbeddingWidth;
        float[] sums = new float[texts.Length * width];
        var prompts = texts.Index().SelectMany(text => text.Item.Select(prompt => (Text: text.Index, prompt.Ids)));
        foreach (var batch in prompts.GroupBy(prompt => prompt.Ids.Length).OrderBy(length => length.Key).SelectMany(length => length.Chunk(Batch)))
        {
            long[] ids = [.. batch.SelectMany(prompt => prompt.Ids.ToArray()).Select(id => (long)id)];
            float[] embeddings = Run(session.Value, ids, batch.Length, width, cancellationToken);
            UnitRows.Normalize(embeddings, width);
            for (int row = 0; row < batch.Length; row++)
            {
                Span<float> sum = sums.AsSpan(batch[row].Text * width, width);
                TensorPrimitives.Add(sum, embeddings.AsSpan(row * width, width), sum);
            }

            done(batch.Length);
        }

        UnitRows.Normalize(sums, width);
        return sums;
    }

    /// <summary>Ids <c>[prompts, length]</c> to embeddings <c>[prompts, width]</c> as the model gives them.</summary>
    public static float[] Run(OnnxSession session, long[] ids, int prompts, int width, CancellationToken cancellationToken)
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(ids, [prompts, ids.Length / prompts]);
        using IDisposableReadOnlyCollection<OrtValue> output =
            session.Run([TextGraph.Ids], [input], [TextGraph.Embedding], cancellationToken);
        return session.Values(output[0], TextGraph.Embedding, prompts, width).ToArray();
    }
}
