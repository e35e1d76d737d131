namespace ClipSurgery;

/// <summary>A linear layer of an ONNX graph: weight <c>[inputs, outputs]</c> and bias <c>[outputs]</c>.</summary>
internal sealed class Linear(OnnxGraphBuilder graph, string weight, string bias)
{
    /// <summary>Reads the layer from a checkpoint.</summary>
    public static Linear Read(OnnxGraphBuilder graph, CheckpointLayout layout, string tensor, int inputs, int outputs) => new(
        graph,
        graph.Weight($"{tensor}.weight", () => layout.ReadMatrix($"{tensor}.weight", inputs, outputs), inputs, outputs),
        graph.Weight($"{tensor}.bias", () => layout.Read($"{tensor}.bias", outputs), outputs));

    /// <summary>Reads a block's query, key and value projections, each to <c>outputs</c> channels, as one layer.</summary>
    public static Linear ReadQkv(OnnxGraphBuilder graph, CheckpointLayout layout, Tower tower, int layer, int width, int outputs)
    {
        string name = $"{layout.Block(tower, layer)}qkv";
        return new Linear(
            graph,
            graph.Weight($"{name}.weight", () => layout.ReadQkvWeight(tower, layer, width, outputs), width, 3 * outputs),
            graph.Weight($"{name}.bias", () => layout.ReadQkvBias(tower, layer, outputs), 3 * outputs));
    }

    public string Apply(string x) => graph.Node("Add", [graph.Node("MatMul", [x, weight]), bias]);
}
