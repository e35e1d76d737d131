namespace ClipSurgery;

/// <summary>A layer normalisation of an ONNX graph, over the last axis.</summary>
internal sealed class LayerNorm(OnnxGraphBuilder graph, string weight, string bias, float epsilon)
{
    /// <summary>Reads the layer from a checkpoint.</summary>
    public static LayerNorm Read(OnnxGraphBuilder graph, CheckpointLayout layout, string tensor, int width, float epsilon) => new(
        graph,
        graph.Weight($"{tensor}.weight", () => layout.Read($"{tensor}.weight", width), width),
        graph.Weight($"{tensor}.bias", () => layout.Read($"{tensor}.bias", width), width),
        epsilon);

    public string Apply(string x) => graph.Node("LayerNormalization", [x, weight, bias], Attributes);

    /// <summary>The same, and what its gradient needs: the input brought to mean 0 and deviation 1, and 1 / deviation.</summary>
    public (string Output, string Standard, string Inverse) ApplyKept(string x)
    {
        string[] outputs = graph.Nodes("LayerNormalization", 3, [x, weight, bias], Attributes);
        string standard = graph.Node("Mul", [graph.Node("Sub", [x, outputs[1]]), outputs[2]]);
        return (outputs[0], standard, outputs[2]);
    }

    /// <summary>
    /// The gradient at the input, of one at the output: with g = gradient · weight, (g − mean(g) − standard · mean(g · standard)) /
    /// deviation.
    /// </summary>
    public string Gradient(string gradient, string standard, string inverse)
    {
        string weighted = graph.Node("Mul", [gradient, weight]);
        string centred = graph.Node("Sub", [weighted, Mean(weighted)]);
        string along = graph.Node("Mul", [standard, Mean(graph.Node("Mul", [weighted, standard]))]);
        return graph.Node("Mul", [graph.Node("Sub", [centred, along]), inverse]);
    }

    private OnnxAttribute[] Attributes => [OnnxAttribute.Int("axis", -1), OnnxAttribute.Float("epsilon", epsilon)];

    private string Mean(string x) => graph.Node("ReduceMean", [x], OnnxAttribute.Ints("axes", -1));
}
