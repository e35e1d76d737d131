using System.Buffers;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ClipSurgery;

/// <summary>How the values of a picture lie in an encoder's input.</summary>
internal enum PixelLayout
{
    /// <summary><c>[1, 3, height, width]</c> floats, which we normalise and pad.</summary>
    Batch,

    /// <summary><c>[3, height, width]</c> floats, which we normalise and pad.</summary>
    Planes,

    /// <summary><c>[3, height, width]</c> bytes, which the model normalises.</summary>
    BytePlanes,

    /// <summary><c>[height, width, 3]</c> floats in 0 to 255, which the model normalises and pads.</summary>
    Interleaved,
}

/// <summary>The input of an encoder: its name, its layout, and its size where that is fixed.</summary>
/// <param name="Name">The input's name.</param>
/// <param name="Layout">How the values lie.</param>
/// <param name="Side">Side of the square in pixels; null where any size is taken.</param>
internal sealed record EncoderInput(string Name, PixelLayout Layout, int? Side)
{
    /// <summary>Reads the input of an encoder.</summary>
    /// <exception cref="ClipSurgeryException">It is not a picture of a known layout.</exception>
    public static EncoderInput Read(OnnxSession encoder, string path)
    {
        if (encoder.Inputs.Count == 1)
        {
            (string name, NodeMetadata input) = encoder.Inputs.First();
            (PixelLayout Layout, int Height, int Width)? found = (input.ElementDataType, input.Dimensions) switch
            {
                (TensorElementType.Float, [_, 3, int height, int width]) => (PixelLayout.Batch, height, width),
                (TensorElementType.Float, [3, int height, int width]) => (PixelLayout.Planes, height, width),
                (TensorElementType.UInt8, [3, int height, int width]) => (PixelLayout.BytePlanes, height, width),
                (TensorElementType.Float, [int height and < 1, int width and < 1, 3]) => (PixelLayout.Interleaved, height, width),
                _ => null,
            };
            if (found is (PixelLayout layout, int rows, int columns) && Math.Max(rows, 0) == Math.Max(columns, 0))
            {
                return new EncoderInput(name, layout, rows > 0 ? rows : null);
            }
        }

        throw new ClipSurgeryException(
            $"{path}: has the inputs {SamSignature.Describe(encoder.Inputs)}; expected one picture of " +
            "float32 [1, 3, size, size], float32 [height, width, 3] or uint8 [3, size, size]. Give the encoder of a SAM model.");
    }

    /// <summary>Calls an action with a picture as this input takes it.</summary>
    /// <param name="image">The picture, at the size that the model is to see.</param>
    /// <param name="square">Side of the square that is filled up with 0 where we pad; null where nothing is padded.</param>
    /// <param name="normalization">How values are normalised where the model does not do it.</param>
    /// <param name="run">The action.</param>
    public T Use<T>(RgbImage image, int? square, SamNormalization normalization, Func<OrtValue, T> run)
    {
        if (Layout == PixelLayout.BytePlanes)
        {
            byte[] bytes = new byte[image.Pixels.Length];
            FillBytes(image, bytes);
            using OrtValue planes = OrtValue.CreateTensorValueFromMemory(bytes, [3, image.Height, image.Width]);
            return run(planes);
        }

        (int width, int height) =
            square is int side && Layout != PixelLayout.Interleaved ? (side, side) : (image.Width, image.Height);
        int length = 3 * width * height;
        float[] values = ArrayPool<float>.Shared.Rent(length);
        try
        {
            Memory<float> used = values.AsMemory(0, length);
            if (Layout == PixelLayout.Interleaved)
            {
                FillInterleaved(image, used.Span);
            }
            else
            {
                FillPlanes(image, width, height, normalization, used.Span);
            }

            long[] shape = Layout switch
            {
                PixelLayout.Batch => [1, 3, height, width],
                PixelLayout.Planes => [3, height, width],
                _ => [height, width, 3],
            };
            using OrtValue input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, used, shape);
            return run(input);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(values);
        }
    }

    /// <summary>Interleaved bytes to planes of <c>(value − mean) / std</c>, padded with 0 at the right and the bottom.</summary>
    private static void FillPlanes(
        RgbImage image, int width, int height, SamNormalization normalization, Span<float> planes)
    {
        planes.Clear();
        for (int channel = 0; channel < 3; channel++)
        {
            float mean = normalization.Mean[channel];
            float scale = 1 / normalization.Std[channel];
            Span<float> plane = planes.Slice(channel * width * height, width * height);
            for (int y = 0; y < image.Height; y++)
            {
                ReadOnlySpan<byte> row = image.Row(y);
                Span<float> target = plane.Slice(y * width, image.Width);
                for (int x = 0; x < target.Length; x++)
                {
                    target[x] = (row[3 * x + channel] - mean) * scale;
                }
            }
        }
    }

    private static void FillInterleaved(RgbImage image, Span<float> values)
    {
        ReadOnlySpan<byte> pixels = image.Pixels;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = pixels[i];
        }
    }

    private static void FillBytes(RgbImage image, Span<byte> planes)
    {
        ReadOnlySpan<byte> pixels = image.Pixels;
        int area = image.Width * image.Height;
        for (int i = 0; i < area; i++)
        {
            planes[i] = pixels[3 * i];
            planes[area + i] = pixels[3 * i + 1];
            planes[2 * area + i] = pixels[3 * i + 2];
        }
    }
}
