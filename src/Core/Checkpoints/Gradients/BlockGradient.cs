namespace ClipSurgery;

/// <summary>
/// A transformer block whose backward pass is written, too: what that needs of the forward pass is kept as <c>[1, tokens, width]</c>.
/// Gradients are <c>[texts, tokens, width]</c>, all texts at once or one by one.
/// </summary>
internal sealed class BlockGradient
{
    private readonly OnnxGraphBuilder _graph;
    private readonly TransformerBlock _block;
    private readonly string _standard1;
    private readonly string _inverse1;
    private readonly string _standard2;
    private readonly string _inverse2;
    private readonly string _slope;
    private readonly bool _readsClassAlone;

    /// <param name="graph">The graph that is built.</param>
    /// <param name="block">The block.</param>
    /// <param name="x">Its input, <c>[1, tokens, width]</c>.</param>
    /// <param name="readsClassAlone">True where of its output only the class token is used: nothing else is computed.</param>
    public BlockGradient(OnnxGraphBuilder graph, TransformerBlock block, string x, bool readsClassAlone)
    {
        _graph = graph;
        _block = block;
        _readsClassAlone = readsClassAlone;
        (Normalized, _standard1, _inverse1) = block.Norm1.ApplyKept(x);
        (AllQueries, Key, Value) = block.QkvOfNormalized(Normalized);
        Query = readsClassAlone ? graph.Slice(AllQueries, 0, 1, axis: 1) : AllQueries;
        string residual = readsClassAlone ? graph.Slice(x, 0, 1, axis: 1) : x;
        string middle = graph.Node("Add", [residual, block.Output(block.Attention.Attend(Query, Key, Value))]);
        (string normalized, _standard2, _inverse2) = block.Norm2.ApplyKept(middle);
        string hidden = block.FeedForward1.Apply(normalized);
        _slope = block.ActivationSlope(hidden);
        Output = graph.Node("Add", [middle, block.FeedForward2.Apply(block.Activate(hidden))]);
    }

    /// <summary>The input behind the first normalisation, <c>[1, tokens, width]</c>.</summary>
    public string Normalized { get; }

    /// <summary>Queries of all tokens, <c>[1, tokens, attention width]</c>.</summary>
    public string AllQueries { get; }

    /// <summary>Queries of the tokens that are read.</summary>
    public string Query { get; }

    public string Key { get; }

    public string Value { get; }

    /// <summary>The block's output, of the class token alone where only that is read.</summary>
    public string Output { get; }

    /// <summary>Attention weights <c>[1, heads, tokens that are read, tokens]</c>; computed again rather than kept.</summary>
    public string Weights() => _block.Attention.Weights(Query, Key);

    /// <summary>The way back from the output through the feed-forward layers and the attention's projection.</summary>
    /// <returns>The gradient between attention and feed-forward layers, and at what was attended to (heads joined).</returns>
    public (string AtMiddle, string AtAttended) ToAttention(string gradient)
    {
        string hidden = _graph.Node("Mul", [_block.FeedForward2.Gradient(gradient), _slope]);
        string normalized = _block.Norm2.Gradient(_block.FeedForward1.Gradient(hidden), _standard2, _inverse2);
        string middle = _graph.Node("Add", [gradient, normalized]);
        return (middle, _block.OutputLayer.Gradient(middle));
    }

    /// <summary>The gradient at the attention's weights, <c>[texts, heads, tokens that are read, tokens]</c>.</summary>
    public string AtWeights(string atAttended) => _block.Attention.AtWeights(atAttended, Value);

    /// <summary>The rest of the way back, to the block's input: <c>[texts, tokens, width]</c>.</summary>
    public string ToInput(string atMiddle, string atAttended, string weights, string atWeights)
    {
        HeadAttention attention = _block.Attention;
        string scores = attention.AtScores(weights, atWeights);
        string queries = attention.AtQueries(scores, Key);
        string keys = attention.AtKeys(scores, Query);
        string values = attention.AtValues(weights, atAttended);
        if (_readsClassAlone)
        {
            queries = WithOtherTokens(queries);
            atMiddle = WithOtherTokens(atMiddle);
        }

        string all = _graph.Node("Concat", [queries, keys, values], OnnxAttribute.Int("axis", -1));
        return _graph.Node("Add", [atMiddle, _block.Norm1.Gradient(_block.QkvLayer.Gradient(all), _standard1, _inverse1)]);
    }

    /// <summary>
    /// Of the gradient at the first normalisation's output, the mean over the patches, where the class token alone is read:
    /// <c>[texts, 1, width]</c>. No gradient of every patch is made for it, as all after the attention's softmax is linear.
    /// </summary>
    public string MeanAtNormalizedPatches(string atAttended, string weights, string atWeights)
    {
        HeadAttention attention = _block.Attention;
        string keys = attention.AtKeys(MeanOfPatches(attention.AtScores(weights, atWeights)), Query);
        string values = attention.AtValues(MeanOfPatches(weights), atAttended);
        string none = _graph.Node("Mul", [keys, _graph.Scalar(0)]);
        return _block.QkvLayer.Gradient(_graph.Node("Concat", [none, keys, values], OnnxAttribute.Int("axis", -1)));
    }

    private string MeanOfPatches(string weights) =>
        _graph.Node("ReduceMean", [_graph.Slice(weights, 1, int.MaxValue, axis: 3)], OnnxAttribute.Ints("axes", -1));

    /// <summary>A class token's gradient with zeros for all other tokens.</summary>
    private string WithOtherTokens(string gradient)
    {
        string tokens = _graph.Slice(_graph.Node("Shape", [Key]), 1, 2, axis: 0);
        string others = _graph.Node("Sub", [tokens, _graph.Integers(1)]);
        string padding = _graph.Node("Concat", [_graph.Integers(0, 0, 0, 0), others, _graph.Integers(0)], OnnxAttribute.Int("axis", 0));
        return _graph.Node("Pad", [gradient, padding]);
    }
}
