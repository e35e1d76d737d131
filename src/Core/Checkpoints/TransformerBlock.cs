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
        Norm1 = LayerNorm.Read(graph, layout, block + norm1, size.Width, epsilon);
        QkvLayer = Linear.ReadQkv(graph, layout, tower, layer, size.Width, _attentionWidth);
        OutputLayer = Linear.Read(graph, layout, block + output, _attentionWidth, size.Width);
        Norm2 = LayerNorm.Read(graph, layout, block + norm2, size.Width, epsilon);
        FeedForward1 = Linear.Read(graph, layout, block + feedForward1, size.Width, hidden);
        FeedForward2 = Linear.Read(graph, layout, block + feedForward2, hidden, size.Width);
        Attention = new HeadAttention(graph, _attentionWidth, _attentionWidth / headWidth);
    }

    public HeadAttention Attention { get; }

    public LayerNorm Norm1 { get; }

    public Linear QkvLayer { get; }

    public Linear OutputLayer { get; }

    public LayerNorm Norm2 { get; }

    public Linear FeedForward1 { get; }

    public Linear FeedForward2 { get; }

    /// <summary>The whole block, unmodified.</summary>
    public string Apply(string x)
    {
        (string query, string key, string value) = Qkv(x);
        return FeedForward(_graph.Node("Add", [x, Output(Attention.Attend(query, key, value))]));
    }

    /// <summary>Queries, keys and values of the block's input.</summary>
    public (string Query, string Key, string Value) Qkv(string x) => QkvOfNormalized(Norm1.Apply(x));

    /// <summary>Queries, keys and values of the block's input behind its first normalisation.</summary>
    public (string Query, string Key, string Value) QkvOfNormalized(string normalized)
    {
        string all = QkvLayer.Apply(normalized);
        string sizes = _graph.Integers(_attentionWidth, _attentionWidth, _attentionWidth);
        string[] parts = _graph.Nodes("Split", 3, [all, sizes], OnnxAttribute.Int("axis", -1));
        return (parts[0], parts[1], parts[2]);
    }

    /// <summary>The attention's output projection.</summary>
    public string Output(string x) => OutputLayer.Apply(x);

    /// <summary>The block's second half, <c>x + FFN(norm(x))</c>.</summary>
    public string FeedForward(string x) =>
        _graph.Node("Add", [x, FeedForward2.Apply(Activate(FeedForward1.Apply(Norm2.Apply(x))))]);

    /// <summary>The activation between the feed-forward layers.</summary>
    public string Activate(string x)
    {
        if (_activation == ClipActivation.QuickGelu)
        {
            string gate = _graph.Node("Sigmoid", [_graph.Node("Mul", [x, _graph.Scalar(1.702f)])]);
            return _graph.Node("Mul", [x, gate]);
        }

        return _graph.Gelu(x);
    }

    /// <summary>The derivative of <see cref="Activate"/>.</summary>
    public string ActivationSlope(string x)
    {
        if (_activation == ClipActivation.QuickGelu)
        {
            // With s = σ(1.702 x): s · (1 + 1.702 x · (1 − s)).
            string scaled = _graph.Node("Mul", [x, _graph.Scalar(1.702f)]);
            string gate = _graph.Node("Sigmoid", [scaled]);
            string inner = _graph.Node("Mul", [scaled, _graph.Node("Sub", [_graph.Scalar(1), gate])]);
            return _graph.Node("Mul", [gate, _graph.Node("Add", [inner, _graph.Scalar(1)])]);
        }

        // The normal distribution's function and x times its density: (1 + erf(x/√2)) / 2 + x · exp(−x²/2) / √(2π).
        string erf = _graph.Node("Erf", [_graph.Node("Mul", [x, _graph.Scalar(MathF.Sqrt(0.5f))])]);
        string function = _graph.Node("Mul", [_graph.Node("Add", [erf, _graph.Scalar(1)]), _graph.Scalar(0.5f)]);
        string exponent = _graph.Node("Mul", [_graph.Node("Mul", [x, x]), _graph.Scalar(-0.5f)]);
        string density = _graph.Node("Mul", [_graph.Node("Exp", [exponent]), _graph.Scalar(1 / MathF.Sqrt(2 * MathF.PI))]);
        return _graph.Node("Add", [function, _graph.Node("Mul", [x, density])]);
    }
}
