using System.Collections.Concurrent;
using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery;

/// <summary>
/// Maps by gradients, from graphs that the converter has written; each is loaded when it is first needed. May be used by several threads
/// at once.
/// </summary>
/// <param name="directory">The converted model.</param>
/// <param name="config">Its configuration.</param>
/// <param name="visual">Its image tower.</param>
/// <param name="runtime">Threads and device.</param>
internal sealed class GradientMaps(string directory, ClipConfig config, OnnxSession visual, RuntimeOptions runtime) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<OnnxSession>> _sessions = [];
    private readonly ChannelMasks _channels = new(visual, config);

    /// <summary>Checks that the model can make maps by a method, before the first of many pictures.</summary>
    /// <exception cref="ClipSurgeryException">Its tower is of the wrong kind, or an older version has converted it.</exception>
    public void Require(MapMethod method)
    {
        bool isResNet = File.Exists(PathOf(CheckpointGraphs.GradientsFile)) && !File.Exists(PathOf(CheckpointGraphs.BiModalFile));
        if (isResNet && method.Gradient is not (GradientMethod.GradCam or GradientMethod.GScoreCam))
        {
            throw new ClipSurgeryException(
                $"{directory}: method {method.Name} reads the attention of transformer blocks, and the image tower is a ResNet; " +
                "expected gradcam or gscorecam.");
        }

        if (isResNet && method.Gradient == GradientMethod.GScoreCam && config.Attention == AttentionVariant.SinglePath)
        {
            throw new ClipSurgeryException(
                $"{directory}: was converted with {config.Attention} attention, with which a ResNet's scores are not CLIP's own; " +
                "give the checkpoint itself.");
        }

        _ = SessionOf(method);
    }

    /// <summary>Makes maps.</summary>
    /// <param name="method">How.</param>
    /// <param name="pixels">The picture, <c>[1, 3, height, width]</c>, normalised.</param>
    /// <param name="size">Its width and height.</param>
    /// <param name="texts">L2-normalised texts, <c>[texts, embedding]</c>.</param>
    /// <param name="progress">Told the share that is done, 0 to 1, where it takes more than one run.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    /// <returns>A map for each text, <c>[rows · columns]</c>, before any scaling; 0 or more.</returns>
    public float[][] Compute(
        MapMethod method,
        Memory<float> pixels,
        (int Width, int Height) size,
        float[] texts,
        IProgress<double>? progress,
        CancellationToken cancellationToken)
    {
        int count = texts.Length / config.EmbeddingWidth;
        int patches = size.Width / config.PatchSize * (size.Height / config.PatchSize);
        int width = config.Vision.Width;
        using OrtValue picture =
            OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, pixels, [1, 3, size.Height, size.Width]);
        using OrtValue queries = OrtValue.CreateTensorValueFromMemory(texts, [count, config.EmbeddingWidth]);
        OnnxSession session = SessionOf(method);
        if (method.Gradient != GradientMethod.GScoreCam)
        {
            string name = method.Gradient switch
            {
                GradientMethod.BiModalAll => BiModalGraph.Map,
                GradientMethod.LeGrad => LeGradGraph.Map,
                GradientMethod.BiModal => LastBlockGraph.BiModal,
                GradientMethod.GradEclip => LastBlockGraph.GradEclip,
                _ => LastBlockGraph.GradCam,
            };
            using IDisposableReadOnlyCollection<OrtValue> maps = Run([name]);
            float[] values = session.Values(maps[0], name, count, patches).ToArray();

            // Of two zeros the positive one: a map is a number to look at, too.
            TensorPrimitives.Max(values, 0, values);
            return [.. values.Chunk(patches)];
        }

        using IDisposableReadOnlyCollection<OrtValue> found = Run([LastBlockGraph.Importance, LastBlockGraph.Channels]);
        float[][] importance = [.. session.Values(found[0], LastBlockGraph.Importance, count, width).ToArray().Chunk(width)];
        float[] channels = session.Values(found[1], LastBlockGraph.Channels, patches, width).ToArray();
        return _channels.Compute(pixels, size, texts, importance, channels, method.Channels, progress, cancellationToken);

        IDisposableReadOnlyCollection<OrtValue> Run(string[] outputs) =>
            session.Run([VisualGraph.Pixels, GradientTower.Texts], [picture, queries], outputs, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Lazy<OnnxSession> session in _sessions.Values)
        {
            if (session.IsValueCreated)
            {
                session.Value.Dispose();
            }
        }
    }

    private OnnxSession SessionOf(MapMethod method)
    {
        string file = method.Gradient switch
        {
            GradientMethod.BiModalAll => CheckpointGraphs.BiModalFile,
            GradientMethod.LeGrad => CheckpointGraphs.LeGradFile,
            _ => CheckpointGraphs.GradientsFile,
        };
        return _sessions.GetOrAdd(file, _ => new Lazy<OnnxSession>(() => File.Exists(PathOf(file))
            ? OnnxSession.Load(PathOf(file), runtime, fixedShapes: false)
            : throw new ClipSurgeryException(
                $"{PathOf(file)}: no such file, because an older version has converted the model. Convert its checkpoint again."))).Value;
    }

    private string PathOf(string file) => Path.Combine(directory, file);
}
