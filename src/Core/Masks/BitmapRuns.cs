using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

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
        List<PixelChange> changes = [];
        AddColumnStarts(rowMajor[..width], rowMajor[^width..], changes);
        for (int y = 1; y < height; y++)
        {
            AddRowChanges(rowMajor.Slice((y - 1) * width, width), rowMajor.Slice(y * width, width), y, changes);
        }

        return RunList.FromChanges(InColumnOrder(changes, width, height), width * height);
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

    /// <summary>The scan goes on from the foot of a column to the head of the next one; before the first it is outside.</summary>
    private static void AddColumnStarts(ReadOnlySpan<byte> topRow, ReadOnlySpan<byte> bottomRow, List<PixelChange> changes)
    {
        bool wasInside = false;
        for (int x = 0; x < topRow.Length; x++)
        {
            if (topRow[x] != 0 != wasInside)
            {
                changes.Add(new PixelChange(x, 0));
            }

            wasInside = bottomRow[x] != 0;
        }
    }

    private static void AddRowChanges(ReadOnlySpan<byte> above, ReadOnlySpan<byte> row, int y, List<PixelChange> changes)
    {
        int x = 0;
        for (; x <= row.Length - Vector256<byte>.Count; x += Vector256<byte>.Count)
        {
            Vector256<byte> outsideAbove = Vector256.Equals(Vector256.Create(above[x..]), Vector256<byte>.Zero);
            Vector256<byte> outsideHere = Vector256.Equals(Vector256.Create(row[x..]), Vector256<byte>.Zero);
            for (uint bits = (outsideAbove ^ outsideHere).ExtractMostSignificantBits(); bits != 0; bits &= bits - 1)
            {
                changes.Add(new PixelChange(x + BitOperations.TrailingZeroCount(bits), y));
            }
        }

        for (; x < row.Length; x++)
        {
            if (above[x] != 0 != (row[x] != 0))
            {
                changes.Add(new PixelChange(x, y));
            }
        }
    }

    /// <summary>A counting sort by column; within a column the changes already come from top to bottom.</summary>
    private static int[] InColumnOrder(List<PixelChange> changes, int width, int height)
    {
        int[] next = new int[width + 1];
        foreach (PixelChange change in changes)
        {
            next[change.X + 1]++;
        }

        for (int x = 0; x < width; x++)
        {
            next[x + 1] += next[x];
        }

        int[] ordered = new int[changes.Count];
        foreach (PixelChange change in changes)
        {
            ordered[next[change.X]++] = change.X * height + change.Y;
        }

        return ordered;
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

    /// <summary>A pixel whose predecessor in the column-major scan is on the other side.</summary>
    private readonly record struct PixelChange(int X, int Y);
}
