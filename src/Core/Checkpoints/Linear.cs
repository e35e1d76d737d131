namespace ClipSurgery;

/// <summary>A linear layer of an ONNX graph: weight <c>[inputs, outputs]</c> and bias <c>[outputs]</c>.</summary>
internal sealed class Linear
{
    /// <summary>Weights that share a scale, in a model of 8-bit weights.</summary>
    public const int Block = 32;

    private readonly OnnxGraphBuilder _graph;
    private readonly (int Inputs, int Outputs) _size;
    private readonly string _weight;
    private readonly string? _scales;
    private readonly string? _bias;

    /// <param name="graph">The graph that it is part of.</param>
    /// <param name="name">The weight's name.</param>
    /// <param name="size">Channels that come in and go out.</param>
    /// <param name="readWeight">Reads <c>[inputs, outputs]</c>.</param>
    /// <param name="bias">The bias in the graph; null for a layer without one.</param>
    public Linear(OnnxGraphBuilder graph, string name, (int Inputs, int Outputs) size, Func<float[]> readWeight, string? bias = null)
    {
        _graph = graph;
        _size = size;
        _bias = bias;
        if (graph.Format != WeightFormat.Q8)
        {
            _weight = graph.Weight(name, readWeight, size.Inputs, size.Outputs);
            return;
        }

        int blocks = (size.Inputs + Block - 1) / Block;
        Lazy<QuantizedWeights> weights = new(() => BlockQuantizer.Columns(name, readWeight(), size.Outputs, Block));
        _weight = graph.Tensor($"{name}.codes", OnnxElementType.UInt8, () => weights.Value.Codes, size.Outputs, blocks, Block);
        _scales = graph.Tensor($"{name}.scales", OnnxGraphBuilder.FloatType, () => weights.Value.Scales, size.Outputs, blocks);
    }

    /// <summary>Reads the layer from a checkpoint.</summary>
    public static Linear Read(OnnxGraphBuilder graph, CheckpointLayout layout, string tensor, int inputs, int outputs) => new(
        graph,
        $"{tensor}.weight",
        (inputs, outputs),
        () => layout.ReadMatrix($"{tensor}.weight", inputs, outputs),
        graph.Weight($"{tensor}.bias", () => layout.Read($"{tensor}.bias", outputs), outputs));

    /// <summary>Reads a block's query, key and value projections, each to <c>outputs</c> channels, as one layer.</summary>
    public static Linear ReadQkv(OnnxGraphBuilder graph, CheckpointLayout layout, Tower tower, int layer, int width, int outputs)
    {
        string name = $"{layout.Block(tower, layer)}qkv";
        return new Linear(
            graph,
            $"{name}.weight",
            (width, 3 * outputs),
            () => layout.ReadQkvWeight(tower, layer, width, outputs),
            graph.Weight($"{name}.bias", () => layout.ReadQkvBias(tower, layer, outputs), 3 * outputs));
    }

    public string Apply(string x)
    {
        string product = _scales is null ? _graph.Node("MatMul", [x, _weight]) : ApplyQuantized(x, _scales);
        return _bias is null ? product : _graph.Node("Add", [product, _bias]);
    }

    /// <summary>The gradient at the input, of one at the output: <c>gradient · weightᵀ</c>.</summary>
    public string Gradient(string gradient) => _scales is null
        ? _graph.RuntimeNode("FusedMatMul", [gradient, _weight], OnnxAttribute.Int("transB", 1))
        : _graph.Node("MatMul", [gradient, Dequantized(_scales)]);

    /// <summary>8-bit weights as <c>[outputs, inputs]</c>, the order in which they are stored.</summary>
    private string Dequantized(string scales)
    {
        string codes = _graph.Node("Sub", [_graph.ToFloat(_weight), _graph.Scalar(BlockQuantizer.Zero)]);
        string blocks = _graph.Node("Mul", [codes, _graph.Node("Unsqueeze", [scales, _graph.Integers(-1)])]);
        return _graph.Slice(_graph.Node("Reshape", [blocks, _graph.Integers(_size.Outputs, -1)]), 0, _size.Inputs, axis: 1);
    }

    /// <summary>
    /// Accuracy level 1 keeps x in F32. Level 4 rounds x to 8 bits, too, which is faster and less exact: docs/models.md has both.
    /// </summary>
    private string ApplyQuantized(string x, string scales) => _graph.RuntimeNode(
        "MatMulNBits",
        [x, _weight, scales],
        OnnxAttribute.Int("K", _size.Inputs),
        OnnxAttribute.Int("N", _size.Outputs),
        OnnxAttribute.Int("bits", 8),
        OnnxAttribute.Int("block_size", Block),
        OnnxAttribute.Int("accuracy_level", 1));
}
