using System.Numerics.Tensors;

namespace ClipSurgery;

/// <summary>
/// Between row-major bitmaps and column-major runs. Walking down the columns of a bitmap would miss the cache on every pixel, so
/// both directions go along the rows and only touch single pixels where a column changes sides.
/// </summary>
internal static class BitmapRuns
{
    /// <summary>Runs of a bitmap whose non-zero bytes are inside.</summary>
    public static int[] Encode(int width, int height, ReadOnlySpan<byte> rowMajor)
    {
        MaskRows rows = new(width, height);
        for (int y = 0; y < height; y++)
        {
            rows.Add(rowMajor.Slice(y * width, width));
        }

        return rows.ToRuns();
    }

    /// <summary>Writes ones into a bitmap of zeros.</summary>
    public static void Decode(ReadOnlySpan<int> counts, int width, int height, Span<byte> zeros)
    {
        MarkChanges(counts, width, height, zeros);
        for (int y = 1; y < height; y++)
        {
            Span<byte> row = zeros.Slice(y * width, width);
            TensorPrimitives.Xor(zeros.Slice((y - 1) * width, width), row, row);
        }
    }

    /// <summary>
    /// Marks the first pixel of a run in each column and the first one after it; the sum down a column modulo 2 is the mask.
    /// </summary>
    private static void MarkChanges(ReadOnlySpan<int> counts, int width, int height, Span<byte> zeros)
    {
        int position = counts[0];
        for (int i = 1; i < counts.Length; i += 2)
        {
            (int x, int y) = Math.DivRem(position, height);
            int left = counts[i];
            while (left > 0)
            {
                int end = Math.Min(height, y + left);
                zeros[y * width + x] ^= 1;
                if (end < height)
                {
                    zeros[end * width + x] ^= 1;
                }

                left -= end - y;
                x++;
                y = 0;
            }

            position += counts[i] + (i + 1 < counts.Length ? counts[i + 1] : 0);
        }
    }
}
