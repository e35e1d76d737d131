namespace ClipSurgery;

/// <summary>Cancels what has made no progress for a while. It stands for as long as a connection is used.</summary>
internal sealed class StallClock : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _source;

    public StallClock(TimeSpan limit, CancellationToken cancellationToken)
    {
        _limit = limit;
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Restart();
    }

    public CancellationToken Token => _source.Token;

    /// <summary>There was progress.</summary>
    public void Restart() => _source.CancelAfter(_limit);

    public void Dispose() => _source.Dispose();
}
