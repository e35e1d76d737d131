namespace ClipSurgery;

/// <summary>
/// The convolutions of CLIP's ResNet image tower as ONNX operators (Radford et al., arXiv 2103.00020, section 2.4): a stem of three
/// convolutions and a pool, then four stages of bottlenecks that pool where other ResNets stride. The whole halves the size five
/// times.
/// </summary>
internal sealed class ResNetFeatures(ClipCheckpoint checkpoint, OnnxGraphBuilder graph)
{
    /// <summary>Pixels a side for each cell of the last feature map.</summary>
    public const int Stride = 32;

    private const int Stages = 4;

    private readonly CheckpointLayout _layout = checkpoint.Layout;
    private int _channels;

    /// <summary>Pixels <c>[batch, 3, height, width]</c> to features <c>[batch, channels, height / 32, width / 32]</c>.</summary>
    public string Apply(string pixels)
    {
        _channels = 3;
        string x = Stem(pixels, 1, stride: 2);
        x = Stem(x, 2, stride: 1);
        x = Halve(Stem(x, 3, stride: 1));
        for (int stage = 1; stage <= Stages; stage++)
        {
            int block = 0;
            do
            {
                x = Bottleneck(x, $"visual.layer{stage}.{block}", isHalved: stage > 1 && block == 0);
                block++;
            }
            while (_layout.Has($"visual.layer{stage}.{block}.conv1.weight"));
        }

        int width = checkpoint.Config.Vision.Width;
        return _channels == width
            ? x
            : throw new ClipSurgeryException(
                $"{_layout.Path}: its last stage has {_channels} channels and its attention pool {width}; expected the same number.");
    }

    private string Stem(string x, int number, int stride)
    {
        FoldedConvolution convolution = new(graph, _layout, $"visual.conv{number}", $"visual.bn{number}", _channels, 3);
        _channels = convolution.Outputs;
        return Rectify(convolution.Apply(x, stride));
    }

    private string Bottleneck(string x, string prefix, bool isHalved)
    {
        FoldedConvolution first = new(graph, _layout, $"{prefix}.conv1", $"{prefix}.bn1", _channels, 1);
        FoldedConvolution second = new(graph, _layout, $"{prefix}.conv2", $"{prefix}.bn2", first.Outputs, 3);
        FoldedConvolution third = new(graph, _layout, $"{prefix}.conv3", $"{prefix}.bn3", second.Outputs, 1);
        string y = Rectify(second.Apply(Rectify(first.Apply(x))));
        if (isHalved)
        {
            x = Halve(x);
            y = Halve(y);
        }

        if (isHalved || _channels != third.Outputs || _layout.Has($"{prefix}.downsample.0.weight"))
        {
            FoldedConvolution shortcut = new(graph, _layout, $"{prefix}.downsample.0", $"{prefix}.downsample.1", _channels, 1);
            x = shortcut.Apply(x);
        }

        _channels = third.Outputs;
        return Rectify(graph.Node("Add", [third.Apply(y), x]));
    }

    private string Rectify(string x) => graph.Node("Relu", [x]);

    private string Halve(string x) =>
        graph.Node("AveragePool", [x], OnnxAttribute.Ints("kernel_shape", 2, 2), OnnxAttribute.Ints("strides", 2, 2));
}
