namespace ClipSurgery;

/// <summary>
/// One inference at a time, in the order in which they were asked for: each has all cores, and nobody is served twice before everybody was
/// served once. What is only prepared waits for everybody, and gives way to whoever comes meanwhile.
/// </summary>
internal sealed class InferenceQueue(int mostWaiting) : IDisposable
{
    private static readonly TimeSpan IdlePoll = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private readonly CancellationTokenSource _closing = new();
    private bool _isBusy;
    private CancellationTokenSource? _background;

    /// <summary>How many wait for their turn.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Does a piece of work when its turn has come.</summary>
    /// <param name="work">Runs on a thread of the pool, and is told when nobody waits for it any more.</param>
    /// <param name="cancellationToken">The client is gone: it leaves the queue, or its work is ended.</param>
    /// <exception cref="ServerBusyException">Too many wait already.</exception>
    public async Task<T> Run<T>(Func<CancellationToken, T> work, CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        await Enter(either.Token).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => work(either.Token), either.Token).ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>
    /// Does a piece of work while nobody waits, and again from its beginning when somebody came in between.
    /// </summary>
    /// <param name="work">What is prepared.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task Prepare(Action<CancellationToken> work, CancellationToken cancellationToken)
    {
        while (true)
        {
            using CancellationTokenSource own = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
            await EnterWhenIdle(own).ConfigureAwait(false);
            try
            {
                await Task.Run(() => work(own.Token), own.Token).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && !_closing.IsCancellationRequested)
            {
                // Somebody came: after them.
            }
            finally
            {
                lock (_lock)
                {
                    _background = null;
                }

                Leave();
            }
        }
    }

    /// <summary>Ends what runs and what waits.</summary>
    public void Dispose() => _closing.Cancel();

    private async Task Enter(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LinkedListNode<TaskCompletionSource> turn = new(new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_lock)
        {
            _background?.Cancel();
            if (!_isBusy)
            {
                _isBusy = true;
                return;
            }

            if (_waiting.Count >= mostWaiting)
            {
                throw new ServerBusyException();
            }

            _waiting.AddLast(turn);
        }

        using (cancellationToken.Register(() => Withdraw(turn, cancellationToken)))
        {
            await turn.Value.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Whoever is gone makes room; one whose turn has come already has it.</summary>
    private void Withdraw(LinkedListNode<TaskCompletionSource> turn, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (turn.List is not null)
            {
                _waiting.Remove(turn);
                turn.Value.TrySetCanceled(cancellationToken);
            }
        }
    }

    private async Task EnterWhenIdle(CancellationTokenSource own)
    {
        while (true)
        {
            own.Token.ThrowIfCancellationRequested();
            lock (_lock)
            {
                if (!_isBusy && _waiting.Count == 0)
                {
                    _isBusy = true;
                    _background = own;
                    return;
                }
            }

            await Task.Delay(IdlePoll, own.Token).ConfigureAwait(false);
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (_waiting.First is { } next)
            {
                _waiting.RemoveFirst();
                next.Value.SetResult();
            }
            else
            {
                _isBusy = false;
            }
        }
    }
}
