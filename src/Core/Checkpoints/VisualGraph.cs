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

    public byte[] Build()
    {
        int last = _config.Vision.Layers - 1;
        int firstSurgery = Math.Max(0, _config.Vision.Layers - _config.Depth);
        string x = Norm(_layout.PreNorm).Apply(Embed());
        string? patches = null;
        for (int layer = 0; layer <= last; layer++)
        {
            TransformerBlock block = new(graph, _layout, Tower.Vision, layer, _config.Vision, _config);
            (string query, string key, string value) = block.Qkv(x);
            if (_config.Attention == AttentionVariant.Surgery && layer >= firstSurgery)
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
        string normalised = Norm(_layout.PostNorm(Tower.Vision)).Apply(tokens);
        float[] projection = _layout.ReadProjection(Tower.Vision, _config.Vision.Width, _config.EmbeddingWidth);
        string weight = graph.Weight("projection", projection, _config.Vision.Width, _config.EmbeddingWidth);
        string projected = graph.Node("MatMul", [normalised, weight]);
        graph.FloatOutput(Tokens, projected, "batch", $"{1 + _config.GridWidth * _config.GridHeight}", $"{_config.EmbeddingWidth}");
        return graph.ToBytes();
    }

    /// <summary>Patches and class token with their positions: <c>[batch, 1 + patches, width]</c>.</summary>
    private string Embed()
    {
        int width = _config.Vision.Width;
        int patch = _config.PatchSize;
        string input = graph.FloatInput(Pixels, "batch", "3", $"{_config.InputHeight}", $"{_config.InputWidth}");
        float[] convolution = _layout.Read(_layout.PatchConvolution, width, 3, patch, patch);
        string kernel = graph.Weight("patch_embedding", convolution, width, 3, patch, patch);
        string grid = graph.Node(
            "Conv", [input, kernel], OnnxAttribute.Ints("kernel_shape", patch, patch), OnnxAttribute.Ints("strides", patch, patch));
        string flat = graph.Node("Reshape", [grid, graph.Integers(0, width, -1)]);
        string patches = graph.Node("Transpose", [flat], OnnxAttribute.Ints("perm", 0, 2, 1));

        // The class token is the same for every picture: an empty row in front, which the positional table fills.
        string padded = graph.Node("Pad", [patches, graph.Integers(0, 1, 0, 0, 0, 0)]);
        int trained = checkpoint.TrainedGrid;
        float[] positions = PositionTable.Resize(
            _layout.Read(_layout.Position(Tower.Vision), 1 + trained * trained, width), trained, _config.GridWidth, _config.GridHeight, width);
        float[] classToken = _layout.Read(_layout.ClassEmbedding, width);
        for (int i = 0; i < width; i++)
        {
            positions[i] += classToken[i];
        }

        string table = graph.Weight("positions", positions, 1, positions.Length / width, width);
        return graph.Node("Add", [padded, table]);
    }

    /// <summary>The variants that change the last block only (papers: see <see cref="AttentionVariant"/>); null keeps the original tokens.</summary>
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
        const double Deviation = 5;
        int columns = _config.GridWidth;
        int tokens = 1 + columns * _config.GridHeight;
        float[] bias = new float[tokens * tokens];
        for (int a = 1; a < tokens; a++)
        {
            for (int b = 1; b < tokens; b++)
            {
                int dx = (a - 1) % columns - (b - 1) % columns;
                int dy = (a - 1) / columns - (b - 1) / columns;
                bias[a * tokens + b] = (float)Math.Exp(-(dx * dx + dy * dy) / (2 * Deviation * Deviation));
            }
        }

        return graph.Weight("neighbour_bias", bias, 1, 1, tokens, tokens);
    }

    private LayerNorm Norm(string tensor) => LayerNorm.Read(graph, _layout, tensor, _config.Vision.Width, _config.LayerNormEpsilon);

    private string ClassToken(string x) => Slice(x, 0, 1);

    private string Slice(string x, int begin, int end) =>
        graph.Node("Slice", [x, graph.Integers(begin), graph.Integers(end), graph.Integers(1)]);
}
