using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery;

/// <summary>
/// gScoreCAM (Chen et al., ACCV 2022): the channels with the highest gradient mask the picture one by one, and each weighs as much as the
/// text scores on what its mask leaves.
/// </summary>
/// <param name="visual">The image tower.</param>
/// <param name="config">Its configuration.</param>
internal sealed class ChannelMasks(OnnxSession visual, ClipConfig config)
{
    /// <summary>Pixels of a run: sixteen pictures of 224 x 224, or one that is larger than all of them.</summary>
    private const int BatchPixels = 16 * 224 * 224;

    /// <summary>Keeps a mask of a constant channel at 0.</summary>
    private const float Epsilon = 1e-6f;

    /// <summary>Makes a map for each text.</summary>
    /// <param name="pixels">The picture, <c>[3, height, width]</c>, normalised.</param>
    /// <param name="size">Its width and height.</param>
    /// <param name="texts">L2-normalised texts, <c>[texts, embedding]</c>.</param>
    /// <param name="importance">How much each channel counts for each text, <c>[texts][channels]</c>.</param>
    /// <param name="channels">The channels' maps, <c>[patches, channels]</c>.</param>
    /// <param name="count">Channels that are tried for each text.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellationToken">Ends a running inference.</param>
    public float[][] Compute(
        Memory<float> pixels,
        (int Width, int Height) size,
        float[] texts,
        float[][] importance,
        float[] channels,
        int count,
        IProgress<double>? progress,
        CancellationToken cancellationToken)
    {
        int width = importance[0].Length;
        int[][] tried = [.. importance.Select(values => Enumerable.Range(0, width).OrderByDescending(i => values[i]).Take(count).ToArray())];

        // What a channel's mask leaves is the same for every text.
        int[] all = [.. tried.SelectMany(list => list).Distinct().Order()];
        float[][] maps = [.. Enumerable.Range(0, width).Select(channel => Column(channels, channel, width))];
        float[] embeddings = Embed(pixels, size, [.. all.Select(channel => maps[channel])], progress, cancellationToken);
        float[][] result = new float[tried.Length][];
        for (int text = 0; text < result.Length; text++)
        {
            float[] weights = new float[width];
            foreach (int channel in tried[text])
            {
                weights[channel] = config.LogitScale * TensorPrimitives.Dot(
                    Row(embeddings, Array.BinarySearch(all, channel)), Row(texts, text));
            }

            // Channels that were not tried take part with a score of 0, as in the published code.
            TensorPrimitives.SoftMax(weights, weights);
            result[text] = new float[maps[0].Length];
            for (int channel = 0; channel < width; channel++)
            {
                TensorPrimitives.MultiplyAdd(maps[channel], weights[channel], result[text], result[text]);
            }

            TensorPrimitives.Max(result[text], 0, result[text]);
        }

        return result;
    }

    /// <summary>L2-normalised class tokens of the picture under each mask, <c>[masks, embedding]</c>.</summary>
    private float[] Embed(
        Memory<float> pixels, (int Width, int Height) size, float[][] masks, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        int plane = size.Width * size.Height;
        int batch = Math.Clamp(BatchPixels / plane, 1, masks.Length);
        (int columns, int rows) = (size.Width / config.PatchSize, size.Height / config.PatchSize);
        float[] embeddings = new float[masks.Length * config.EmbeddingWidth];
        float[] mask = new float[plane];
        float[] input = ArrayPool<float>.Shared.Rent(batch * 3 * plane);
        try
        {
            for (int first = 0; first < masks.Length; first += batch)
            {
                int pictures = Math.Min(batch, masks.Length - first);
                for (int i = 0; i < pictures; i++)
                {
                    Enlarge(masks[first + i], columns, rows, mask, size.Width, size.Height);
                    for (int colour = 0; colour < 3; colour++)
                    {
                        TensorPrimitives.Multiply(
                            pixels.Span.Slice(colour * plane, plane), mask, input.AsSpan((3 * i + colour) * plane, plane));
                    }
                }

                using OrtValue value = OrtValue.CreateTensorValueFromMemory(
                    OrtMemoryInfo.DefaultInstance, input.AsMemory(0, pictures * 3 * plane), [pictures, 3, size.Height, size.Width]);
                using IDisposableReadOnlyCollection<OrtValue> output =
                    visual.Run([VisualGraph.Pixels], [value], [VisualGraph.Tokens], cancellationToken);
                int tokens = 1 + columns * rows;
                ReadOnlySpan<float> found = visual.Values(output[0], VisualGraph.Tokens, pictures, tokens, config.EmbeddingWidth);
                for (int i = 0; i < pictures; i++)
                {
                    found.Slice(i * tokens * config.EmbeddingWidth, config.EmbeddingWidth)
                        .CopyTo(embeddings.AsSpan((first + i) * config.EmbeddingWidth));
                }

                progress?.Report((double)(first + pictures) / masks.Length);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(input);
        }

        UnitRows.Normalize(embeddings, config.EmbeddingWidth);
        return embeddings;
    }

    /// <summary>A channel's map as large as the picture, brought to 0 to 1. Bilinear, corners on corners, as in the published code.</summary>
    private static void Enlarge(float[] map, int columns, int rows, float[] mask, int width, int height)
    {
        for (int y = 0; y < height; y++)
        {
            (int top, int bottom, float down) = Between(y, rows, height);
            for (int x = 0; x < width; x++)
            {
                (int left, int right, float across) = Between(x, columns, width);
                float upper = map[top * columns + left] * (1 - across) + map[top * columns + right] * across;
                float lower = map[bottom * columns + left] * (1 - across) + map[bottom * columns + right] * across;
                mask[y * width + x] = upper * (1 - down) + lower * down;
            }
        }

        float low = TensorPrimitives.Min(mask);
        float range = TensorPrimitives.Max(mask) - low + Epsilon;
        TensorPrimitives.Subtract(mask, low, mask);
        TensorPrimitives.Divide(mask, range, mask);
    }

    private static (int First, int Second, float Fraction) Between(int index, int cells, int length)
    {
        float position = length > 1 ? index * ((float)(cells - 1) / (length - 1)) : 0;
        int first = Math.Min((int)position, cells - 1);
        return (first, Math.Min(first + 1, cells - 1), position - first);
    }

    private static float[] Column(float[] matrix, int column, int width) =>
        [.. Enumerable.Range(0, matrix.Length / width).Select(row => matrix[row * width + column])];

    private ReadOnlySpan<float> Row(float[] matrix, int row) => matrix.AsSpan(row * config.EmbeddingWidth, config.EmbeddingWidth);
}
