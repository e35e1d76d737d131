namespace ClipSurgery.Tests;

/// <summary>
/// An ONNX file of one operator, y = Identity(x), to which a test adds what it is about. Field numbers are those of onnx.proto3.
/// </summary>
internal static class TinyModel
{
    public const int Float = 1;

    public static byte[] Bytes(Action<ProtobufWriter>? graph = null, Action<ProtobufWriter>? model = null, string domain = "")
    {
        ProtobufWriter file = new();
        file.Int64(1, 8);
        file.Message(7, fields =>
        {
            fields.Message(1, Node("Identity", domain));
            fields.String(2, "tiny");
            fields.Message(11, Value("x", 1));
            fields.Message(12, Value("y", 1));
            graph?.Invoke(fields);
        });
        file.Message(8, opset => opset.Int64(2, 17));
        model?.Invoke(file);
        return file.Written.ToArray();
    }

    public static Action<ProtobufWriter> Node(string op, string domain = "", Action<ProtobufWriter>? attribute = null) => node =>
    {
        node.String(1, "x");
        node.String(2, "y");
        node.String(4, op);
        node.String(7, domain);
        if (attribute is not null)
        {
            node.Message(5, attribute);
        }
    };

    /// <summary>A function of the model: its operators, by domain and name.</summary>
    public static Action<ProtobufWriter> Function(string domain, string name, params (string Domain, string Op)[] body) => function =>
    {
        function.String(1, name);
        function.String(10, domain);
        foreach ((string bodyDomain, string op) in body)
        {
            function.Message(7, Node(op, bodyDomain));
        }
    };

    public static Action<ProtobufWriter> Value(string name, params long[] shape) => value =>
    {
        value.String(1, name);
        value.Message(2, type => type.Message(1, tensor =>
        {
            tensor.Int64(1, Float);
            tensor.Message(2, dimensions =>
            {
                foreach (long size in shape)
                {
                    dimensions.Message(1, dimension => dimension.Int64(1, size));
                }
            });
        }));
    };

    /// <summary>A tensor called w; <paramref name="content"/> writes its data.</summary>
    public static Action<ProtobufWriter> Tensor(int type, long[] shape, Action<ProtobufWriter>? content = null) => tensor =>
    {
        foreach (long size in shape)
        {
            tensor.Int64(1, size);
        }

        tensor.Int64(2, type);
        tensor.String(8, "w");
        content?.Invoke(tensor);
    };

    public static Action<ProtobufWriter> Raw(int bytes) => tensor => tensor.Bytes(9, new byte[bytes]);

    /// <summary>Four floats in a file of their own.</summary>
    public static Action<ProtobufWriter> External(string location, params (string Key, string Value)[] more) => Tensor(Float, [4], tensor =>
    {
        foreach ((string key, string value) in more.Prepend(("location", location)))
        {
            tensor.Message(13, entry =>
            {
                entry.String(1, key);
                entry.String(2, value);
            });
        }

        tensor.Int64(14, 1);
    });

    public static byte[] WithWeight(Action<ProtobufWriter> tensor) => Bytes(graph => graph.Message(5, tensor));
}
