namespace ClipSurgery;

/// <summary>An attribute of an ONNX operator: an integer, a float, a text, a list of integers or a graph.</summary>
internal readonly struct OnnxAttribute
{
    private readonly string _name;
    private readonly object _value;

    private OnnxAttribute(string name, object value)
    {
        _name = name;
        _value = value;
    }

    public static OnnxAttribute Int(string name, long value) => new(name, value);

    public static OnnxAttribute Float(string name, float value) => new(name, value);

    public static OnnxAttribute String(string name, string value) => new(name, value);

    public static OnnxAttribute Ints(string name, params long[] values) => new(name, values);

    public static OnnxAttribute Graph(string name, byte[] graph) => new(name, graph);

    /// <summary>Writes the AttributeProto; its last field is the value's type.</summary>
    public void Write(ProtobufWriter attribute)
    {
        attribute.String(1, _name);
        switch (_value)
        {
            case float value:
                attribute.Float(2, value);
                attribute.Int64(20, 1);
                break;
            case long value:
                attribute.Int64(3, value);
                attribute.Int64(20, 2);
                break;
            case string value:
                attribute.String(4, value);
                attribute.Int64(20, 3);
                break;
            case byte[] graph:
                attribute.Bytes(6, graph);
                attribute.Int64(20, 5);
                break;
            case long[] values:
                foreach (long value in values)
                {
                    attribute.Int64(8, value);
                }

                attribute.Int64(20, 7);
                break;
        }
    }
}
