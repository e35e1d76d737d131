namespace ClipSurgery;

/// <summary>
/// Writes the graphs of a CLIP whose image tower is a ResNet, with the inputs and outputs of <see cref="VisualGraph"/> and
/// <see cref="AttentionGraph"/>. Its only attention is that of the pool, so every variant replaces that, and a depth has no meaning.
/// The class token is CLIP's own embedding of the picture, but for <see cref="AttentionVariant.SinglePath"/>: the code that CLIP
/// Surgery's authors released reads that with v-v attention as well.
/// </summary>
internal sealed class ResNetGraph(ClipCheckpoint checkpoint, OnnxGraphBuilder graph)
{
    private readonly AttentionVariant _variant = checkpoint.Config.Attention;
    private readonly AttentionPool _pool = new(checkpoint, graph);

    /// <summary>The graph from pixels to tokens.</summary>
    public byte[] BuildTokens()
    {
        (string query, string key, string value) = Qkv("batch");
        string attended = new VariantAttention(graph, _pool.Attention, _variant).Apply(query, key, value, _pool.GridSize);
        if (_variant is not (AttentionVariant.Raw or AttentionVariant.SinglePath))
        {
            string own = _pool.Attention.Attend(graph.Slice(query, 0, 1, axis: 1), key, value);
            attended = graph.Node("Concat", [own, graph.Slice(attended, 1, int.MaxValue, axis: 1)], OnnxAttribute.Int("axis", 1));
        }

        graph.FloatOutput(VisualGraph.Tokens, _pool.Output(attended), "batch", "tokens", $"{checkpoint.Config.EmbeddingWidth}");
        return graph.ToBytes();
    }

    /// <summary>The graph from pixels to the pool's attention.</summary>
    public byte[] BuildAttention()
    {
        (string query, string key, string value) = Qkv("1");
        HeadAttention attention = _pool.Attention;
        graph.FloatOutput(AttentionGraph.Raw, attention.HeadMean(attention.Weights(query, key)), "1", "tokens", "tokens");
        graph.FloatOutput(AttentionGraph.Consistent, attention.HeadMean(attention.Weights(value, value)), "1", "tokens", "tokens");
        return graph.ToBytes();
    }

    private (string Query, string Key, string Value) Qkv(string batch) => _pool.Qkv(
        new ResNetFeatures(checkpoint, graph).Apply(graph.FloatInput(VisualGraph.Pixels, batch, "3", "height", "width")));
}
