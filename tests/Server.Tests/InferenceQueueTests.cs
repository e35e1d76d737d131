namespace ClipSurgery.Tests;

/// <summary>One at a time, in order, and nobody waits for what is only prepared.</summary>
public sealed class InferenceQueueTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_are_answered_one_at_a_time_in_their_order()
    {
        using InferenceQueue queue = new(mostWaiting: 10);
        using ManualResetEventSlim first = new();
        List<int> order = [];
        int running = 0;
        Task<int> blocked = queue.Run(_ => Work(0, () => first.Wait(Token)), Token);
        await Until(() => Volatile.Read(ref running) == 1);
        Task<int>[] others = [.. Enumerable.Range(1, 5).Select(i => queue.Run(_ => Work(i, () => { }), Token))];
        Assert.Equal(5, queue.Waiting);

        first.Set();
        await Task.WhenAll([blocked, .. others]);

        Assert.Equal([0, 1, 2, 3, 4, 5], order);

        int Work(int number, Action wait)
        {
            Assert.Equal(1, Interlocked.Increment(ref running));
            wait();
            order.Add(number);
            Interlocked.Decrement(ref running);
            return number;
        }
    }

    [Fact]
    public async Task More_than_may_wait_are_sent_away_and_those_who_leave_make_room()
    {
        using InferenceQueue queue = new(mostWaiting: 1);
        using ManualResetEventSlim release = new();
        using CancellationTokenSource impatient = new();
        Task<bool> running = queue.Run(_ => release.Wait(TimeSpan.FromSeconds(30), Token), Token);
        Task<bool> waiting = queue.Run(_ => true, impatient.Token);

        await Assert.ThrowsAsync<ServerBusyException>(() => queue.Run(_ => true, Token));
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Task<bool> next = queue.Run(_ => true, Token);
        release.Set();

        Assert.True(await running);
        Assert.True(await next);
    }

    [Fact]
    public async Task Preparation_gives_way_and_begins_again()
    {
        using InferenceQueue queue = new(mostWaiting: 10);
        int begun = 0;
        using ManualResetEventSlim isPreparing = new();
        Task preparation = queue.Prepare(
            token =>
            {
                if (Interlocked.Increment(ref begun) == 1)
                {
                    isPreparing.Set();
                    token.WaitHandle.WaitOne(TimeSpan.FromSeconds(30));
                    token.ThrowIfCancellationRequested();
                }
            },
            Token);
        isPreparing.Wait(Token);

        Assert.Equal(7, await queue.Run(_ => 7, Token));
        await preparation;

        Assert.Equal(2, begun);
    }

    [Fact]
    public async Task A_failure_lets_the_next_one_in()
    {
        using InferenceQueue queue = new(mostWaiting: 10);

        await Assert.ThrowsAsync<InvalidOperationException>(() => queue.Run<int>(_ => throw new InvalidOperationException(), Token));

        Assert.Equal(1, await queue.Run(_ => 1, Token));
    }

    private static async Task Until(Func<bool> isSo)
    {
        while (!isSo())
        {
            await Task.Delay(5, Token);
        }
    }
}
