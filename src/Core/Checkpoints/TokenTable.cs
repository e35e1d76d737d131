namespace ClipSurgery;

/// <summary>
/// The embedding of every token, <c>[vocabulary, width]</c>: the largest part of a text tower, of which a text needs few rows. A row is
/// turned into F32 when it is looked up; as a whole the table stays as it is stored.
/// </summary>
internal sealed class TokenTable(OnnxGraphBuilder graph, CheckpointLayout layout, int vocabulary, int width)
{
    private const string Name = "token_embedding";

    /// <summary>Ids <c>[batch, length]</c> to tokens <c>[batch, length, width]</c>.</summary>
    public string LookUp(string ids)
    {
        if (graph.Format == WeightFormat.F32)
        {
            return graph.Node("Gather", [graph.Weight(Name, Read, vocabulary, width), ids]);
        }

        if (graph.Format == WeightFormat.F16)
        {
            string halves = graph.Tensor(Name, OnnxElementType.Float16, () => HalfFloats.Round(Name, Read()), vocabulary, width);
            return graph.ToFloat(graph.Node("Gather", [halves, ids]));
        }

        Lazy<QuantizedWeights> rows = new(() => BlockQuantizer.Rows(Name, Read(), width));
        string codes = graph.Tensor($"{Name}.codes", OnnxElementType.UInt8, () => rows.Value.Codes, vocabulary, width);
        string scales = graph.Tensor($"{Name}.scales", OnnxGraphBuilder.FloatType, () => rows.Value.Scales, vocabulary, 1);
        string steps = graph.Node("Sub", [graph.ToFloat(graph.Node("Gather", [codes, ids])), graph.Scalar(BlockQuantizer.Zero)]);
        return graph.Node("Mul", [steps, graph.Node("Gather", [scales, ids])]);
    }

    private float[] Read() => layout.Read(layout.TokenEmbedding, vocabulary, width);
}
