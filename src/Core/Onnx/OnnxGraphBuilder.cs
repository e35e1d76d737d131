using System.Globalization;
using System.Runtime.InteropServices;

namespace ClipSurgery;

/// <summary>
/// Builds one ONNX graph, operator by operator; values are their names. Operators are standard ones, which the runtime fuses, but
/// for those of <see cref="RuntimeNode"/>. Field numbers are those of onnx.proto3.
/// </summary>
internal sealed class OnnxGraphBuilder(string name, ExternalWeights weights)
{
    /// <summary>ONNX's number of 32-bit floats, as a Cast's target.</summary>
    public const int FloatType = 1;

    /// <summary>ONNX's number of 64-bit integers.</summary>
    public const int Int64Type = 7;

    private const string RuntimeDomain = "com.microsoft";
    private const int OpsetVersion = 17;
    private const int IrVersion = 8;

    /// <summary>Tensors below this size stay in the graph file: shape inference cannot read external ones.</summary>
    private const int InlineLimitBytes = 1024;

    private ProtobufWriter _nodes = new();
    private readonly ProtobufWriter _initializers = new();
    private readonly ProtobufWriter _inputs = new();
    private readonly ProtobufWriter _outputs = new();
    private int _values;
    private bool _usesRuntimeNodes;

    /// <summary>Declares an F32 input; a dimension is a number or a name.</summary>
    public string FloatInput(string input, params ReadOnlySpan<string> shape) => Input(input, FloatType, shape);

    /// <summary>Declares an I64 input; a dimension is a number or a name.</summary>
    public string Int64Input(string input, params ReadOnlySpan<string> shape) => Input(input, Int64Type, shape);

    /// <summary>Declares an input of any of ONNX's types; a dimension is a number or a name.</summary>
    public string Input(string input, int type, params ReadOnlySpan<string> shape)
    {
        Declare(_inputs, 11, input, type, shape);
        return input;
    }

    /// <summary>Declares an input of one I64, which has a value of its own where a run does not give it.</summary>
    public string OptionalInteger(string input, long value)
    {
        ProtobufWriter tensor = TensorHeader(input, Int64Type, [1]);
        tensor.Bytes(9, MemoryMarshal.AsBytes([value]));
        _initializers.Bytes(5, tensor.Written);
        return Int64Input(input, "1");
    }

    /// <summary>Gives a value the name of an F32 output; a dimension is a number or a name.</summary>
    public void FloatOutput(string output, string value, params ReadOnlySpan<string> shape) =>
        Output(output, value, FloatType, shape);

    /// <summary>Gives a value the name of an output of any of ONNX's types; a dimension is a number or a name.</summary>
    public void Output(string output, string value, int type, params ReadOnlySpan<string> shape)
    {
        WriteNode("Identity", [value], [output], []);
        Declare(_outputs, 12, output, type, shape);
    }

    /// <summary>How the weights of the checkpoint are stored.</summary>
    public WeightFormat Format { get; init; }

    /// <summary>
    /// Adds a weight that graphs share: it is read only where none of them has written it yet. One of several dimensions is
    /// stored as F16 where <see cref="Format"/> is smaller than F32; the value is F32 all the same, which the runtime computes
    /// once, when it loads the graph.
    /// </summary>
    public string Weight(string weight, Func<float[]> read, params ReadOnlySpan<int> shape) =>
        Format == WeightFormat.F32 || shape.Length < 2
            ? Tensor(weight, FloatType, read, shape)
            : ToFloat(Tensor(weight, OnnxElementType.Float16, () => HalfFloats.Round(weight, read()), shape));

    /// <summary>Adds an F32 weight that is this graph's alone.</summary>
    public string Weight(string weight, ReadOnlySpan<float> values, params ReadOnlySpan<int> shape) =>
        Tensor(weight, FloatType, MemoryMarshal.AsBytes(values), shape);

    /// <summary>Adds a tensor of any of ONNX's types that graphs share.</summary>
    public string Tensor<T>(string tensor, int type, Func<T[]> read, params ReadOnlySpan<int> shape)
        where T : unmanaged => weights.Find(tensor) is (long, long) place
            ? ExternalTensor(tensor, type, place, shape)
            : Tensor(tensor, type, MemoryMarshal.AsBytes(read().AsSpan()), shape);

    /// <summary>Turns numbers of another type into F32.</summary>
    public string ToFloat(string value) => Node("Cast", [value], OnnxAttribute.Int("to", FloatType));

    /// <summary>Adds an F32 scalar.</summary>
    public string Scalar(float value) => Weight(NextValue(), [value]);

    /// <summary>Adds an integer.</summary>
    public string Integer(long value) => Int64Constant([], [value]);

    /// <summary>Adds a constant list of integers: a shape, axes, indices.</summary>
    public string Integers(params ReadOnlySpan<long> values) => Int64Constant([values.Length], values);

    private string Tensor(string name, int type, ReadOnlySpan<byte> values, ReadOnlySpan<int> shape)
    {
        if (values.Length >= InlineLimitBytes)
        {
            return ExternalTensor(name, type, weights.Append(name, values), shape);
        }

        ProtobufWriter tensor = TensorHeader(name, type, shape);
        tensor.Bytes(9, values);
        _initializers.Bytes(5, tensor.Written);
        return name;
    }

    private string ExternalTensor(string name, int type, (long Offset, long Length) place, ReadOnlySpan<int> shape)
    {
        ProtobufWriter tensor = TensorHeader(name, type, shape);
        ExternalEntry(tensor, "location", weights.FileName);
        ExternalEntry(tensor, "offset", place.Offset.ToString(CultureInfo.InvariantCulture));
        ExternalEntry(tensor, "length", place.Length.ToString(CultureInfo.InvariantCulture));
        tensor.Int64(14, 1);
        _initializers.Bytes(5, tensor.Written);
        return name;
    }

    private string Int64Constant(ReadOnlySpan<int> shape, ReadOnlySpan<long> values)
    {
        string constant = NextValue();
        ProtobufWriter tensor = TensorHeader(constant, Int64Type, shape);
        tensor.Bytes(9, MemoryMarshal.AsBytes(values));
        _initializers.Bytes(5, tensor.Written);
        return constant;
    }

    /// <summary>Adds an operator with one output and returns that.</summary>
    public string Node(string op, ReadOnlySpan<string> inputs, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        string output = NextValue();
        WriteNode(op, inputs, [output], attributes);
        return output;
    }

    /// <summary>A part of a value along one axis, from an index up to, not including, another.</summary>
    public string Slice(string value, long begin, long end, int axis) =>
        Node("Slice", [value, Integers(begin), Integers(end), Integers(axis)]);

    /// <summary>The exact GELU, x/2 · (1 + erf(x/√2)), in the form that the runtime recognises.</summary>
    public string Gelu(string value)
    {
        string erf = Node("Erf", [Node("Div", [value, Scalar(MathF.Sqrt(2))])]);
        string scaled = Node("Mul", [value, Node("Add", [erf, Scalar(1)])]);
        return Node("Mul", [scaled, Scalar(0.5f)]);
    }

    /// <summary>Adds an operator of ONNX Runtime's own (domain <c>com.microsoft</c>, version 1) with one output.</summary>
    public string RuntimeNode(string op, ReadOnlySpan<string> inputs, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        _usesRuntimeNodes = true;
        string output = NextValue();
        WriteNode(op, inputs, [output], attributes, RuntimeDomain);
        return output;
    }

    /// <summary>Adds an operator with several outputs.</summary>
    public string[] Nodes(string op, int outputCount, ReadOnlySpan<string> inputs, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        string[] outputs = new string[outputCount];
        for (int i = 0; i < outputCount; i++)
        {
            outputs[i] = NextValue();
        }

        WriteNode(op, inputs, outputs, attributes);
        return outputs;
    }

    /// <summary>
    /// Adds operators that run once for each row of an F32 value, one row after the other, with whatever was computed before at hand.
    /// </summary>
    /// <param name="rows">The value, <c>[rows, width]</c>.</param>
    /// <param name="body">Adds the operators: from the name of a row <c>[width]</c> to that of a result of one dimension.</param>
    /// <returns>The results, <c>[rows, length of a result]</c>.</returns>
    public string ForEachRow(string rows, Func<string, string> body)
    {
        ProtobufWriter outer = _nodes;
        _nodes = new ProtobufWriter();
        string row = NextValue();
        string result = NextValue();
        WriteNode("Identity", [body(row)], [result], []);
        ProtobufWriter inner = new();
        inner.Append(_nodes);
        inner.String(2, row);
        Declare(inner, 11, row, FloatType, ["width"]);
        Declare(inner, 12, result, FloatType, ["length"]);
        _nodes = outer;
        return Node("Scan", [rows], OnnxAttribute.Graph("body", inner.Written.ToArray()), OnnxAttribute.Int("num_scan_inputs", 1));
    }

    /// <summary>The whole file, without the external weights.</summary>
    public byte[] ToBytes()
    {
        ProtobufWriter model = new();
        model.Int64(1, IrVersion);
        model.String(2, "ClipSurgery");
        model.Message(7, graph =>
        {
            graph.Append(_nodes);
            graph.String(2, name);
            graph.Append(_initializers);
            graph.Append(_inputs);
            graph.Append(_outputs);
        });
        ImportOperators(model, "", OpsetVersion);
        if (_usesRuntimeNodes)
        {
            ImportOperators(model, RuntimeDomain, 1);
        }

        return model.Written.ToArray();
    }

    private static void ImportOperators(ProtobufWriter model, string domain, int version) => model.Message(8, opset =>
    {
        opset.String(1, domain);
        opset.Int64(2, version);
    });

    private string NextValue() => $"v{_values++}";

    private void WriteNode(
        string op,
        ReadOnlySpan<string> inputs,
        ReadOnlySpan<string> outputs,
        ReadOnlySpan<OnnxAttribute> attributes,
        string domain = "")
    {
        ProtobufWriter node = new();
        foreach (string input in inputs)
        {
            node.String(1, input);
        }

        foreach (string output in outputs)
        {
            node.String(2, output);
        }

        node.String(3, $"{op}_{outputs[0]}");
        node.String(4, op);
        foreach (OnnxAttribute attribute in attributes)
        {
            node.Message(5, attribute.Write);
        }

        if (domain.Length > 0)
        {
            node.String(7, domain);
        }

        _nodes.Bytes(1, node.Written);
    }

    private static ProtobufWriter TensorHeader(string tensorName, int type, ReadOnlySpan<int> shape)
    {
        ProtobufWriter tensor = new();
        foreach (int dimension in shape)
        {
            tensor.Int64(1, dimension);
        }

        tensor.Int64(2, type);
        tensor.String(8, tensorName);
        return tensor;
    }

    private static void ExternalEntry(ProtobufWriter tensor, string key, string value) => tensor.Message(13, entry =>
    {
        entry.String(1, key);
        entry.String(2, value);
    });

    private static void Declare(ProtobufWriter target, int field, string value, int type, ReadOnlySpan<string> shape)
    {
        ProtobufWriter dimensions = new();
        foreach (string dimension in shape)
        {
            dimensions.Message(1, dim =>
            {
                if (long.TryParse(dimension, out long size))
                {
                    dim.Int64(1, size);
                }
                else
                {
                    dim.String(2, dimension);
                }
            });
        }

        target.Message(field, info =>
        {
            info.String(1, value);
            info.Message(2, typeProto => typeProto.Message(1, tensor =>
            {
                tensor.Int64(1, type);
                tensor.Bytes(2, dimensions.Written);
            }));
        });
    }
}
