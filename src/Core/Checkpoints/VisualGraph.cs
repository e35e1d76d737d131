namespace ClipSurgery;

/// <summary>
/// Writes CLIP's image tower: <c>pixels [batch, 3, height, width]</c> (normalised RGB) to <c>tokens [batch, 1 + rows · columns,
/// embedding]</c>, class token first, patches row-major, not L2-normalised. The class token is always the unmodified model's; the
/// patch tokens come from the attention variant.
/// </summary>
internal sealed class VisualGraph(ClipCheckpoint checkpoint, OnnxGraphBuilder graph)
{
    public const string Pixels = "pixels";
    public const string Tokens = "tokens";

    private readonly ClipConfig _config = checkpoint.Config;
    private readonly CheckpointLayout _layout = checkpoint.Layout;
    private readonly PatchEmbedding _embedding = new(checkpoint, graph);

    public byte[] Build()
    {
        int last = _config.Vision.Layers - 1;
        int firstSurgery = Math.Max(0, _config.Vision.Layers - _config.Depth);
        string x = _embedding.Apply(graph.FloatInput(Pixels, "batch", "3", "height", "width"));
        string? patches = null;
        List<string> outputs = [];
        for (int layer = 0; layer <= last; layer++)
        {
            TransformerBlock block = new(graph, _layout, Tower.Vision, layer, _config.Vision, _config);
            (string query, string key, string value) = block.Qkv(x);
            if (_config.Attention == AttentionVariant.SinglePath && layer >= firstSurgery)
            {
                (query, key) = (value, value);
            }
            else if (_config.Attention == AttentionVariant.Surgery && layer >= firstSurgery)
            {
                string consistent = block.Output(Variant(block).Apply(query, key, value, _embedding.GridSize));
                patches = graph.Node("Add", [patches ?? x, consistent]);
            }
            else if (_config.Attention == AttentionVariant.ScClip && layer == last)
            {
                string calibrated = new SelfCalibration(graph, block, _embedding.GridSize).Apply(outputs);
                patches = graph.Node("Concat", [ClassToken(x), calibrated], OnnxAttribute.Int("axis", 1));
            }
            else if (layer == last)
            {
                patches = LastBlockPatches(block, x, query, key, value);
            }

            if (layer == last && patches is not null)
            {
                // Patches no longer come from the original path: its last block serves the class token alone.
                x = ClassToken(x);
                query = ClassToken(query);
            }

            string attended = block.Output(block.Attention.Attend(query, key, value));
            x = block.FeedForward(graph.Node("Add", [x, attended]));
            outputs.Add(x);
        }

        string tokens = patches is null ? x : graph.Node("Concat", [x, graph.Slice(patches, 1, int.MaxValue, axis: 1)], OnnxAttribute.Int("axis", 1));
        int width = _config.Vision.Width;
        LayerNorm norm = LayerNorm.Read(graph, _layout, _layout.PostNorm(Tower.Vision), width, _config.LayerNormEpsilon);
        int embedding = _config.EmbeddingWidth;
        Linear projection = new(
            graph, "visual_projection", (width, embedding), () => _layout.ReadProjection(Tower.Vision, width, embedding));
        graph.FloatOutput(Tokens, projection.Apply(norm.Apply(tokens)), "batch", "tokens", $"{embedding}");
        return graph.ToBytes();
    }

    /// <summary>
    /// The variants that change the last block only (papers: see <see cref="AttentionVariant"/>); null keeps the original tokens.
    /// </summary>
    private string? LastBlockPatches(TransformerBlock block, string x, string query, string key, string value)
    {
        if (_config.Attention is AttentionVariant.Raw or AttentionVariant.SinglePath)
        {
            return null;
        }

        string output = block.Output(Variant(block).Apply(query, key, value, _embedding.GridSize));
        return _config.Attention == AttentionVariant.Sclip ? block.FeedForward(graph.Node("Add", [x, output])) : output;
    }

    private VariantAttention Variant(TransformerBlock block) => new(graph, block.Attention, _config.Attention);

    private string ClassToken(string x) => graph.Slice(x, 0, 1, axis: 1);
}
