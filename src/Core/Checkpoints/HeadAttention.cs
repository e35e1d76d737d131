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
    public string Apply(string weights, string value) => JoinHeads(graph.Node("MatMul", [weights, SplitHeads(value, 0, 2, 1, 3)]));

    /// <summary>Attention weights averaged over the heads: <c>[batch, queries, keys]</c>.</summary>
    public string HeadMean(string weights) =>
        graph.Node("ReduceMean", [weights], OnnxAttribute.Ints("axes", 1), OnnxAttribute.Int("keepdims", 0));

    /// <summary>The gradient at the weights, of one at what was attended to: <c>[batch, heads, queries, keys]</c>.</summary>
    public string AtWeights(string gradient, string value) =>
        Product(SplitHeads(gradient, 0, 2, 1, 3), SplitHeads(value, 0, 2, 1, 3), transB: true);

    /// <summary>The gradient at the scores that the weights are a softmax of, of one at the weights; of their shape.</summary>
    public string AtScores(string weights, string atWeights)
    {
        string products = graph.Node("Mul", [weights, atWeights]);
        string sums = graph.Node("ReduceSum", [products, graph.Integers(-1)]);
        return graph.Node("Sub", [products, graph.Node("Mul", [weights, sums])]);
    }

    /// <summary>The gradient at the queries, heads joined, of one at the scores.</summary>
    public string AtQueries(string atScores, string key) =>
        JoinHeads(Product(atScores, SplitHeads(key, 0, 2, 1, 3), alpha: 1 / MathF.Sqrt(width / heads)));

    /// <summary>The gradient at the keys, heads joined, of one at the scores.</summary>
    public string AtKeys(string atScores, string query) =>
        JoinHeads(Product(atScores, SplitHeads(query, 0, 2, 1, 3), transA: true, alpha: 1 / MathF.Sqrt(width / heads)));

    /// <summary>The gradient at the values, heads joined, of one at what was attended to.</summary>
    public string AtValues(string weights, string gradient) =>
        JoinHeads(Product(weights, SplitHeads(gradient, 0, 2, 1, 3), transA: true));

    private string Product(string a, string b, bool transA = false, bool transB = false, float alpha = 1) => graph.RuntimeNode(
        "FusedMatMul",
        [a, b],
        OnnxAttribute.Int("transA", transA ? 1 : 0),
        OnnxAttribute.Int("transB", transB ? 1 : 0),
        OnnxAttribute.Float("alpha", alpha));

    private string SplitHeads(string x, params long[] permutation)
    {
        string split = graph.Node("Reshape", [x, graph.Integers(0, 0, heads, width / heads)]);
        return graph.Node("Transpose", [split], OnnxAttribute.Ints("perm", permutation));
    }

    private string JoinHeads(string x)
    {
        string tokens = graph.Node("Transpose", [x], OnnxAttribute.Ints("perm", 0, 2, 1, 3));
        return graph.Node("Reshape", [tokens, graph.Integers(0, 0, width)]);
    }
}
