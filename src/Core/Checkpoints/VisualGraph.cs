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
                string consistent = block.Output(block.Attend(block.AttentionWeights(value, value), value));
                patches = graph.Node("Add", [patches ?? x, consistent]);
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

            string attended = block.Output(block.Attend(block.AttentionWeights(query, key), value));
            x = block.FeedForward(graph.Node("Add", [x, attended]));
        }

        string tokens = patches is null ? x : graph.Node("Concat", [x, Slice(patches, 1, int.MaxValue)], OnnxAttribute.Int("axis", 1));
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
    private string? LastBlockPatches(TransformerBlock block, string x, string query, string key, string value) => _config.Attention switch
    {
        AttentionVariant.MaskClip => block.Output(value),
        AttentionVariant.ClearClip => block.Output(block.Attend(block.AttentionWeights(query, query), value)),
        AttentionVariant.NaClip => block.Output(block.Attend(block.AttentionWeights(key, key, NeighbourBias()), value)),
        AttentionVariant.Sclip => block.FeedForward(
            graph.Node("Add", [x, block.Output(block.Attend(QueriesAndKeys(block, query, key), value))])),
        _ => null,
    };

    private string QueriesAndKeys(TransformerBlock block, string query, string key) =>
        graph.Node("Add", [block.AttentionWeights(query, query), block.AttentionWeights(key, key)]);

    /// <summary>NACLIP's bias: exp(−d² / (2 · 5²)) of two patches' distance d in the grid; nothing for the class token.</summary>
    private string NeighbourBias()
    {
        const float TwiceVariance = 2 * 5 * 5;
        string columns = graph.Node("Slice", [_embedding.GridSize, graph.Integers(1), graph.Integers(2)]);
        string patches = graph.Node("ReduceProd", [_embedding.GridSize], OnnxAttribute.Int("keepdims", 0));
        string index = graph.Node("Range", [graph.Integer(0), patches, graph.Integer(1)]);
        string row = graph.Node("Div", [index, columns]);
        string column = graph.Node("Mod", [index, columns]);
        string distance = graph.Node("Add", [SquaredDifferences(row), SquaredDifferences(column)]);
        string exponent = graph.Node("Div", [graph.Node("Neg", [distance]), graph.Scalar(TwiceVariance)]);
        return graph.Node("Pad", [graph.Node("Exp", [exponent]), graph.Integers(1, 1, 0, 0)]);
    }

    /// <summary>Of every pair of a list's integers, as floats: <c>[count, count]</c>.</summary>
    private string SquaredDifferences(string list)
    {
        string values = graph.Node("Cast", [list], OnnxAttribute.Int("to", OnnxGraphBuilder.FloatType));
        string difference = graph.Node("Sub", [graph.Node("Unsqueeze", [values, graph.Integers(1)]), values]);
        return graph.Node("Mul", [difference, difference]);
    }

    private string ClassToken(string x) => Slice(x, 0, 1);

    private string Slice(string x, int begin, int end) =>
        graph.Node("Slice", [x, graph.Integers(begin), graph.Integers(end), graph.Integers(1)]);
}
