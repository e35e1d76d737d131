using System.Buffers;

namespace ClipSurgery;

/// <summary>
/// Run lengths row by row, as CVAT and Label Studio count pixels; a <see cref="Mask"/> keeps COCO's, down the columns.
/// </summary>
internal static class RowMajorRuns
{
    /// <summary>Run lengths of what lies in a rectangle, the first outside and the only one that may be 0.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="area">A rectangle of whole pixels inside the picture; runs go on from its right edge to its left.</param>
    public static int[] Of(Mask mask, BoxXywh area)
    {
        int pixels = mask.Width * mask.Height;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(pixels);
        try
        {
            Span<byte> bitmap = buffer.AsSpan(0, pixels);
            mask.CopyTo(bitmap);
            RunList runs = new();
            for (int y = (int)area.Y; y < area.Bottom; y++)
            {
                AddRow(bitmap.Slice(y * mask.Width + (int)area.X, (int)area.Width), runs);
            }

            return runs.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void AddRow(ReadOnlySpan<byte> row, RunList runs)
    {
        while (!row.IsEmpty)
        {
            byte side = row[0];
            int end = row.IndexOfAnyExcept(side);
            int length = end < 0 ? row.Length : end;
            runs.Add(inside: side != 0, length);
            row = row[length..];
        }
    }
}
