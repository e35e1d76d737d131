using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.Intrinsics;

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
    public static RgbImage Resize(RgbImage image, int width, int height, ResampleFilter filter) =>
        Resize(image, width, height, filter, isRented: false);

    internal static RgbImage Resize(RgbImage image, int width, int height, ResampleFilter filter, bool isRented)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (width == image.Width && height == image.Height)
        {
            return image;
        }

        PooledArray<byte> result = PooledArray<byte>.Create(width * height * 3, isRented);
        if (height == image.Height)
        {
            ResizeColumns(image, 0, height, width, filter, result.Span);
            return RgbImage.Adopt(width, height, result);
        }

        ResampleKernel vertical = ResampleKernel.Create(image.Height, height, filter);
        if (width == image.Width)
        {
            ResizeRows(image.Pixels, vertical, width * 3, 0, result.Span);
            return RgbImage.Adopt(width, height, result);
        }

        // Only the rows that the vertical pass reads.
        int firstRow = vertical.Start[0];
        int rows = vertical.Start[height - 1] + vertical.Count[height - 1] - firstRow;
        byte[] narrow = ArrayPool<byte>.Shared.Rent(rows * width * 3);
        try
        {
            ResizeColumns(image, firstRow, rows, width, filter, narrow);
            ResizeRows(narrow, vertical, width * 3, firstRow, result.Span);
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
            ReadOnlySpan<byte> source = image.Pixels[((firstRow + y) * image.Width * 3)..];
            Span<byte> line = target.Slice(y * width * 3, width * 3);
            for (int x = 0; x < width; x++)
            {
                Vector128<int> sums = WeightedSum(source[(kernel.Start[x] * 3)..], kernel.WeightsOf(x));
                line[3 * x] = ResampleKernel.ToByte(sums[0]);
                line[3 * x + 1] = ResampleKernel.ToByte(sums[1]);
                line[3 * x + 2] = ResampleKernel.ToByte(sums[2]);
            }
        }
    }

    /// <summary>Sums of red, green and blue over neighbouring pixels; the fourth number means nothing.</summary>
    private static Vector128<int> WeightedSum(ReadOnlySpan<byte> pixels, ReadOnlySpan<int> weights)
    {
        Vector128<int> sums = Vector128.Create(ResampleKernel.Half);
        for (int i = 0; i < weights.Length; i++)
        {
            // The first byte of the next pixel comes along; behind the picture's last pixel there is none.
            ReadOnlySpan<byte> pixel = pixels[(3 * i)..];
            uint bytes = pixel.Length > 3
                ? BinaryPrimitives.ReadUInt32LittleEndian(pixel)
                : pixel[0] | (uint)pixel[1] << 8 | (uint)pixel[2] << 16;
            Vector128<ushort> colours = Vector128.WidenLower(Vector128.CreateScalarUnsafe(bytes).AsByte());
            sums += Vector128.WidenLower(colours).AsInt32() * weights[i];
        }

        return sums;
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

                ResampleKernel.ToBytes(line, target.Slice(y * stride, stride));
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
        int i = 0;
        for (; i <= sums.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(row[i..]), out Vector<ushort> low, out Vector<ushort> high);
            Vector.Widen(low, out Vector<uint> first, out Vector<uint> second);
            Vector.Widen(high, out Vector<uint> third, out Vector<uint> fourth);
            Add(sums[i..], first);
            Add(sums[(i + Vector<int>.Count)..], second);
            Add(sums[(i + 2 * Vector<int>.Count)..], third);
            Add(sums[(i + 3 * Vector<int>.Count)..], fourth);
        }

        for (; i < sums.Length; i++)
        {
            sums[i] += row[i] * weight;
        }

        void Add(Span<int> sums, Vector<uint> values) =>
            (new Vector<int>(sums) + Vector.AsVectorInt32(values) * weight).CopyTo(sums);
    }
}
