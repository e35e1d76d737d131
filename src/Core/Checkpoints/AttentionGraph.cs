namespace ClipSurgery;

/// <summary>
/// Writes the self-attention of CLIP's image tower: <c>pixels [1, 3, height, width]</c> (normalised RGB) to <c>raw</c> and
/// <c>consistent</c>, each <c>[layers, tokens, tokens]</c> (queries × keys, class token first), averaged over the heads. Rows
/// sum to 1. Both are read along the unmodified model's path: <c>raw</c> is what its blocks use, softmax(q · kᵀ / √d);
/// <c>consistent</c> is what CLIP Surgery's blocks put in its place, softmax(v · vᵀ / √d).
/// </summary>
internal sealed class AttentionGraph(ClipCheckpoint checkpoint, OnnxGraphBuilder graph)
{
    public const string Raw = "raw";
    public const string Consistent = "consistent";

    private readonly ClipConfig _config = checkpoint.Config;

    public byte[] Build()
    {
        int layers = _config.Vision.Layers;
        string[] raw = new string[layers];
        string[] consistent = new string[layers];
        string x = new PatchEmbedding(checkpoint, graph).Apply(graph.FloatInput(VisualGraph.Pixels, "1", "3", "height", "width"));
        for (int layer = 0; layer < layers; layer++)
        {
            TransformerBlock block = new(graph, checkpoint.Layout, Tower.Vision, layer, _config.Vision, _config);
            (string query, string key, string value) = block.Qkv(x);
            HeadAttention attention = block.Attention;
            string weights = attention.Weights(query, key);
            raw[layer] = attention.HeadMean(weights);
            consistent[layer] = attention.HeadMean(attention.Weights(value, value));
            if (layer < layers - 1)
            {
                x = block.FeedForward(graph.Node("Add", [x, block.Output(attention.Apply(weights, value))]));
            }
        }

        Output(Raw, raw);
        Output(Consistent, consistent);
        return graph.ToBytes();
    }

    private void Output(string output, string[] layers) => graph.FloatOutput(
        output, graph.Node("Concat", layers, OnnxAttribute.Int("axis", 0)), $"{layers.Length}", "tokens", "tokens");
}
