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

    public string Apply(string x) =>
        graph.Node("LayerNormalization", [x, weight, bias], OnnxAttribute.Int("axis", -1), OnnxAttribute.Float("epsilon", epsilon));
}
