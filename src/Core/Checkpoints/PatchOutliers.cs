namespace ClipSurgery;

/// <summary>
/// Patches that stand out from the rest, by SC-CLIP's local outlier factor over the 30 nearest patches, as ONNX operators. With d(i) the
/// squared distance to the furthest of them, the factor is d(i) · mean of 1 / d over these neighbours; those above the .95 quantile
/// stand out. A grid of fewer patches takes all others as neighbours; its two patches that are furthest apart have the same factor then,
/// and rounding must not choose one of them: as far as it goes, no patch is above a quantile that it equals.
/// </summary>
/// <param name="graph">The graph that is built.</param>
/// <param name="gridSize">Rows and columns of the patch grid, <c>[2]</c>.</param>
internal sealed class PatchOutliers(OnnxGraphBuilder graph, string gridSize)
{
    private const int Neighbours = 30;

    private const float Rounding = 1e-5f;

    /// <summary>Patches that are exactly alike have no density.</summary>
    private const float LeastDistance = 1e-12f;

    /// <summary>Of patches <c>[batch, patches, width]</c>, those that stand out: <c>[batch, patches]</c> of true and false.</summary>
    public string Find(string patches)
    {
        string count = graph.Node("ReduceProd", [gridSize]);
        string listed = graph.Node("Min", [count, graph.Integers(Neighbours + 1)]);
        string[] nearest = graph.Nodes(
            "TopK", 2, [SquaredDistances(patches), listed], OnnxAttribute.Int("axis", -1), OnnxAttribute.Int("largest", 0));
        string furthest = graph.Node("Max", [graph.Slice(nearest[0], -1, int.MaxValue, axis: 2), graph.Scalar(LeastDistance)]);
        string distance = graph.Node("Squeeze", [furthest, graph.Integers(2)]);

        // The nearest patch is the patch itself.
        string first = graph.Node("Min", [graph.Node("Sub", [listed, graph.Integers(1)]), graph.Integers(1)]);
        string neighbours = graph.Node("Slice", [nearest[1], first, graph.Integers(int.MaxValue), graph.Integers(2)]);
        string flat = graph.Node("Reshape", [neighbours, graph.Integers(0, -1)]);
        string densities = graph.Node("GatherElements", [graph.Node("Reciprocal", [distance]), flat], OnnxAttribute.Int("axis", 1));
        string around = graph.Node(
            "ReduceMean",
            [graph.Node("Reshape", [densities, graph.Node("Shape", [neighbours])])],
            OnnxAttribute.Ints("axes", 2),
            OnnxAttribute.Int("keepdims", 0));
        string factor = graph.Node("Mul", [distance, around]);
        string limit = graph.Node("Mul", [Quantile(factor, count), graph.Scalar(1 + Rounding)]);
        return graph.Node("Greater", [factor, limit]);
    }

    /// <summary>|a|² + |b|² − 2 a · b of patches less their mean, which keeps small distances exact.</summary>
    private string SquaredDistances(string patches)
    {
        string mean = graph.Node("ReduceMean", [patches], OnnxAttribute.Ints("axes", 1));
        string centred = graph.Node("Sub", [patches, mean]);
        string squares = graph.Node("ReduceSumSquare", [centred], OnnxAttribute.Ints("axes", -1));
        string sums = graph.Node("Add", [squares, graph.Node("Transpose", [squares], OnnxAttribute.Ints("perm", 0, 2, 1))]);
        string products = graph.RuntimeNode(
            "FusedMatMul", [centred, centred], OnnxAttribute.Int("transB", 1), OnnxAttribute.Float("alpha", -2));
        return graph.Node("Relu", [graph.Node("Add", [sums, products])]);
    }

    /// <summary>The .95 quantile of <c>[batch, patches]</c>, between the two values that it lies between: <c>[batch, 1]</c>.</summary>
    private string Quantile(string values, string count)
    {
        string[] sorted = graph.Nodes("TopK", 2, [values, count], OnnxAttribute.Int("axis", -1), OnnxAttribute.Int("largest", 0));
        string top = graph.Node("Sub", [count, graph.Integers(1)]);
        string twentieths = graph.Node("Mul", [top, graph.Integers(19)]);
        string below = graph.Node("Div", [twentieths, graph.Integers(20)]);
        string above = graph.Node("Min", [graph.Node("Add", [below, graph.Integers(1)]), top]);
        string rest = graph.ToFloat(graph.Node("Sub", [twentieths, graph.Node("Mul", [below, graph.Integers(20)])]));
        string share = graph.Node("Mul", [rest, graph.Scalar(1 / 20f)]);
        string low = graph.Node("Gather", [sorted[0], below], OnnxAttribute.Int("axis", 1));
        string high = graph.Node("Gather", [sorted[0], above], OnnxAttribute.Int("axis", 1));
        return graph.Node("Add", [low, graph.Node("Mul", [graph.Node("Sub", [high, low]), share])]);
    }
}
