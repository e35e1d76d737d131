using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ClipSurgery;

/// <summary>
/// CLIP's image side. May be used by several threads at once. A picture is squashed to the size of the input with Pillow's
/// bicubic, as CLIP Surgery does.
/// </summary>
internal sealed class ImageEncoder(OnnxSession visual, Lazy<OnnxSession> attention, ClipConfig config, bool isReversed)
{
    /// <summary>
    /// Checks the model's input and output and runs it on one patch, which takes milliseconds: a model that does not work says so
    /// before the first of many pictures.
    /// </summary>
    public void Probe()
    {
        visual.Require(visual.Inputs, VisualGraph.Pixels, TensorElementType.Float, 4);
        visual.Require(visual.Outputs, VisualGraph.Tokens, TensorElementType.Float, 3);
        Encode(new RgbImage(1, 1, new byte[3]), config.PatchSize, config.PatchSize, isRented: false, CancellationToken.None);
    }

    /// <summary>Encodes a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="width">Width of the input in pixels, a multiple of the patch size.</param>
    /// <param name="height">Height of the input in pixels, a multiple of the patch size.</param>
    /// <param name="isRented">True where the caller will give the tokens' memory back.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    public ImageTokens Encode(RgbImage image, int width, int height, bool isRented, CancellationToken cancellationToken)
    {
        using IDisposableReadOnlyCollection<OrtValue> output = Run(
            visual, image, width, height, [VisualGraph.Tokens], cancellationToken);
        int count = 1 + width / config.PatchSize * (height / config.PatchSize);
        PooledArray<float> tokens = PooledArray<float>.Create(count * config.EmbeddingWidth, isRented);
        visual.Values(output[0], VisualGraph.Tokens, 1, count, config.EmbeddingWidth).CopyTo(tokens.Span);
        UnitRows.Normalize(tokens.Span, config.EmbeddingWidth);
        if (isReversed)
        {
            Span<float> patches = tokens.Span[config.EmbeddingWidth..];
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
        return new SelfAttention(
            PatchesOnly(output[0], AttentionGraph.Raw, columns * rows),
            PatchesOnly(output[1], AttentionGraph.Consistent, columns * rows),
            columns,
            rows);
    }

    /// <summary>A picture as the image tower takes it, <c>[3, height, width]</c>, in an array that the caller gives back.</summary>
    public PooledArray<float> Pixels(RgbImage image, int width, int height)
    {
        ClipConfig.CheckSize(width, height, config.PatchSize);
        RgbImage resized = PillowResize.Resize(image, width, height, ResampleFilter.Bicubic, isRented: true);
        PooledArray<float> pixels = PooledArray<float>.Create(3 * width * height, isRented: true);
        Normalize(resized, pixels.Span);
        resized.Return();
        return pixels;
    }

    private IDisposableReadOnlyCollection<OrtValue> Run(
        OnnxSession session, RgbImage image, int width, int height, string[] outputs, CancellationToken cancellationToken)
    {
        PooledArray<float> pixels = Pixels(image, width, height);
        try
        {
            using OrtValue input = OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance, pixels.Memory, [1, 3, height, width]);
            return session.Run([VisualGraph.Pixels], [input], outputs, cancellationToken);
        }
        finally
        {
            pixels.Return();
        }
    }

    /// <summary>Attention <c>[layers, 1 + patches, 1 + patches]</c> without the class token's rows and columns.</summary>
    private float[] PatchesOnly(OrtValue output, string name, int patches)
    {
        int tokens = 1 + patches;
        int layers = config.Vision.Layers;
        ReadOnlySpan<float> all = attention.Value.Values(output, name, layers, tokens, tokens);
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
