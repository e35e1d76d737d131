namespace ClipSurgery;

/// <summary>
/// A positional table made to fit a picture's patch grid, as ONNX operators: bilinear with half-pixel centres, as CLIP Surgery does
/// it. The row of the token before the patches is kept.
/// </summary>
/// <param name="graph">The graph that is built.</param>
/// <param name="width">Channels of a token.</param>
/// <param name="side">Rows and columns of the table's own grid.</param>
internal sealed class GridPositions(OnnxGraphBuilder graph, int width, int side)
{
    /// <summary>Positions <c>[1, 1 + rows · columns, width]</c>.</summary>
    /// <param name="gridSize">Rows and columns of the picture's patch grid, <c>[2]</c>.</param>
    /// <param name="readTable">Reads the table <c>[1 + side · side, width]</c>.</param>
    /// <param name="readFirst">Reads the first row <c>[width]</c>.</param>
    public string Apply(string gridSize, Func<float[]> readTable, Func<float[]> readFirst)
    {
        string size = graph.Node("Concat", [graph.Integers(1, width), gridSize], OnnxAttribute.Int("axis", 0));
        string resized = graph.Node(
            "Resize",
            [graph.Weight("patch_positions", () => Planes(readTable()), 1, width, side, side), "", "", size],
            OnnxAttribute.String("mode", "linear"),
            OnnxAttribute.String("coordinate_transformation_mode", "half_pixel"));

        // A sum of two, which may need more bits than both.
        string first = graph.Tensor("class_position", OnnxGraphBuilder.FloatType, readFirst, 1, 1, width);
        return graph.Node("Concat", [first, Tokens(resized, 1)], OnnxAttribute.Int("axis", 1));
    }

    /// <summary>
    /// Planes <c>[batch, width, rows, columns]</c> to tokens <c>[batch, rows · columns, width]</c>; a batch of 0 is copied.
    /// </summary>
    public string Tokens(string planes, int batch) => graph.Node(
        "Transpose",
        [graph.Node("Reshape", [planes, graph.Integers(batch, width, -1)])],
        OnnxAttribute.Ints("perm", 0, 2, 1));

    /// <summary>Rows and columns of planes <c>[batch, width, rows, columns]</c>.</summary>
    public string Size(string planes) =>
        graph.Node("Slice", [graph.Node("Shape", [planes]), graph.Integers(2), graph.Integers(4)]);

    /// <summary>Positions of the patches as planes: <c>[width, side, side]</c>.</summary>
    private float[] Planes(float[] table)
    {
        int patches = side * side;
        float[] planes = new float[patches * width];
        for (int i = 0; i < planes.Length; i++)
        {
            planes[i] = table[(1 + i % patches) * width + i / patches];
        }

        return planes;
    }
}
