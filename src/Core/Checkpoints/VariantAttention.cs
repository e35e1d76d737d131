namespace ClipSurgery;

/// <summary>
/// What an attention variant puts in the place of softmax(q · kᵀ) · v, before the output projection (papers: see
/// <see cref="AttentionVariant"/>).
/// </summary>
internal sealed class VariantAttention(OnnxGraphBuilder graph, HeadAttention attention, AttentionVariant variant)
{
    /// <summary>Values <c>[batch, tokens, width]</c>, class token first.</summary>
    /// <param name="query">Queries <c>[batch, tokens, width]</c>.</param>
    /// <param name="key">Keys, as the queries.</param>
    /// <param name="value">Values, as the queries.</param>
    /// <param name="gridSize">Rows and columns of the patch grid, <c>[2]</c>.</param>
    public string Apply(string query, string key, string value, string gridSize) => variant switch
    {
        AttentionVariant.Surgery or AttentionVariant.SinglePath => attention.Attend(value, value, value),
        AttentionVariant.MaskClip => value,
        AttentionVariant.ClearClip => attention.Attend(query, query, value),
        AttentionVariant.NaClip => attention.Apply(attention.Weights(key, key, NeighbourBias(gridSize)), value),
        AttentionVariant.Sclip => attention.Apply(
            graph.Node("Add", [attention.Weights(query, query), attention.Weights(key, key)]), value),
        _ => attention.Attend(query, key, value),
    };

    /// <summary>NACLIP's bias: exp(−d² / (2 · 5²)) of two patches' distance d in the grid; nothing for the class token.</summary>
    private string NeighbourBias(string gridSize)
    {
        const float TwiceVariance = 2 * 5 * 5;
        string columns = graph.Node("Slice", [gridSize, graph.Integers(1), graph.Integers(2)]);
        string patches = graph.Node("ReduceProd", [gridSize], OnnxAttribute.Int("keepdims", 0));
        string index = graph.Node("Range", [graph.Integer(0), patches, graph.Integer(1)]);
        string row = graph.Node("Div", [index, columns]);
        string column = graph.Node("Mod", [index, columns]);
        string distance = graph.Node("Add", [SquaredDifferences(row), SquaredDifferences(column)]);
        string exponent = graph.Node("Div", [graph.Node("Neg", [distance]), graph.Scalar(TwiceVariance)]);
        return graph.Node("Pad", [graph.Node("Exp", [exponent]), graph.Integers(1, 1, 0, 0)]);
    }

    /// <summary>Of every pair of a list's integers, as floats: <c>[count, count]</c>.</summary>
    private string SquaredDifferences(string list)
    {
        string values = graph.Node("Cast", [list], OnnxAttribute.Int("to", OnnxGraphBuilder.FloatType));
        string difference = graph.Node("Sub", [graph.Node("Unsqueeze", [values, graph.Integers(1)]), values]);
        return graph.Node("Mul", [difference, difference]);
    }
}
