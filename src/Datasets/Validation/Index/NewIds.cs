namespace ClipSurgery;

/// <summary>Ids for entries that have none to keep: they count on from the largest that a program in JavaScript can read.</summary>
internal sealed class NewIds
{
    private const long LargestExact = 1L << 53;

    private long _last;

    /// <summary>Takes note of an id that is kept.</summary>
    public void Skip(long id)
    {
        if (id <= LargestExact)
        {
            _last = Math.Max(_last, id);
        }
    }

    /// <summary>The next id that none of the kept ones is.</summary>
    public long Next(IReadOnlySet<long> kept)
    {
        do
        {
            _last++;
        }
        while (kept.Contains(_last));

        return _last;
    }
}
