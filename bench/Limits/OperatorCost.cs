namespace ClipSurgery.Bench;

/// <summary>
/// The floating point operations of an executed operator's products, from its shapes: 2 a multiply-add. Everything else writes
/// each of its values once or a few times, and is counted in values.
/// </summary>
internal static class OperatorCost
{
    private static readonly HashSet<string> Products =
    [
        "MatMul", "FusedMatMul", "MatMulNBits", "MatMulInteger", "MatMulIntegerToFloat", "DynamicQuantizeMatMul", "QLinearMatMul",
        "Gemm", "FusedGemm", "Conv", "FusedConv", "NhwcFusedConv", "ConvInteger", "QLinearConv", "ConvTranspose",
        "MultiHeadAttention", "Attention",
    ];

    /// <summary>Operators without products: element by element, sums, or moves.</summary>
    private static readonly HashSet<string> Others =
    [
        "Abs", "Add", "And", "ArgMax", "AveragePool", "BatchNormalization", "BiasGelu", "BiasSoftmax", "BiasSplitGelu", "Cast",
        "Clip", "Concat", "ConstantOfShape", "Cos", "CumSum", "DequantizeLinear", "Div", "DynamicQuantizeLinear", "Equal", "Erf",
        "Exp", "Expand", "FastGelu", "Flatten", "Floor", "Gather", "GatherElements", "GatherND", "Gelu", "GlobalAveragePool",
        "GlobalMaxPool", "Greater", "GreaterOrEqual", "HardSigmoid", "HardSwish", "Identity", "InstanceNormalization",
        "LayerNormalization", "LeakyRelu", "Less", "LessOrEqual", "Log",
        "Max", "MaxPool", "MemcpyFromHost", "MemcpyToHost", "Min",
        "Mod", "Mul", "Neg", "NonZero", "Not", "OneHot", "Or", "Pad", "Pow", "QuantizeLinear", "QuickGelu", "Range", "Reciprocal",
        "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSum", "Relu", "ReorderInput", "ReorderOutput", "Reshape",
        "Resize", "Round", "ScatterElements", "ScatterND", "Shape", "Sigmoid", "Sign", "SimplifiedLayerNormalization", "Sin",
        "SkipLayerNormalization", "Slice", "Softmax", "Split",
        "Sqrt", "Squeeze", "Sub", "Tanh", "Tile", "TopK", "Transpose", "Trilu",
        "Unsqueeze", "Upsample", "Where", "Xor",
    ];

    /// <summary>
    /// Operations of its products, 0 where it has none; null for an operator that is not known, and may have some.
    /// </summary>
    public static double? Flops(NodeRun node) => (node.Operator, node.Inputs) switch
    {
        _ when Others.Contains(node.Operator) => 0,
        ("Conv" or "FusedConv" or "NhwcFusedConv" or "ConvInteger", [_, [_, .. long[] kernel], ..]) =>
            2 * Written(node) * Count(kernel),
        ("QLinearConv", [_, _, _, [_, .. long[] kernel], ..]) => 2 * Written(node) * Count(kernel),
        ("ConvTranspose", [long[] input, [_, .. long[] kernel], ..]) => 2 * Count(input) * Count(kernel),
        ("MultiHeadAttention", [[long batch, long queries, long width], [_, long keys, _], [_, _, long values], ..]) =>
            2.0 * batch * queries * keys * (width + values),
        ("Attention", [[long batch, long tokens, long width], [_, long projected], ..]) =>
            2.0 * batch * tokens * (width * projected + tokens * (projected / 3) * 2),
        ("MultiHeadAttention" or "Attention", _) => null,
        ("QLinearMatMul", [[.., long depth], ..]) => 2 * Written(node) * depth,
        (_, [[long depth], ..]) when Products.Contains(node.Operator) => 2 * Written(node) * depth,

        // The depth is the side that the first matrix does not share with the result, whether it is transposed or not.
        (_, [[.., long rows, long columns], ..]) when Products.Contains(node.Operator) =>
            2 * Written(node) * (rows * columns / Math.Max(1, Rows(node.Outputs[0]))),
        _ => null,
    };

    /// <summary>Values that it writes.</summary>
    public static double Written(NodeRun node) => node.Outputs.Sum(Count);

    /// <summary>What it is called in tables: products of activations are told from products with weights.</summary>
    public static string Kind(NodeRun node) =>
        node.Operator is "MatMul" or "FusedMatMul" && node.Inputs is [_, { Length: > 2 }, ..]
        ? $"{node.Operator}, batched"
        : node.Operator;

    private static long Rows(long[] shape) => shape.Length > 1 ? shape[^2] : 1;

    private static double Count(long[] shape) => shape.Aggregate(1.0, (count, size) => count * size);
}
