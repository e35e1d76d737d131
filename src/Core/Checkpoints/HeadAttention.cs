namespace ClipSurgery;

/// <summary>
/// Attention with several heads as ONNX operators: whole, or in parts that attention variants can recombine. Queries, keys and values
/// are <c>[batch, tokens, width]</c>; each head takes <c>width / heads</c> channels in a row.
/// </summary>
internal sealed class HeadAttention(OnnxGraphBuilder graph, int width, int heads)
{
    /// <summary>
    /// <c>softmax(query · keyᵀ / √(width / heads)) · value</c>, heads joined: <c>[batch, queries, width]</c>. The runtime's fused
    /// operator makes it block by block: the weights, which grow with the square of the tokens, are never in memory as a whole.
    /// </summary>
    public string Attend(string query, string key, string value) =>
        graph.RuntimeNode("MultiHeadAttention", [query, key, value], OnnxAttribute.Int("num_heads", heads));

    /// <summary>
    /// Attention weights <c>softmax(query · keyᵀ / √(width / heads) + bias)</c>: <c>[batch, heads, queries, keys]</c>. Consistent
    /// attention passes one projection as query and as key.
    /// </summary>
    public string Weights(string query, string key, string? bias = null)
    {
        string scaled = graph.Node("Mul", [query, graph.Scalar(1 / MathF.Sqrt(width / heads))]);
        string scores = graph.Node("MatMul", [SplitHeads(scaled, 0, 2, 1, 3), SplitHeads(key, 0, 2, 3, 1)]);
        string biased = bias is null ? scores : graph.Node("Add", [scores, bias]);
        return graph.Node("Softmax", [biased], OnnxAttribute.Int("axis", -1));
    }

    /// <summary>Attention weights applied to values, heads joined: <c>[batch, queries, width]</c>.</summary>
    public string Apply(string weights, string value)
    {
        string attended = graph.Node("MatMul", [weights, SplitHeads(value, 0, 2, 1, 3)]);
        string tokens = graph.Node("Transpose", [attended], OnnxAttribute.Ints("perm", 0, 2, 1, 3));
        return graph.Node("Reshape", [tokens, graph.Integers(0, 0, width)]);
    }

    /// <summary>Attention weights averaged over the heads: <c>[batch, queries, keys]</c>.</summary>
    public string HeadMean(string weights) =>
        graph.Node("ReduceMean", [weights], OnnxAttribute.Ints("axes", 1), OnnxAttribute.Int("keepdims", 0));

    private string SplitHeads(string x, params long[] permutation)
    {
        string split = graph.Node("Reshape", [x, graph.Integers(0, 0, heads, width / heads)]);
        return graph.Node("Transpose", [split], OnnxAttribute.Ints("perm", permutation));
    }
}
