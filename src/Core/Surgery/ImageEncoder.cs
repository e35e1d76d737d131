using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery;

/// <summary>CLIP's image side. May be used by several threads at once.</summary>
internal sealed class ImageEncoder(OnnxSession session, ClipConfig config, bool isReversed)
{
    /// <summary>Squashes a picture to a size (Pillow's bicubic, as CLIP Surgery does) and encodes it.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="width">Width of the input in pixels, a multiple of the patch size.</param>
    /// <param name="height">Height of the input in pixels, a multiple of the patch size.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    public ImageTokens Encode(RgbImage image, int width, int height, CancellationToken cancellationToken)
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
            using IDisposableReadOnlyCollection<OrtValue> output =
                session.Run([VisualGraph.Pixels], [input], [VisualGraph.Tokens], cancellationToken);
            float[] tokens = output[0].GetTensorDataAsSpan<float>().ToArray();
            UnitRows.Normalize(tokens, config.EmbeddingWidth);
            if (isReversed)
            {
                Span<float> patches = tokens.AsSpan(config.EmbeddingWidth);
                TensorPrimitives.Negate(patches, patches);
            }

            return new ImageTokens(tokens, width / config.PatchSize, height / config.PatchSize, config.EmbeddingWidth);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(pixels);
        }
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
