namespace ClipSurgery;

/// <summary>Walks two run lists of the same total side by side, in stretches over which neither changes sides.</summary>
internal ref struct RunPairs
{
    private readonly ReadOnlySpan<int> _first;
    private readonly ReadOnlySpan<int> _second;
    private int _firstIndex;
    private int _secondIndex;
    private int _firstLeft;
    private int _secondLeft;

    private RunPairs(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        _first = first;
        _second = second;
        _firstLeft = first[0];
        _secondLeft = second[0];
    }

    private int Length { get; set; }

    private bool InFirst { get; set; }

    private bool InSecond { get; set; }

    /// <summary>The runs of a set operation.</summary>
    public static int[] Combine(ReadOnlySpan<int> first, ReadOnlySpan<int> second, Func<bool, bool, bool> isInside)
    {
        RunList result = new();
        RunPairs pairs = new(first, second);
        while (pairs.MoveNext())
        {
            result.Add(isInside(pairs.InFirst, pairs.InSecond), pairs.Length);
        }

        return result.ToArray();
    }

    /// <summary>The number of pixels inside both.</summary>
    public static long CountBoth(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        long count = 0;
        RunPairs pairs = new(first, second);
        while (pairs.MoveNext())
        {
            count += pairs.InFirst & pairs.InSecond ? pairs.Length : 0;
        }

        return count;
    }

    private bool MoveNext()
    {
        if (!SkipFinished(_first, ref _firstIndex, ref _firstLeft) || !SkipFinished(_second, ref _secondIndex, ref _secondLeft))
        {
            return false;
        }

        Length = Math.Min(_firstLeft, _secondLeft);
        InFirst = (_firstIndex & 1) == 1;
        InSecond = (_secondIndex & 1) == 1;
        _firstLeft -= Length;
        _secondLeft -= Length;
        return true;
    }

    private static bool SkipFinished(ReadOnlySpan<int> counts, ref int index, ref int left)
    {
        while (left == 0)
        {
            if (++index == counts.Length)
            {
                return false;
            }

            left = counts[index];
        }

        return true;
    }
}
