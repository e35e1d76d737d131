using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery;

/// <summary>
/// CLIP's image side. May be used by several threads at once. A picture is squashed to the size of the input with Pillow's
/// bicubic, as CLIP Surgery does.
/// </summary>
internal sealed class ImageEncoder(OnnxSession visual, Lazy<OnnxSession> attention, ClipConfig config, bool isReversed)
{
    /// <summary>Encodes a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="width">Width of the input in pixels, a multiple of the patch size.</param>
    /// <param name="height">Height of the input in pixels, a multiple of the patch size.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    public ImageTokens Encode(RgbImage image, int width, int height, CancellationToken cancellationToken)
    {
        using IDisposableReadOnlyCollection<OrtValue> output = Run(
            visual, image, width, height, [VisualGraph.Tokens], cancellationToken);
        float[] tokens = output[0].GetTensorDataAsSpan<float>().ToArray();
        UnitRows.Normalize(tokens, config.EmbeddingWidth);
        if (isReversed)
        {
            Span<float> patches = tokens.AsSpan(config.EmbeddingWidth);
            TensorPrimitives.Negate(patches, patches);
        }

        return new ImageTokens(tokens, width / config.PatchSize, height / config.PatchSize, config.EmbeddingWidth);
    }

    /// <summary>The attention of a picture's patches to each other, at the model's input size.</summary>
    public SelfAttention Attend(RgbImage image, CancellationToken cancellationToken)
    {
        (int width, int height) = (config.InputWidth, config.InputHeight);
        using IDisposableReadOnlyCollection<OrtValue> output = Run(
            attention.Value, image, width, height, [AttentionGraph.Raw, AttentionGraph.Consistent], cancellationToken);
        int columns = width / config.PatchSize;
        int rows = height / config.PatchSize;
        return new SelfAttention(PatchesOnly(output[0], columns * rows), PatchesOnly(output[1], columns * rows), columns, rows);
    }

    private IDisposableReadOnlyCollection<OrtValue> Run(
        OnnxSession session, RgbImage image, int width, int height, string[] outputs, CancellationToken cancellationToken)
    {
        ClipConfig.CheckSize(width, height, config.PatchSize);
        RgbImage resized = PillowResize.Resize(image, width, height, ResampleFilter.Bicubic);
        int size = 3 * width * height;
        float[] pixels = ArrayPool<float>.Shared.Rent(size);
        try
        {
            Normalize(resized, pixels);
            using OrtValue input = OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance, pixels.AsMemory(0, size), [1, 3, height, width]);
            return session.Run([VisualGraph.Pixels], [input], outputs, cancellationToken);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(pixels);
        }
    }

    /// <summary>Attention <c>[layers, 1 + patches, 1 + patches]</c> without the class token's rows and columns.</summary>
    private static float[] PatchesOnly(OrtValue attention, int patches)
    {
        ReadOnlySpan<float> all = attention.GetTensorDataAsSpan<float>();
        int tokens = 1 + patches;
        int layers = all.Length / tokens / tokens;
        float[] kept = new float[layers * patches * patches];
        for (int row = 0; row < layers * patches; row++)
        {
            int query = row / patches * tokens + 1 + row % patches;
            all.Slice(query * tokens + 1, patches).CopyTo(kept.AsSpan(row * patches));
        }

        return kept;
    }

    /// <summary>Interleaved bytes to planes of <c>(value / 255 − mean) / std</c>.</summary>
    internal void Normalize(RgbImage image, Span<float> planes)
    {
        ReadOnlySpan<byte> pixels = image.Pixels;
        int plane = image.Width * image.Height;
        for (int channel = 0; channel < 3; channel++)
        {
            float scale = 1 / (255 * config.Std[channel]);
            float offset = config.Mean[channel] / config.Std[channel];
            Span<float> target = planes.Slice(channel * plane, plane);
            for (int i = 0; i < target.Length; i++)
            {
                target[i] = pixels[3 * i + channel] * scale - offset;
            }
        }
    }
}
