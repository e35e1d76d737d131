namespace ClipSurgery;

/// <summary>A linear layer of an ONNX graph: weight <c>[inputs, outputs]</c> and bias <c>[outputs]</c>.</summary>
internal sealed class Linear
{
    private readonly OnnxGraphBuilder _graph;
    private readonly string _weight;
    private readonly string _bias;

    public Linear(OnnxGraphBuilder graph, string name, float[] weight, float[] bias)
    {
        _graph = graph;
        _weight = graph.Weight($"{name}.weight", weight, weight.Length / bias.Length, bias.Length);
        _bias = graph.Weight($"{name}.bias", bias, bias.Length);
    }

    /// <summary>Reads the layer from a checkpoint.</summary>
    public static Linear Read(OnnxGraphBuilder graph, CheckpointLayout layout, string tensor, int inputs, int outputs)
    {
        (float[] weight, float[] bias) = layout.ReadLinear(tensor, inputs, outputs);
        return new Linear(graph, tensor, weight, bias);
    }

    public string Apply(string x) => _graph.Node("Add", [_graph.Node("MatMul", [x, _weight]), _bias]);
}
