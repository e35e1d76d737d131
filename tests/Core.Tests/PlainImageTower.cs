namespace ClipSurgery.Tests;

/// <summary>
/// The original CLIP's image tower up to its last attention, in plain loops and doubles: a second opinion on the graphs. It reads
/// the Hugging Face layout and takes pictures of the trained size.
/// </summary>
internal sealed class PlainImageTower(SafetensorsFile weights, ClipConfig config)
{
    private readonly int _width = config.Vision.Width;

    /// <summary>Attention <c>[layers, tokens, tokens]</c>, head means, of normalised pixels <c>[3, size, size]</c>.</summary>
    public (double[] Raw, double[] Consistent) Attend(ReadOnlySpan<float> pixels)
    {
        double[] x = Norm(Embed(pixels), "vision_model.pre_layrnorm");
        List<double> raw = [];
        List<double> consistent = [];
        for (int layer = 0; layer < config.Vision.Layers; layer++)
        {
            string block = $"vision_model.encoder.layers.{layer}.";
            double[] normalised = Norm(x, $"{block}layer_norm1");
            double[] query = Linear(normalised, $"{block}self_attn.q_proj");
            double[] key = Linear(normalised, $"{block}self_attn.k_proj");
            double[] value = Linear(normalised, $"{block}self_attn.v_proj");
            (double[] rawMean, double[] attended) = Attend(query, key, value);
            raw.AddRange(rawMean);
            consistent.AddRange(Attend(value, value, value).Mean);
            x = Sum(x, Linear(attended, $"{block}self_attn.out_proj"));
            double[] hidden = Linear(Norm(x, $"{block}layer_norm2"), $"{block}mlp.fc1");
            x = Sum(x, Linear(Array.ConvertAll(hidden, Activate), $"{block}mlp.fc2"));
        }

        return ([.. raw], [.. consistent]);
    }

    private double[] Embed(ReadOnlySpan<float> pixels)
    {
        int patch = config.PatchSize;
        int size = config.TrainedSize;
        int side = size / patch;
        float[] kernel = weights.ReadFloats("vision_model.embeddings.patch_embedding.weight");
        float[] positions = weights.ReadFloats("vision_model.embeddings.position_embedding.weight");
        double[] x = Array.ConvertAll(positions, position => (double)position);
        float[] classToken = weights.ReadFloats("vision_model.embeddings.class_embedding");
        for (int channel = 0; channel < _width; channel++)
        {
            x[channel] += classToken[channel];
            for (int cell = 0; cell < side * side; cell++)
            {
                for (int i = 0; i < 3 * patch * patch; i++)
                {
                    int row = cell / side * patch + i / patch % patch;
                    int column = cell % side * patch + i % patch;
                    float pixel = pixels[i / (patch * patch) * size * size + row * size + column];
                    x[(1 + cell) * _width + channel] += (double)pixel * kernel[channel * 3 * patch * patch + i];
                }
            }
        }

        return x;
    }

    private double[] Norm(double[] x, string tensor)
    {
        float[] weight = weights.ReadFloats($"{tensor}.weight");
        float[] bias = weights.ReadFloats($"{tensor}.bias");
        double[] normalised = new double[x.Length];
        for (int row = 0; row < x.Length; row += _width)
        {
            double mean = x.Skip(row).Take(_width).Average();
            double variance = x.Skip(row).Take(_width).Average(value => (value - mean) * (value - mean));
            for (int i = 0; i < _width; i++)
            {
                normalised[row + i] = (x[row + i] - mean) / Math.Sqrt(variance + config.LayerNormEpsilon) * weight[i] + bias[i];
            }
        }

        return normalised;
    }

    private double[] Linear(double[] x, string tensor)
    {
        float[] weight = weights.ReadFloats($"{tensor}.weight");
        float[] bias = weights.ReadFloats($"{tensor}.bias");
        int outputs = bias.Length;
        int inputs = weight.Length / outputs;
        double[] y = new double[x.Length / inputs * outputs];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = bias[i % outputs];
            for (int k = 0; k < inputs; k++)
            {
                y[i] += x[i / outputs * inputs + k] * weight[i % outputs * inputs + k];
            }
        }

        return y;
    }

    /// <summary>The mean of the heads' attention weights, and what the heads read with them.</summary>
    private (double[] Mean, double[] Attended) Attend(double[] query, double[] key, double[] value)
    {
        int tokens = query.Length / _width;
        int headWidth = _width / config.Vision.Heads;
        double[] mean = new double[tokens * tokens];
        double[] attended = new double[query.Length];
        for (int first = 0; first < _width; first += headWidth)
        {
            for (int q = 0; q < tokens; q++)
            {
                double[] row = new double[tokens];
                for (int k = 0; k < tokens; k++)
                {
                    for (int i = first; i < first + headWidth; i++)
                    {
                        row[k] += query[q * _width + i] * key[k * _width + i] / Math.Sqrt(headWidth);
                    }
                }

                row = Array.ConvertAll(row, Math.Exp);
                double sum = row.Sum();
                for (int k = 0; k < tokens; k++)
                {
                    mean[q * tokens + k] += row[k] / sum / config.Vision.Heads;
                    for (int i = first; i < first + headWidth; i++)
                    {
                        attended[q * _width + i] += row[k] / sum * value[k * _width + i];
                    }
                }
            }
        }

        return (mean, attended);
    }

    private double Activate(double x) =>
        config.Activation == ClipActivation.QuickGelu ? x / (1 + Math.Exp(-1.702 * x)) : x / 2 * (1 + Erf(x / Math.Sqrt(2)));

    /// <summary>The error function by its Maclaurin series, which is exact to 1e-9 in the range where it is summed.</summary>
    private static double Erf(double x)
    {
        if (Math.Abs(x) > 4)
        {
            return Math.Sign(x);
        }

        double sum = 0;
        double power = x;
        for (int n = 0; n < 80; n++)
        {
            sum += power / (2 * n + 1);
            power *= -x * x / (n + 1);
        }

        return sum * 2 / Math.Sqrt(Math.PI);
    }

    private static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (left, right) => left + right)];
}
