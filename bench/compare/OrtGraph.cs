using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery.Bench;

/// <summary>An ONNX file by itself, with one input and one output, whoever wrote it.</summary>
internal sealed class OrtGraph : IDisposable
{
    private readonly InferenceSession _session;
    private readonly string _output;

    public OrtGraph(string path, string output)
    {
        _output = output;
        using SessionOptions options = new()
        {
            IntraOpNumThreads = BenchFolder.Threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        // As the library does it: the other file's threads must not spin meanwhile.
        options.AddSessionConfigEntry("session.force_spinning_stop", "1");
        _session = new InferenceSession(path, options);
    }

    public float[] Run(string input, OrtValue value)
    {
        using RunOptions run = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(run, [input], [value], [_output]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    public double Time(string input, OrtValue value)
    {
        using RunOptions run = new();
        return SideBySide.Time(() => _session.Run(run, [input], [value], [_output]).Dispose());
    }

    public void Dispose() => _session.Dispose();
}
