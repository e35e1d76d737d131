namespace ClipSurgery;

/// <summary>
/// A convolution and the batch normalisation behind it as one ONNX operator: at inference both are affine, and the
/// normalisation's factor and offset go into the kernel and a bias. Padding keeps the size.
/// </summary>
internal sealed class FoldedConvolution
{
    /// <summary>PyTorch's default, which no known checkpoint changes.</summary>
    private const double Epsilon = 1e-5;

    private readonly OnnxGraphBuilder _graph;
    private readonly string _kernel;
    private readonly string _bias;
    private readonly int _size;

    /// <param name="graph">The graph that is built.</param>
    /// <param name="layout">The checkpoint.</param>
    /// <param name="convolution">Name of the convolution, which has no bias of its own.</param>
    /// <param name="norm">Name of the normalisation.</param>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="size">Side of the kernel, odd.</param>
    public FoldedConvolution(OnnxGraphBuilder graph, CheckpointLayout layout, string convolution, string norm, int inputs, int size)
    {
        _graph = graph;
        _size = size;
        Outputs = layout.Length($"{norm}.bias");
        _kernel = graph.Weight(
            $"{convolution}.folded.weight",
            () => Fold(layout.Read($"{convolution}.weight", Outputs, inputs, size, size), Factors(layout, norm)),
            Outputs,
            inputs,
            size,
            size);
        _bias = graph.Weight($"{convolution}.folded.bias", () => Offsets(layout, norm), Outputs);
    }

    /// <summary>Channels of the output.</summary>
    public int Outputs { get; }

    public string Apply(string x, int stride = 1)
    {
        int padding = _size / 2;
        return _graph.Node(
            "Conv",
            [x, _kernel, _bias],
            OnnxAttribute.Ints("kernel_shape", _size, _size),
            OnnxAttribute.Ints("strides", stride, stride),
            OnnxAttribute.Ints("pads", padding, padding, padding, padding));
    }

    /// <summary>The normalisation's factor for each channel, γ / √(σ² + ε).</summary>
    private double[] Factors(CheckpointLayout layout, string norm)
    {
        float[] weight = layout.Read($"{norm}.weight", Outputs);
        float[] variance = layout.Read($"{norm}.running_var", Outputs);
        double[] factors = new double[Outputs];
        for (int i = 0; i < Outputs; i++)
        {
            if (!(variance[i] >= 0))
            {
                throw new ClipSurgeryException(
                    $"{layout.Path}: tensor {norm}.running_var holds {variance[i]}; expected variances of 0 or more. Download the checkpoint again.");
            }

            factors[i] = weight[i] / Math.Sqrt(variance[i] + Epsilon);
        }

        return factors;
    }

    /// <summary>The normalisation's offset for each channel, β − μ · factor.</summary>
    private float[] Offsets(CheckpointLayout layout, string norm)
    {
        double[] factors = Factors(layout, norm);
        float[] mean = layout.Read($"{norm}.running_mean", Outputs);
        float[] offsets = layout.Read($"{norm}.bias", Outputs);
        for (int i = 0; i < Outputs; i++)
        {
            offsets[i] = (float)(offsets[i] - mean[i] * factors[i]);
        }

        return offsets;
    }

    /// <summary>Multiplies each output channel's kernel by its factor, in place.</summary>
    private static float[] Fold(float[] kernel, double[] factors)
    {
        int length = kernel.Length / factors.Length;
        for (int i = 0; i < kernel.Length; i++)
        {
            kernel[i] = (float)(kernel[i] * factors[i / length]);
        }

        return kernel;
    }
}
