namespace ClipSurgery;

/// <summary>Ids for entries that have none to keep: they count on from the largest that a program in JavaScript can read.</summary>
internal sealed class NewIds
{
    private const long LargestExact = 1L << 53;

    private readonly HashSet<long> _kept;
    private long _last;

    /// <param name="kept">The ids that other entries keep.</param>
    public NewIds(IEnumerable<long> kept)
    {
        _kept = [.. kept];
        _last = Math.Max(0, _kept.Where(id => id <= LargestExact).DefaultIfEmpty().Max());
    }

    /// <summary>The next id that no entry has.</summary>
    public long Next()
    {
        do
        {
            _last++;
        }
        while (_kept.Contains(_last));

        return _last;
    }
}
