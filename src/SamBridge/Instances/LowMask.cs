using System.Numerics;

namespace ClipSurgery;

/// <summary>A mask in a model's low resolution, without padding: a bit a place, so that many can be compared with many.</summary>
internal sealed class LowMask
{
    private readonly ulong[] _bits;

    private LowMask(int width, int height)
    {
        Width = width;
        Height = height;
        _bits = new ulong[(width * height + 63) / 64];
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Number of places inside.</summary>
    public int Area { get; private set; }

    /// <summary>The places where a candidate's logits are positive.</summary>
    public static LowMask FromCandidate(MaskCandidate candidate)
    {
        LowMask mask = new(candidate.ValidWidth, candidate.ValidHeight);
        for (int y = 0; y < mask.Height; y++)
        {
            ReadOnlySpan<float> row = candidate.LogitRow(y);
            for (int x = 0; x < row.Length; x++)
            {
                if (row[x] > 0)
                {
                    mask.Set(y * mask.Width + x);
                }
            }
        }

        return mask;
    }

    /// <summary>The places where a field <c>[height · width]</c> reaches a threshold.</summary>
    public static LowMask FromField(ReadOnlySpan<float> field, int width, int height, float threshold)
    {
        LowMask mask = new(width, height);
        for (int place = 0; place < field.Length; place++)
        {
            if (field[place] >= threshold)
            {
                mask.Set(place);
            }
        }

        return mask;
    }

    /// <summary>
    /// The 8-connected components of the places where a field reaches a threshold, in the order of their first places. Smaller ones than
    /// <paramref name="minimumArea"/> are left out.
    /// </summary>
    public static IReadOnlyList<LowMask> Components(
        ReadOnlySpan<float> field, int width, int height, float threshold, double minimumArea)
    {
        List<LowMask> components = [];
        bool[] isSeen = new bool[field.Length];
        Stack<int> open = new();
        for (int start = 0; start < field.Length; start++)
        {
            if (isSeen[start] || field[start] < threshold)
            {
                continue;
            }

            LowMask component = new(width, height);
            isSeen[start] = true;
            open.Push(start);
            while (open.TryPop(out int place))
            {
                component.Set(place);
                PushNeighbours(field, place);
            }

            if (component.Area >= minimumArea)
            {
                components.Add(component);
            }
        }

        return components;

        void PushNeighbours(ReadOnlySpan<float> field, int place)
        {
            int x = place % width;
            int y = place / width;
            for (int row = Math.Max(0, y - 1); row <= Math.Min(height - 1, y + 1); row++)
            {
                for (int column = Math.Max(0, x - 1); column <= Math.Min(width - 1, x + 1); column++)
                {
                    int neighbour = row * width + column;
                    if (!isSeen[neighbour] && field[neighbour] >= threshold)
                    {
                        isSeen[neighbour] = true;
                        open.Push(neighbour);
                    }
                }
            }
        }
    }

    public bool Contains(int place) => (_bits[place >> 6] >> (place & 63) & 1) != 0;

    public int IntersectionArea(LowMask other)
    {
        int area = 0;
        for (int i = 0; i < _bits.Length; i++)
        {
            area += BitOperations.PopCount(_bits[i] & other._bits[i]);
        }

        return area;
    }

    /// <summary>Intersection over union, 0 to 1.</summary>
    public double IoU(LowMask other)
    {
        int intersection = IntersectionArea(other);
        return intersection == 0 ? 0 : (double)intersection / (Area + other.Area - intersection);
    }

    /// <summary>Sum of a field over the places inside.</summary>
    public double Sum(ReadOnlySpan<float> field)
    {
        double sum = 0;
        for (int i = 0; i < _bits.Length; i++)
        {
            for (ulong bits = _bits[i]; bits != 0; bits &= bits - 1)
            {
                sum += field[(i << 6) + BitOperations.TrailingZeroCount(bits)];
            }
        }

        return sum;
    }

    /// <summary>The highest place of a field inside; the first of several.</summary>
    public int Peak(ReadOnlySpan<float> field)
    {
        int peak = -1;
        for (int i = 0; i < field.Length; i++)
        {
            if (Contains(i) && (peak < 0 || field[i] > field[peak]))
            {
                peak = i;
            }
        }

        return peak;
    }

    /// <summary>The smallest rectangle around the places inside.</summary>
    public (int Left, int Top, int Right, int Bottom) Bounds()
    {
        (int left, int top, int right, int bottom) = (Width, Height, 0, 0);
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                if (Contains(y * Width + x))
                {
                    (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
                }
            }
        }

        return (left, top, right, bottom);
    }

    private void Set(int place)
    {
        _bits[place >> 6] |= 1UL << (place & 63);
        Area++;
    }
}
