namespace ClipSurgery;

/// <summary>Layers of a SAM as ONNX operators, each by the name of its weights.</summary>
internal sealed class SamLayers(SamCheckpoint checkpoint, OnnxGraphBuilder graph)
{
    /// <summary>A linear layer; its size is that of its tensors.</summary>
    public string Linear(string name, string x)
    {
        IReadOnlyList<long> shape = checkpoint.Shape($"{name}.weight", 2);
        (int outputs, int inputs) = ((int)shape[0], (int)shape[1]);
        string bias = Vector($"{name}.bias", outputs);
        return new Linear(
            graph, $"{name}.weight", (inputs, outputs), () => checkpoint.ReadMatrix($"{name}.weight", inputs, outputs), bias).Apply(x);
    }

    /// <summary>A layer normalisation over the last axis.</summary>
    public string Norm(string name, string x, int width, float epsilon) =>
        new LayerNorm(graph, Vector($"{name}.weight", width), Vector($"{name}.bias", width), epsilon).Apply(x);

    /// <summary>The same over the channels of planes <c>[batch, channels, rows, columns]</c>.</summary>
    public string NormOfPlanes(string name, string x, int channels)
    {
        const float Epsilon = 1e-6f;
        string last = graph.Node("Transpose", [x], OnnxAttribute.Ints("perm", 0, 2, 3, 1));
        return graph.Node("Transpose", [Norm(name, last, channels, Epsilon)], OnnxAttribute.Ints("perm", 0, 3, 1, 2));
    }

    /// <summary>A convolution without overlap where the stride is its size, and one that keeps the size otherwise.</summary>
    public string Convolution(string name, string x, int stride, bool hasBias)
    {
        IReadOnlyList<long> shape = checkpoint.Shape($"{name}.weight", 4);
        int[] size = [.. shape.Select(length => (int)length)];
        string kernel = graph.Weight($"{name}.weight", () => checkpoint.Read($"{name}.weight", size), size);
        int padding = stride == 1 ? size[3] / 2 : 0;
        return graph.Node(
            "Conv",
            hasBias ? [x, kernel, Vector($"{name}.bias", size[0])] : [x, kernel],
            OnnxAttribute.Ints("kernel_shape", size[2], size[3]),
            OnnxAttribute.Ints("strides", stride, stride),
            OnnxAttribute.Ints("pads", padding, padding, padding, padding));
    }

    /// <summary>A tensor of one dimension.</summary>
    public string Vector(string name, int length) => graph.Weight(name, () => checkpoint.Read(name, length), length);
}
