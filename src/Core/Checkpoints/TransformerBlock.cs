namespace ClipSurgery;

/// <summary>
/// One pre-norm transformer block of a CLIP tower as ONNX operators, in parts that attention variants can recombine. Its weights
/// are written once, however often a part is used. Tokens are <c>[batch, tokens, width]</c>.
/// </summary>
internal sealed class TransformerBlock
{
    private readonly OnnxGraphBuilder _graph;
    private readonly TransformerConfig _size;
    private readonly ClipActivation _activation;
    private readonly LayerNorm _norm1;
    private readonly LayerNorm _norm2;
    private readonly Linear _qkv;
    private readonly Linear _output;
    private readonly Linear _feedForward1;
    private readonly Linear _feedForward2;

    public TransformerBlock(OnnxGraphBuilder graph, CheckpointLayout layout, Tower tower, int layer, TransformerConfig size, ClipConfig config)
    {
        _graph = graph;
        _size = size;
        _activation = config.Activation;
        string block = layout.Block(tower, layer);
        (string norm1, string norm2, string output, string feedForward1, string feedForward2) = layout.BlockParts;
        int hidden = layout.Length($"{block}{feedForward1}.bias");
        _norm1 = LayerNorm.Read(graph, layout, block + norm1, size.Width, config.LayerNormEpsilon);
        _qkv = Linear.ReadQkv(graph, layout, tower, layer, size.Width);
        _output = Linear.Read(graph, layout, block + output, size.Width, size.Width);
        _norm2 = LayerNorm.Read(graph, layout, block + norm2, size.Width, config.LayerNormEpsilon);
        _feedForward1 = Linear.Read(graph, layout, block + feedForward1, size.Width, hidden);
        _feedForward2 = Linear.Read(graph, layout, block + feedForward2, hidden, size.Width);
    }

    /// <summary>Queries, keys and values of the block's input.</summary>
    public (string Query, string Key, string Value) Qkv(string x)
    {
        string all = _qkv.Apply(_norm1.Apply(x));
        string[] parts = _graph.Nodes("Split", 3, [all, _graph.Integers(_size.Width, _size.Width, _size.Width)], OnnxAttribute.Int("axis", -1));
        return (parts[0], parts[1], parts[2]);
    }

    /// <summary>
    /// Attention weights <c>softmax(query · keyᵀ / √(width / heads) + bias)</c>: <c>[batch, heads, queries, keys]</c>. Consistent
    /// attention passes one projection as query and as key.
    /// </summary>
    public string AttentionWeights(string query, string key, string? bias = null)
    {
        string scaled = _graph.Node("Mul", [query, _graph.Scalar(1 / MathF.Sqrt(_size.Width / _size.Heads))]);
        string scores = _graph.Node("MatMul", [SplitHeads(scaled, 0, 2, 1, 3), SplitHeads(key, 0, 2, 3, 1)]);
        string biased = bias is null ? scores : _graph.Node("Add", [scores, bias]);
        return _graph.Node("Softmax", [biased], OnnxAttribute.Int("axis", -1));
    }

    /// <summary>Attention weights applied to values, heads joined: <c>[batch, queries, width]</c>.</summary>
    public string Attend(string weights, string value)
    {
        string heads = _graph.Node("MatMul", [weights, SplitHeads(value, 0, 2, 1, 3)]);
        string tokens = _graph.Node("Transpose", [heads], OnnxAttribute.Ints("perm", 0, 2, 1, 3));
        return _graph.Node("Reshape", [tokens, _graph.Integers(0, 0, _size.Width)]);
    }

    /// <summary>The attention's output projection.</summary>
    public string Output(string x) => _output.Apply(x);

    /// <summary>The block's second half, <c>x + FFN(norm(x))</c>.</summary>
    public string FeedForward(string x) =>
        _graph.Node("Add", [x, _feedForward2.Apply(Activate(_feedForward1.Apply(_norm2.Apply(x))))]);

    private string SplitHeads(string x, params long[] permutation)
    {
        string heads = _graph.Node("Reshape", [x, _graph.Integers(0, 0, _size.Heads, _size.Width / _size.Heads)]);
        return _graph.Node("Transpose", [heads], OnnxAttribute.Ints("perm", permutation));
    }

    private string Activate(string x)
    {
        if (_activation == ClipActivation.QuickGelu)
        {
            string gate = _graph.Node("Sigmoid", [_graph.Node("Mul", [x, _graph.Scalar(1.702f)])]);
            return _graph.Node("Mul", [x, gate]);
        }

        // The exact GELU, x/2 · (1 + erf(x/√2)), in the form that the runtime recognises.
        string erf = _graph.Node("Erf", [_graph.Node("Div", [x, _graph.Scalar(MathF.Sqrt(2))])]);
        string scaled = _graph.Node("Mul", [x, _graph.Node("Add", [erf, _graph.Scalar(1)])]);
        return _graph.Node("Mul", [scaled, _graph.Scalar(0.5f)]);
    }
}
