using System.Buffers;

namespace ClipSurgery;

/// <summary>The filter of <see cref="PillowResize"/>.</summary>
public enum ResampleFilter
{
    /// <summary>Triangle of support 1.</summary>
    Bilinear,

    /// <summary>Keys' cubic with a = −0.5, support 2.</summary>
    Bicubic,
}

/// <summary>
/// Resizes 8-bit pictures as Pillow's <c>Image.resize</c> does, bit for bit: the filter widens with the shrink factor
/// (antialiasing), a horizontal pass is rounded to bytes before the vertical one, and weights are fixed-point numbers. CLIP was
/// trained on such pictures.
/// </summary>
public static class PillowResize
{
    /// <summary>Resizes a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="width">New width in pixels.</param>
    /// <param name="height">New height in pixels.</param>
    /// <param name="filter">The filter.</param>
    /// <returns>The resized picture; the same object where the size does not change.</returns>
    public static RgbImage Resize(RgbImage image, int width, int height, ResampleFilter filter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (width == image.Width && height == image.Height)
        {
            return image;
        }

        if (height == image.Height)
        {
            byte[] pixels = new byte[width * height * 3];
            ResizeColumns(image, 0, height, width, filter, pixels);
            return RgbImage.Adopt(width, height, pixels);
        }

        ResampleKernel vertical = ResampleKernel.Create(image.Height, height, filter);
        byte[] result = new byte[width * height * 3];
        if (width == image.Width)
        {
            ResizeRows(image.Pixels, vertical, width * 3, 0, result);
            return RgbImage.Adopt(width, height, result);
        }

        // Only the rows that the vertical pass reads.
        int firstRow = vertical.Start[0];
        int rows = vertical.Start[height - 1] + vertical.Count[height - 1] - firstRow;
        byte[] narrow = ArrayPool<byte>.Shared.Rent(rows * width * 3);
        try
        {
            ResizeColumns(image, firstRow, rows, width, filter, narrow);
            ResizeRows(narrow, vertical, width * 3, firstRow, result);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(narrow);
        }

        return RgbImage.Adopt(width, height, result);
    }

    private static void ResizeColumns(RgbImage image, int firstRow, int rows, int width, ResampleFilter filter, Span<byte> target)
    {
        ResampleKernel kernel = ResampleKernel.Create(image.Width, width, filter);
        for (int y = 0; y < rows; y++)
        {
            ReadOnlySpan<byte> source = image.Row(firstRow + y);
            Span<byte> line = target.Slice(y * width * 3, width * 3);
            for (int x = 0; x < width; x++)
            {
                ReadOnlySpan<int> weights = kernel.WeightsOf(x);
                ReadOnlySpan<byte> pixels = source.Slice(kernel.Start[x] * 3, weights.Length * 3);
                int red = ResampleKernel.Half;
                int green = ResampleKernel.Half;
                int blue = ResampleKernel.Half;
                for (int i = 0; i < weights.Length; i++)
                {
                    int weight = weights[i];
                    red += pixels[3 * i] * weight;
                    green += pixels[3 * i + 1] * weight;
                    blue += pixels[3 * i + 2] * weight;
                }

                line[3 * x] = ResampleKernel.ToByte(red);
                line[3 * x + 1] = ResampleKernel.ToByte(green);
                line[3 * x + 2] = ResampleKernel.ToByte(blue);
            }
        }
    }

    private static void ResizeRows(ReadOnlySpan<byte> source, ResampleKernel kernel, int stride, int firstRow, Span<byte> target)
    {
        int[] sums = ArrayPool<int>.Shared.Rent(stride);
        try
        {
            Span<int> line = sums.AsSpan(0, stride);
            for (int y = 0; y < kernel.Size; y++)
            {
                line.Fill(ResampleKernel.Half);
                ReadOnlySpan<int> weights = kernel.WeightsOf(y);
                for (int i = 0; i < weights.Length; i++)
                {
                    ReadOnlySpan<byte> row = source.Slice((kernel.Start[y] - firstRow + i) * stride, stride);
                    AddWeighted(line, row, weights[i]);
                }

                Span<byte> output = target.Slice(y * stride, stride);
                for (int x = 0; x < stride; x++)
                {
                    output[x] = ResampleKernel.ToByte(line[x]);
                }
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(sums);
        }
    }

    private static void AddWeighted(Span<int> sums, ReadOnlySpan<byte> row, int weight)
    {
        row = row[..sums.Length];
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] += row[i] * weight;
        }
    }
}
