namespace ClipSurgery;

/// <summary>
/// One pre-norm transformer block of a CLIP tower as ONNX operators, in parts that attention variants can recombine. Its weights
/// are written once, however often a part is used. Tokens are <c>[batch, tokens, width]</c>.
/// </summary>
internal sealed class TransformerBlock
{
    private readonly OnnxGraphBuilder _graph;
    private readonly ClipActivation _activation;
    private readonly int _attentionWidth;
    private readonly LayerNorm _norm1;
    private readonly LayerNorm _norm2;
    private readonly Linear _qkv;
    private readonly Linear _output;
    private readonly Linear _feedForward1;
    private readonly Linear _feedForward2;

    public TransformerBlock(OnnxGraphBuilder graph, CheckpointLayout layout, Tower tower, int layer, TransformerConfig size, ClipConfig config)
    {
        _graph = graph;
        _activation = config.ActivationOf(tower);
        string block = layout.Block(tower, layer);
        (string norm1, string norm2, string output, string feedForward1, string feedForward2) = layout.BlockParts;

        // A pruned block has fewer heads, or fewer hidden channels, than its neighbours: both are read from its own shapes.
        int hidden = layout.Length($"{block}{feedForward1}.bias");
        _attentionWidth = layout.AttentionWidth(tower, layer);
        int headWidth = size.Width / size.Heads;
        if (_attentionWidth % headWidth != 0)
        {
            throw new ClipSurgeryException(
                $"{layout.Path}: {block}* has attention of {_attentionWidth} channels; expected a multiple of the {headWidth} of a head.");
        }

        float epsilon = config.EpsilonOf(tower);
        _norm1 = LayerNorm.Read(graph, layout, block + norm1, size.Width, epsilon);
        _qkv = Linear.ReadQkv(graph, layout, tower, layer, size.Width, _attentionWidth);
        _output = Linear.Read(graph, layout, block + output, _attentionWidth, size.Width);
        _norm2 = LayerNorm.Read(graph, layout, block + norm2, size.Width, epsilon);
        _feedForward1 = Linear.Read(graph, layout, block + feedForward1, size.Width, hidden);
        _feedForward2 = Linear.Read(graph, layout, block + feedForward2, hidden, size.Width);
        Attention = new HeadAttention(graph, _attentionWidth, _attentionWidth / headWidth);
    }

    public HeadAttention Attention { get; }

    /// <summary>Queries, keys and values of the block's input.</summary>
    public (string Query, string Key, string Value) Qkv(string x)
    {
        string all = _qkv.Apply(_norm1.Apply(x));
        string sizes = _graph.Integers(_attentionWidth, _attentionWidth, _attentionWidth);
        string[] parts = _graph.Nodes("Split", 3, [all, sizes], OnnxAttribute.Int("axis", -1));
        return (parts[0], parts[1], parts[2]);
    }

    /// <summary>The attention's output projection.</summary>
    public string Output(string x) => _output.Apply(x);

    /// <summary>The block's second half, <c>x + FFN(norm(x))</c>.</summary>
    public string FeedForward(string x) =>
        _graph.Node("Add", [x, _feedForward2.Apply(Activate(_feedForward1.Apply(_norm2.Apply(x))))]);

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
