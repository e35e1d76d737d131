namespace ClipSurgery;

/// <summary>
/// Writes SAM's image encoder (Kirillov et al., ICCV 2023; Li et al., ECCV 2022, for the blocks): <c>images [1, 3, side, side]</c>
/// (normalised RGB, padded) to <c>image_embeddings [1, channels, grid, grid]</c>. Blocks attend in windows, or everywhere, which the length
/// of their relative positions tells.
/// </summary>
internal sealed class SamEncoderGraph(SamCheckpoint checkpoint, OnnxGraphBuilder graph)
{
    public const string Pixels = "images";
    public const string Embedding = "image_embeddings";

    private const float Epsilon = 1e-6f;

    private readonly SamLayers _layers = new(checkpoint, graph);
    private readonly Dictionary<int, string> _places = [];
    private readonly int _grid = checkpoint.Grid;
    private readonly int _width = checkpoint.Width;

    public byte[] Build()
    {
        string side = $"{checkpoint.Side}";
        string planes = _layers.Convolution(
            "image_encoder.patch_embed.proj", graph.FloatInput(Pixels, "1", "3", side, side), checkpoint.Patch, hasBias: true);
        string positions = graph.Weight(
            "image_encoder.pos_embed", () => checkpoint.Read("image_encoder.pos_embed", 1, _grid, _grid, _width), 1, _grid, _grid, _width);
        string x = graph.Node("Add", [graph.Node("Transpose", [planes], OnnxAttribute.Ints("perm", 0, 2, 3, 1)), positions]);
        for (int layer = 0; layer < checkpoint.Layers; layer++)
        {
            x = Block($"image_encoder.blocks.{layer}", x);
        }

        string channelsFirst = graph.Node("Transpose", [x], OnnxAttribute.Ints("perm", 0, 3, 1, 2));
        string narrow = _layers.NormOfPlanes(
            "image_encoder.neck.1", _layers.Convolution("image_encoder.neck.0", channelsFirst, 1, hasBias: false), checkpoint.Channels);
        string embedding = _layers.NormOfPlanes(
            "image_encoder.neck.3", _layers.Convolution("image_encoder.neck.2", narrow, 1, hasBias: false), checkpoint.Channels);
        graph.FloatOutput(Embedding, embedding, "1", $"{checkpoint.Channels}", $"{_grid}", $"{_grid}");
        return graph.ToBytes();
    }

    /// <summary>A pre-norm block on tokens <c>[1, grid, grid, width]</c>.</summary>
    private string Block(string name, string x)
    {
        IReadOnlyList<long> relative = checkpoint.Shape($"{name}.attn.rel_pos_h", 2);
        int side = ((int)relative[0] + 1) / 2;
        string normalized = _layers.Norm($"{name}.norm1", x, _width, Epsilon);
        string attended = side == _grid
            ? Attend(name, normalized, side, (int)relative[1])
            : FromWindows(Attend(name, ToWindows(normalized, side), side, (int)relative[1]), side);
        x = graph.Node("Add", [x, attended]);
        string hidden = graph.Gelu(_layers.Linear($"{name}.mlp.lin1", _layers.Norm($"{name}.norm2", x, _width, Epsilon)));
        return graph.Node("Add", [x, _layers.Linear($"{name}.mlp.lin2", hidden)]);
    }

    private int Windows(int side) => (_grid + side - 1) / side;

    /// <summary><c>[1, grid, grid, width]</c> to <c>[windows, side, side, width]</c>; zeros fill the windows at the edges.</summary>
    private string ToWindows(string x, int side)
    {
        int count = Windows(side);
        int padding = count * side - _grid;
        string padded = padding == 0 ? x : graph.Node("Pad", [x, graph.Integers(0, 0, 0, 0, 0, padding, padding, 0)]);
        string split = graph.Node("Reshape", [padded, graph.Integers(count, side, count, side, _width)]);
        string windows = graph.Node("Transpose", [split], OnnxAttribute.Ints("perm", 0, 2, 1, 3, 4));
        return graph.Node("Reshape", [windows, graph.Integers(count * count, side, side, _width)]);
    }

    private string FromWindows(string windows, int side)
    {
        int count = Windows(side);
        string split = graph.Node("Reshape", [windows, graph.Integers(count, count, side, side, _width)]);
        string rows = graph.Node("Transpose", [split], OnnxAttribute.Ints("perm", 0, 2, 1, 3, 4));
        string padded = graph.Node("Reshape", [rows, graph.Integers(1, count * side, count * side, _width)]);
        return count * side == _grid ? padded : graph.Slice(graph.Slice(padded, 0, _grid, axis: 1), 0, _grid, axis: 2);
    }

    /// <summary>
    /// Attention with decomposed relative positions: softmax(q · k / √d + q · R(rows) + q · R(columns)) v. The two last terms are products of a
    /// query with one vector for each row and each column, so they are channels of a longer query, whose key has a 1 at its own row and
    /// column: the runtime's fused attention then makes all three, and the weights are never in memory as a whole.
    /// </summary>
    private string Attend(string name, string x, int side, int headWidth)
    {
        // A pruned block has fewer heads than its neighbours.
        int width = (int)checkpoint.Shape($"{name}.attn.qkv.weight", 2)[0] / 3;
        int heads = width / headWidth;
        if (heads * headWidth != width)
        {
            throw new ClipSurgeryException(
                $"{checkpoint.Path}: {name}.attn has {width} channels and heads of {headWidth}; expected a multiple.");
        }

        int tokens = side * side;
        int longer = headWidth + 2 * side;
        string qkv = graph.Node("Reshape", [_layers.Linear($"{name}.attn.qkv", x), graph.Integers(-1, tokens, 3, heads, headWidth)]);
        string[] parts = [.. graph.Nodes("Split", 3, [qkv, graph.Integers(1, 1, 1)], OnnxAttribute.Int("axis", 2))
            .Select(part => graph.Node("Reshape", [part, graph.Integers(-1, tokens, heads, headWidth)]))];
        string query = graph.Node("Mul", [parts[0], graph.Scalar(1 / MathF.Sqrt(headWidth))]);
        string longQuery = graph.Node(
            "Concat",
            [query, Relative(name, parts[0], side, heads, headWidth, isRow: true), Relative(name, parts[0], side, heads, headWidth, isRow: false)],
            OnnxAttribute.Int("axis", 3));
        string ones = _places.TryGetValue(side, out string? known)
            ? known
            : _places[side] = graph.Weight($"places.{side}", Places(side), 1, tokens, 1, 2 * side);
        string target = graph.Node(
            "Concat",
            [graph.Slice(graph.Node("Shape", [parts[1]]), 0, 3, axis: 0), graph.Integers(2 * side)],
            OnnxAttribute.Int("axis", 0));
        string longKey = graph.Node("Concat", [parts[1], graph.Node("Expand", [ones, target])], OnnxAttribute.Int("axis", 3));
        string attended = graph.RuntimeNode(
            "MultiHeadAttention",
            [Flat(longQuery, longer), Flat(longKey, longer), Flat(parts[2], headWidth)],
            OnnxAttribute.Int("num_heads", heads),
            OnnxAttribute.Float("scale", 1));
        string grid = graph.Node("Reshape", [attended, graph.Integers(-1, side, side, width)]);
        return _layers.Linear($"{name}.attn.proj", grid);

        string Flat(string value, int channels) => graph.Node("Reshape", [value, graph.Integers(-1, tokens, heads * channels)]);
    }

    /// <summary>
    /// The products of every query with the vectors of the rows, or columns, as seen from its own: <c>[batch, tokens, heads, side]</c>.
    /// </summary>
    private string Relative(string name, string query, int side, int heads, int headWidth, bool isRow)
    {
        string tensor = $"{name}.attn.rel_pos_{(isRow ? 'h' : 'w')}";
        string vectors = graph.Weight($"{tensor}.by_place", () => ByPlace(tensor, side, headWidth), side, headWidth, side);
        string grid = graph.Node("Reshape", [query, graph.Integers(-1, side, side, heads, headWidth)]);

        // The query's own row, or column, comes first: one matrix for each.
        long[] first = isRow ? [1, 0, 2, 3, 4] : [2, 0, 1, 3, 4];
        long[] back = isRow ? [1, 0, 2, 3, 4] : [1, 2, 0, 3, 4];
        string ordered = graph.Node("Transpose", [grid], OnnxAttribute.Ints("perm", first));
        string rows = graph.Node("Reshape", [ordered, graph.Integers(side, -1, headWidth)]);
        string products = graph.Node("MatMul", [rows, vectors]);
        string split = graph.Node("Reshape", [products, graph.Integers(side, -1, side, heads, side)]);
        string natural = graph.Node("Transpose", [split], OnnxAttribute.Ints("perm", back));
        return graph.Node("Reshape", [natural, graph.Integers(-1, side * side, heads, side)]);
    }

    /// <summary>For each place i of a query, the vectors of all places k: <c>[i, channels, k]</c>, from those of the distances i − k.</summary>
    private float[] ByPlace(string tensor, int side, int channels)
    {
        float[] byDistance = checkpoint.Read(tensor, 2 * side - 1, channels);
        float[] vectors = new float[side * channels * side];
        for (int i = 0; i < side; i++)
        {
            for (int c = 0; c < channels; c++)
            {
                for (int k = 0; k < side; k++)
                {
                    vectors[(i * channels + c) * side + k] = byDistance[(i - k + side - 1) * channels + c];
                }
            }
        }

        return vectors;
    }

    /// <summary>For each token a 1 at its row and one at its column, <c>[tokens, 2 · side]</c>.</summary>
    private static float[] Places(int side)
    {
        float[] places = new float[side * side * 2 * side];
        for (int token = 0; token < side * side; token++)
        {
            places[token * 2 * side + token / side] = 1;
            places[token * 2 * side + side + token % side] = 1;
        }

        return places;
    }
}
