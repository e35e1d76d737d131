using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery.Bench;

/// <summary>
/// The machine's peak as the runtime reaches it: one large product of 32-bit floats with a constant matrix, nothing else.
/// </summary>
internal sealed class GemmPeak : IDisposable
{
    private const int Side = 2048;
    private const double Flops = 2.0 * Side * Side * Side;
    private readonly OnnxSession _session;
    private readonly OrtValue _input;

    public GemmPeak(string folder, int threads)
    {
        string path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "gemm")).FullName, "gemm.onnx");
        Write(path);
        _session = OnnxSession.Load(path, new RuntimeOptions { Threads = threads }, fixedShapes: true);
        _input = OrtValue.CreateTensorValueFromMemory(RandomValues(1), [Side, Side]);
    }

    /// <summary>Runs it once.</summary>
    /// <returns>10⁹ operations a second.</returns>
    public double Measure() =>
        Flops / 1e6 / Stopwatches.Milliseconds(() => _session.Run(["a"], [_input], ["c"], CancellationToken.None).Dispose());

    public void Dispose()
    {
        _input.Dispose();
        _session.Dispose();
    }

    private static void Write(string path)
    {
        using FileStream weights = File.Create(Path.ChangeExtension(path, ".bin"));
        OnnxGraphBuilder graph = new("gemm", new ExternalWeights(weights, Path.GetFileName(weights.Name)));
        string a = graph.FloatInput("a", $"{Side}", $"{Side}");
        string b = graph.Weight("b", RandomValues(2), Side, Side);
        graph.FloatOutput("c", graph.Node("MatMul", [a, b]), $"{Side}", $"{Side}");
        File.WriteAllBytes(path, graph.ToBytes());
    }

    private static float[] RandomValues(int seed)
    {
        Random random = new(seed);
        float[] values = new float[Side * Side];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = random.NextSingle() - 0.5f;
        }

        return values;
    }
}
