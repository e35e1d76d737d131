using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery;

/// <summary>
/// One ONNX model, loaded. <see cref="Run"/> may be called by several threads at once. Failures to load become
/// <see cref="ClipSurgeryException"/>s that name the file; a cancelled run throws <see cref="OperationCanceledException"/>.
/// </summary>
internal sealed class OnnxSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly string _path;

    private OnnxSession(InferenceSession session, string path)
    {
        _session = session;
        _path = path;
    }

    public IReadOnlyDictionary<string, NodeMetadata> Inputs => _session.InputMetadata;

    public IReadOnlyDictionary<string, NodeMetadata> Outputs => _session.OutputMetadata;

    /// <summary>Loads a model file.</summary>
    /// <param name="path">The <c>.onnx</c> file; its external data lies in the same folder.</param>
    /// <param name="options">Threads and device.</param>
    /// <param name="fixedShapes">True where every run has the same shapes, so that ORT may plan its memory once.</param>
    public static OnnxSession Load(string path, RuntimeOptions options, bool fixedShapes)
    {
        if (!File.Exists(path))
        {
            throw new ClipSurgeryException($"{path}: no such model file.");
        }

        using SessionOptions session = new()
        {
            IntraOpNumThreads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads,
            InterOpNumThreads = 1,
            EnableMemoryPattern = fixedShapes,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        // CLIP, the SAM encoder and the decoder never run at once: a pool that has just finished must not spin beside the next one.
        session.AddSessionConfigEntry("session.force_spinning_stop", "1");
        try
        {
            UseDevice(session, options.Device);
            return new OnnxSession(new InferenceSession(path, session), path);
        }
        catch (OnnxRuntimeException error)
        {
            throw new ClipSurgeryException(
                $"{path}: ONNX Runtime cannot load it ({OneLine(error.Message)}). " +
                "Expected a complete ONNX model with its data files beside it.",
                error);
        }
    }

    /// <summary>Runs the model. The caller disposes the result, and with it the output values.</summary>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputs,
        IReadOnlyCollection<string> outputNames,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using RunOptions run = new();
        using CancellationTokenRegistration stop = cancellationToken.Register(() => run.Terminate = true);
        try
        {
            return _session.Run(run, inputNames, inputs, outputNames);
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OnnxRuntimeException error)
        {
            throw new ClipSurgeryException($"{_path}: the model failed to run ({OneLine(error.Message)}).", error);
        }
    }

    public void Dispose() => _session.Dispose();

    private static void UseDevice(SessionOptions session, Device device)
    {
        if (device == Device.Cpu)
        {
            return;
        }

        string[] providers = OrtEnv.Instance().GetAvailableProviders();
        if (!providers.Contains("CUDAExecutionProvider"))
        {
            throw new ClipSurgeryException(
                $"Device cuda was asked for, but this build of ONNX Runtime has {string.Join(", ", providers)} only. " +
                "Build with -p:OrtPackage=Microsoft.ML.OnnxRuntime.Gpu, or use --device cpu.");
        }

        session.AppendExecutionProvider_CUDA();
    }

    private static string OneLine(string message) =>
        string.Join(' ', message.Split((char[])['\r', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));
}
