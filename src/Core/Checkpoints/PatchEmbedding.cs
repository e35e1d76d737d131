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
        GridSize = graph.Node("Slice", [graph.Node("Shape", [grid]), graph.Integers(2), graph.Integers(4)]);

        // The class token is the same for every picture: an empty row in front, which the positional table fills.
        string padded = graph.Node("Pad", [Rows(grid, 0), graph.Integers(0, 1, 0, 0, 0, 0)]);
        LayerNorm norm = LayerNorm.Read(graph, _layout, _layout.PreNorm, _width, checkpoint.Config.LayerNormEpsilon);
        return norm.Apply(graph.Node("Add", [padded, Positions()]));
    }

    /// <summary>
    /// The positional table for the picture's patch grid: bilinear with half-pixel centres, as CLIP Surgery does it. The class
    /// token's row holds the class token, too.
    /// </summary>
    private string Positions()
    {
        string size = graph.Node("Concat", [graph.Integers(1, _width), GridSize], OnnxAttribute.Int("axis", 0));
        string resized = graph.Node(
            "Resize",
            [graph.Weight("patch_positions", ReadPatchPositions, 1, _width, _side, _side), "", "", size],
            OnnxAttribute.String("mode", "linear"),
            OnnxAttribute.String("coordinate_transformation_mode", "half_pixel"));

        // A sum of two, which may need more bits than both.
        string classRow = graph.Tensor("class_position", OnnxGraphBuilder.FloatType, ReadClassPosition, 1, 1, _width);
        return graph.Node("Concat", [classRow, Rows(resized, 1)], OnnxAttribute.Int("axis", 1));
    }

    /// <summary>Positions of the patches as planes: <c>[width, side, side]</c>.</summary>
    private float[] ReadPatchPositions()
    {
        float[] table = ReadTable();
        int patches = _side * _side;
        float[] planes = new float[patches * _width];
        for (int i = 0; i < planes.Length; i++)
        {
            planes[i] = table[(1 + i % patches) * _width + i / patches];
        }

        return planes;
    }

    private float[] ReadClassPosition()
    {
        float[] classToken = _layout.Read(_layout.ClassEmbedding, _width);
        TensorPrimitives.Add(classToken, ReadTable().AsSpan(0, _width), classToken);
        return classToken;
    }

    /// <summary>Positions of the class token and of the patches: <c>[1 + side · side, width]</c>.</summary>
    private float[] ReadTable() => _layout.Read(_layout.Position(Tower.Vision), 1 + _side * _side, _width);

    /// <summary>
    /// Planes <c>[batch, width, rows, columns]</c> to tokens <c>[batch, rows · columns, width]</c>; a batch of 0 is copied.
    /// </summary>
    private string Rows(string planes, int batch) => graph.Node(
        "Transpose",
        [graph.Node("Reshape", [planes, graph.Integers(batch, _width, -1)])],
        OnnxAttribute.Ints("perm", 0, 2, 1));
}
