using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ClipSurgery;

/// <summary>
/// One ONNX model, loaded. <see cref="Run"/> may be called by several threads at once. Failures to load become
/// <see cref="ClipSurgeryException"/>s that name the file; a cancelled run throws <see cref="OperationCanceledException"/>.
/// </summary>
internal sealed class OnnxSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly string _path;

    static OnnxSession() => OrtTelemetry.Disable();

    private OnnxSession(InferenceSession session, string path)
    {
        _session = session;
        _path = path;
    }

    public IReadOnlyDictionary<string, NodeMetadata> Inputs => _session.InputMetadata;

    public IReadOnlyDictionary<string, NodeMetadata> Outputs => _session.OutputMetadata;

    /// <summary>Loads a model file that <see cref="OnnxPreflight"/> lets through.</summary>
    /// <param name="path">The <c>.onnx</c> file; its external data lies in the same folder.</param>
    /// <param name="options">Threads and device.</param>
    /// <param name="fixedShapes">True where every run has the same shapes, so that ORT may plan its memory once.</param>
    public static OnnxSession Load(string path, RuntimeOptions options, bool fixedShapes)
    {
        string full = Check(path);
        using SessionOptions session = new()
        {
            IntraOpNumThreads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads,
            InterOpNumThreads = 1,
            EnableMemoryPattern = fixedShapes,
            // What fails throws; the runtime would print it as well.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        // CLIP, the SAM encoder and the decoder never run at once: a pool that has just finished must not spin beside the next one.
        session.AddSessionConfigEntry("session.force_spinning_stop", "1");
        // Not the runtime's other format, whatever the file is called: that is not what was checked.
        session.AddSessionConfigEntry("session.load_model_format", "ONNX");
        try
        {
            UseDevice(session, options.Device);
            return new OnnxSession(new InferenceSession(full, session), path);
        }
        catch (OnnxRuntimeException error)
        {
            throw new ClipSurgeryException(
                $"{path}: ONNX Runtime cannot load it ({OneLine(error.Message)}). " +
                "Expected a complete ONNX model with its data files beside it.",
                error);
        }
    }

    /// <summary>Checks a model file without loading it.</summary>
    /// <returns>Its full path: .NET takes ".." out of a path before links are followed, the runtime does not.</returns>
    /// <exception cref="ClipSurgeryException">It is not there, or breaks a rule of <see cref="OnnxPreflight"/>.</exception>
    public static string Check(string path)
    {
        if (!File.Exists(path))
        {
            throw new ClipSurgeryException($"{path}: no such model file.");
        }

        string full = Path.GetFullPath(path);
        OnnxPreflight.Check(full);
        return full;
    }

    /// <summary>Checks that the model has an input or an output of this name, type and rank.</summary>
    /// <exception cref="ClipSurgeryException">It has none, or another one.</exception>
    public void Require(IReadOnlyDictionary<string, NodeMetadata> values, string name, TensorElementType type, int rank)
    {
        if (values.GetValueOrDefault(name) is not { IsTensor: true } value
            || value.ElementDataType != type || value.Dimensions.Length != rank)
        {
            string found = string.Join(", ", values.OrderBy(value => value.Key, StringComparer.Ordinal).Select(Describe));
            throw new ClipSurgeryException(
                $"{_path}: has {found}; expected {name}, {type} of {rank} dimensions. " +
                "Convert the checkpoint again with this version.");
        }
    }

    /// <summary>
    /// Runs the model. The caller disposes the result, and with it the output values. They hold no NaN and no infinity, of which
    /// any mask would come out, but no true one.
    /// </summary>
    /// <exception cref="ClipSurgeryException">The model fails, or an output is not finite.</exception>
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
            return Finite(_session.Run(run, inputNames, inputs, outputNames), outputNames);
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

    /// <summary>The numbers of an F32 output, row-major; they live as long as the output does.</summary>
    /// <exception cref="ClipSurgeryException">The output has another shape or type.</exception>
    public ReadOnlySpan<float> Values(OrtValue output, string name, params ReadOnlySpan<long> shape)
    {
        OrtTensorTypeAndShapeInfo info = output.GetTensorTypeAndShape();
        if (info.ElementDataType != TensorElementType.Float || !shape.SequenceEqual(info.Shape))
        {
            throw new ClipSurgeryException(
                $"{_path}: output {name} is {info.ElementDataType} [{string.Join(", ", info.Shape)}]; " +
                $"expected Float [{string.Join(", ", shape.ToArray())}]. Convert the checkpoint again with this version.");
        }

        return output.GetTensorDataAsSpan<float>();
    }

    public void Dispose() => _session.Dispose();

    private IDisposableReadOnlyCollection<OrtValue> Finite(
        IDisposableReadOnlyCollection<OrtValue> outputs, IReadOnlyCollection<string> names)
    {
        foreach ((OrtValue output, string name) in outputs.Zip(names))
        {
            if (!output.IsTensor || output.GetTensorTypeAndShape().ElementDataType != TensorElementType.Float)
            {
                continue;
            }

            ReadOnlySpan<float> values = output.GetTensorDataAsSpan<float>();
            if (!values.IsEmpty && !TensorPrimitives.IsFiniteAll(values))
            {
                outputs.Dispose();
                throw new ClipSurgeryException(
                    $"{_path}: output {name} holds NaN or infinity; expected finite numbers. " +
                    "The model's weights are damaged, or too large for its number format: use another copy or export of it.");
            }
        }

        return outputs;
    }

    private static string Describe(KeyValuePair<string, NodeMetadata> value) => value.Value.IsTensor
        ? $"{value.Key}, {value.Value.ElementDataType} of {value.Value.Dimensions.Length} dimensions"
        : value.Key;

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
