using System.Numerics.Tensors;

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

    /// <summary>Rows and columns of the picture's patch grid, known when it is embedded.</summary>
    private string _gridSize = "";

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
        string normalised = Norm(_layout.PostNorm(Tower.Vision)).Apply(tokens);
        float[] projection = _layout.ReadProjection(Tower.Vision, _config.Vision.Width, _config.EmbeddingWidth);
        string weight = graph.Weight("projection", projection, _config.Vision.Width, _config.EmbeddingWidth);
        string projected = graph.Node("MatMul", [normalised, weight]);
        graph.FloatOutput(Tokens, projected, "batch", "tokens", $"{_config.EmbeddingWidth}");
        return graph.ToBytes();
    }

    /// <summary>Patches and class token with their positions: <c>[batch, 1 + patches, width]</c>.</summary>
    private string Embed()
    {
        int width = _config.Vision.Width;
        int patch = _config.PatchSize;
        string input = graph.FloatInput(Pixels, "batch", "3", "height", "width");
        float[] convolution = _layout.Read(_layout.PatchConvolution, width, 3, patch, patch);
        string kernel = graph.Weight("patch_embedding", convolution, width, 3, patch, patch);
        string grid = graph.Node(
            "Conv", [input, kernel], OnnxAttribute.Ints("kernel_shape", patch, patch), OnnxAttribute.Ints("strides", patch, patch));
        _gridSize = SliceList(graph.Node("Shape", [grid]), 2, 4);

        // The class token is the same for every picture: an empty row in front, which the positional table fills.
        string padded = graph.Node("Pad", [Rows(grid, 0), graph.Integers(0, 1, 0, 0, 0, 0)]);
        return graph.Node("Add", [padded, Positions()]);
    }

    /// <summary>
    /// The positional table for the picture's patch grid: bilinear with half-pixel centres, as CLIP Surgery does it. The class token's row
    /// holds the class token, too.
    /// </summary>
    private string Positions()
    {
        int width = _config.Vision.Width;
        int side = checkpoint.TrainedGrid;
        float[] table = _layout.Read(_layout.Position(Tower.Vision), 1 + side * side, width);
        float[] classToken = _layout.Read(_layout.ClassEmbedding, width);
        TensorPrimitives.Add(classToken, table.AsSpan(0, width), classToken);
        float[] planes = new float[side * side * width];
        for (int i = 0; i < planes.Length; i++)
        {
            planes[i] = table[(1 + i % (side * side)) * width + i / (side * side)];
        }

        string size = graph.Node("Concat", [graph.Integers(1, width), _gridSize], OnnxAttribute.Int("axis", 0));
        string resized = graph.Node(
            "Resize",
            [graph.Weight("patch_positions", planes, 1, width, side, side), "", "", size],
            OnnxAttribute.String("mode", "linear"),
            OnnxAttribute.String("coordinate_transformation_mode", "half_pixel"));
        string classRow = graph.Weight("class_position", classToken, 1, 1, width);
        return graph.Node("Concat", [classRow, Rows(resized, 1)], OnnxAttribute.Int("axis", 1));
    }

    /// <summary>Planes <c>[batch, width, rows, columns]</c> to tokens <c>[batch, rows · columns, width]</c>; a batch of 0 is copied.</summary>
    private string Rows(string planes, int batch) => graph.Node(
        "Transpose",
        [graph.Node("Reshape", [planes, graph.Integers(batch, _config.Vision.Width, -1)])],
        OnnxAttribute.Ints("perm", 0, 2, 1));

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
        const float TwiceVariance = 2 * 5 * 5;
        string columns = SliceList(_gridSize, 1, 2);
        string patches = graph.Node("ReduceProd", [_gridSize], OnnxAttribute.Int("keepdims", 0));
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

    private LayerNorm Norm(string tensor) => LayerNorm.Read(graph, _layout, tensor, _config.Vision.Width, _config.LayerNormEpsilon);

    private string ClassToken(string x) => Slice(x, 0, 1);

    private string SliceList(string list, int begin, int end) => graph.Node("Slice", [list, graph.Integers(begin), graph.Integers(end)]);

    private string Slice(string x, int begin, int end) =>
        graph.Node("Slice", [x, graph.Integers(begin), graph.Integers(end), graph.Integers(1)]);
}
