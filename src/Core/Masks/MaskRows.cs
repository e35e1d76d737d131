using System.Numerics;
using System.Runtime.Intrinsics;

namespace ClipSurgery;

/// <summary>
/// Builds a mask from the rows of a bitmap, from the top. Runs go down the columns; walking down those of a bitmap would miss the
/// cache on every pixel, so that only the pixels are kept where a column changes sides.
/// </summary>
internal sealed class MaskRows
{
    private readonly byte[] _above;
    private readonly List<PixelChange> _changes = [];
    private byte[] _top = [];
    private int _next;

    /// <param name="width">Width of the bitmap.</param>
    /// <param name="height">Number of rows that will be added.</param>
    public MaskRows(int width, int height)
    {
        Width = width;
        Height = height;
        _above = new byte[width];
    }

    /// <summary>Width of the bitmap.</summary>
    public int Width { get; }

    /// <summary>Number of rows in all.</summary>
    public int Height { get; }

    /// <summary>Adds the next row; all bytes but 0 are inside.</summary>
    public void Add(ReadOnlySpan<byte> row)
    {
        if (_next == 0)
        {
            _top = row.ToArray();
        }
        else
        {
            AddChanges(row);
        }

        row.CopyTo(_above);
        _next++;
    }

    /// <summary>The mask's runs, once all rows were added.</summary>
    public int[] ToRuns() => RunList.FromChanges(InColumnOrder(ColumnStarts()), Width * Height);

    private void AddChanges(ReadOnlySpan<byte> row)
    {
        ReadOnlySpan<byte> above = _above;
        int x = 0;
        for (; x <= row.Length - Vector256<byte>.Count; x += Vector256<byte>.Count)
        {
            Vector256<byte> outsideAbove = Vector256.Equals(Vector256.Create(above[x..]), Vector256<byte>.Zero);
            Vector256<byte> outsideHere = Vector256.Equals(Vector256.Create(row[x..]), Vector256<byte>.Zero);
            for (uint bits = (outsideAbove ^ outsideHere).ExtractMostSignificantBits(); bits != 0; bits &= bits - 1)
            {
                _changes.Add(new PixelChange(x + BitOperations.TrailingZeroCount(bits), _next));
            }
        }

        for (; x < row.Length; x++)
        {
            if (above[x] != 0 != (row[x] != 0))
            {
                _changes.Add(new PixelChange(x, _next));
            }
        }
    }

    /// <summary>
    /// Columns whose head is on the other side than the foot of the column before, where the scan comes from; before the first it is
    /// outside.
    /// </summary>
    private List<PixelChange> ColumnStarts()
    {
        List<PixelChange> starts = [];
        bool wasInside = false;
        for (int x = 0; x < Width; x++)
        {
            if (_top[x] != 0 != wasInside)
            {
                starts.Add(new PixelChange(x, 0));
            }

            wasInside = _above[x] != 0;
        }

        return starts;
    }

    /// <summary>A counting sort by column; within a column the changes already come from top to bottom.</summary>
    private int[] InColumnOrder(List<PixelChange> starts)
    {
        int[] next = new int[Width + 1];
        foreach (PixelChange change in starts.Concat(_changes))
        {
            next[change.X + 1]++;
        }

        for (int x = 0; x < Width; x++)
        {
            next[x + 1] += next[x];
        }

        int[] ordered = new int[starts.Count + _changes.Count];
        foreach (PixelChange change in starts.Concat(_changes))
        {
            ordered[next[change.X]++] = change.X * Height + change.Y;
        }

        return ordered;
    }

    /// <summary>A pixel whose predecessor in the column-major scan is on the other side.</summary>
    private readonly record struct PixelChange(int X, int Y);
}
