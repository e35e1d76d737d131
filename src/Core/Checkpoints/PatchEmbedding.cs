using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>
/// What the blocks of CLIP's image tower begin with, as ONNX operators: class token and patches with their positions, normalised.
/// </summary>
internal sealed class PatchEmbedding(ClipCheckpoint checkpoint, OnnxGraphBuilder graph)
{
    private readonly CheckpointLayout _layout = checkpoint.Layout;
    private readonly int _width = checkpoint.Config.Vision.Width;
    private readonly int _side = checkpoint.TrainedGrid;

    /// <summary>Rows and columns of the picture's patch grid, <c>[2]</c>; known when it is embedded.</summary>
    public string GridSize { get; private set; } = "";

    /// <summary>
    /// Pixels <c>[batch, 3, height, width]</c> to tokens <c>[batch, 1 + rows · columns, width]</c>, class token first.
    /// </summary>
    public string Apply(string pixels)
    {
        int patch = checkpoint.Config.PatchSize;
        string kernel = graph.Weight(
            "patch_embedding", () => _layout.Read(_layout.PatchConvolution, _width, 3, patch, patch), _width, 3, patch, patch);
        string grid = graph.Node(
            "Conv",
            [pixels, kernel],
            OnnxAttribute.Ints("kernel_shape", patch, patch),
            OnnxAttribute.Ints("strides", patch, patch));
        GridPositions positions = new(graph, _width, _side);
        GridSize = positions.Size(grid);

        // The class token is the same for every picture: an empty row in front, which the positional table fills.
        string padded = graph.Node("Pad", [positions.Tokens(grid, 0), graph.Integers(0, 1, 0, 0, 0, 0)]);
        LayerNorm norm = LayerNorm.Read(graph, _layout, _layout.PreNorm, _width, checkpoint.Config.LayerNormEpsilon);
        return norm.Apply(graph.Node("Add", [padded, positions.Apply(GridSize, ReadTable, ReadClassPosition)]));
    }

    /// <summary>The class token with its position.</summary>
    private float[] ReadClassPosition()
    {
        float[] classToken = _layout.Read(_layout.ClassEmbedding, _width);
        TensorPrimitives.Add(classToken, ReadTable().AsSpan(0, _width), classToken);
        return classToken;
    }

    /// <summary>Positions of the class token and of the patches: <c>[1 + side · side, width]</c>.</summary>
    private float[] ReadTable() => _layout.Read(_layout.Position(Tower.Vision), 1 + _side * _side, _width);
}
