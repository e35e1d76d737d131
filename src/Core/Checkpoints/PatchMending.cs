namespace ClipSurgery;

/// <summary>
/// Puts the mean of its neighbours in the place of every patch that stands out, as ONNX operators: of those of the eight that do not
/// stand out themselves. A patch without such a neighbour stays as it is.
/// </summary>
internal sealed class PatchMending
{
    private readonly OnnxGraphBuilder _graph;
    private readonly string _gridSize;
    private readonly string _kept;
    private readonly string _neighbours;
    private readonly string _isMended;

    /// <param name="graph">The graph that is built.</param>
    /// <param name="gridSize">Rows and columns of the patch grid, <c>[2]</c>.</param>
    /// <param name="outliers">Which patches stand out, <c>[batch, patches]</c> of true and false.</param>
    public PatchMending(OnnxGraphBuilder graph, string gridSize, string outliers)
    {
        _graph = graph;
        _gridSize = gridSize;
        string column = graph.Node("Unsqueeze", [outliers, graph.Integers(2)]);
        _kept = graph.ToFloat(graph.Node("Not", [column]));
        string count = Around(_kept);
        _isMended = graph.Node("And", [column, graph.Node("Greater", [count, graph.Scalar(0)])]);
        _neighbours = graph.Node("Where", [_isMended, count, graph.Scalar(1)]);
    }

    /// <summary>Mends patches <c>[batch, patches, width]</c>.</summary>
    public string Apply(string patches)
    {
        string means = _graph.Node("Div", [Around(_graph.Node("Mul", [patches, _kept])), _neighbours]);
        return _graph.Node("Where", [_isMended, means, patches]);
    }

    /// <summary>A ninth of the sum over each patch and its neighbours, as far as there are any.</summary>
    private string Around(string patches)
    {
        string shape = _graph.Node("Concat", [_graph.Integers(0, 0), _gridSize], OnnxAttribute.Int("axis", 0));
        string channels = _graph.Node("Transpose", [patches], OnnxAttribute.Ints("perm", 0, 2, 1));
        string sums = _graph.Node(
            "AveragePool",
            [_graph.Node("Reshape", [channels, shape])],
            OnnxAttribute.Ints("kernel_shape", 3, 3),
            OnnxAttribute.Ints("pads", 1, 1, 1, 1),
            OnnxAttribute.Int("count_include_pad", 1));
        return _graph.Node("Transpose", [_graph.Node("Reshape", [sums, _graph.Integers(0, 0, -1)])], OnnxAttribute.Ints("perm", 0, 2, 1));
    }
}
