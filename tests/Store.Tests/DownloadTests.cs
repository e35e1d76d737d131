namespace ClipSurgery.Tests;

/// <summary>What goes wrong on the way.</summary>
public sealed class DownloadTests : IDisposable
{
    private readonly StoreFixture _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task A_connection_that_is_cut_goes_on_where_it_ended()
    {
        _store.Hub.Script(StoreFixture.Encoder, request => _store.Hub.Serve(request) with { CutAfter = 100_000 });

        await _store.PullAsync();
        _store.AssertInstalled();
        Assert.Equal([0, 100_000], _store.Hub.Offsets(StoreFixture.Encoder));
    }

    [Fact]
    public async Task A_server_that_stalls_is_asked_again()
    {
        _store.Store = _store.Open(new StoreSeams { StallTimeout = TimeSpan.FromMilliseconds(300) });
        _store.Hub.Script(StoreFixture.Encoder, request => _store.Hub.Serve(request) with { StallAfter = 70_000 });

        await _store.PullAsync();
        _store.AssertInstalled();
        Assert.Equal([0, 70_000], _store.Hub.Offsets(StoreFixture.Encoder));
        Assert.Contains("sent nothing for 0.3 s", Assert.Single(_store.Notes));
    }

    [Fact]
    public async Task A_cancelled_pull_leaves_its_bytes_for_the_next()
    {
        using CancellationTokenSource stop = new();
        _store.Hub.Script(StoreFixture.Encoder, request =>
        {
            stop.CancelAfter(300);
            return _store.Hub.Serve(request) with { StallAfter = 120_000 };
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.PullAsync(token: stop.Token));
        Assert.False(Directory.Exists(_store.Model));
        string partial = Assert.Single(_store.Leftovers());
        Assert.Equal($"sha256-{StoreFixture.Sha256(_store.Large)}.partial", Path.GetFileName(partial));
        Assert.Equal(_store.Large[..120_000], File.ReadAllBytes(partial));

        await _store.PullAsync();
        _store.AssertInstalled();
        Assert.Equal([0, 120_000], _store.Hub.Offsets(StoreFixture.Encoder));
    }

    [Fact]
    public async Task Files_that_were_finished_before_a_failure_are_not_asked_for_again()
    {
        _store.Hub.Script(StoreFixture.Decoder, _ => HubReply.Empty(404));
        Assert.Contains("answered 404", await _store.FailAsync());

        await _store.PullAsync();
        _store.AssertInstalled();
        Assert.Equal([0], _store.Hub.Offsets(StoreFixture.Encoder));
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_is_read_from_the_start()
    {
        _store.Hub.Script(
            StoreFixture.Encoder,
            request => _store.Hub.Serve(request) with { CutAfter = 100_000 },
            request => _store.Hub.Serve(request with { Offset = 0 }));

        await _store.PullAsync();
        _store.AssertInstalled();
        Assert.Equal([0, 100_000], _store.Hub.Offsets(StoreFixture.Encoder));
    }

    [Fact]
    public async Task A_server_that_answers_with_another_range_or_416_is_asked_for_all()
    {
        _store.Hub.Script(
            StoreFixture.Encoder,
            request => _store.Hub.Serve(request) with { CutAfter = 100_000 },
            request => _store.Hub.Serve(request with { Offset = 50_000 }) with { CutAfter = 10 },
            request => _store.Hub.Serve(request) with { CutAfter = 100_000 },
            _ => HubReply.Empty(416));

        await _store.PullAsync();
        _store.AssertInstalled();
        Assert.Equal([0, 100_000, 0, 100_000, 0], _store.Hub.Offsets(StoreFixture.Encoder));
    }

    [Fact]
    public async Task Busy_servers_are_asked_again_after_growing_waits()
    {
        _store.Hub.Script("/revision/main", _ => HubReply.Empty(503));
        _store.Hub.Script(
            StoreFixture.Encoder,
            _ => HubReply.Empty(500),
            _ => HubReply.Empty(502),
            _ => HubReply.Empty(429, ("Retry-After", "17")));

        await _store.PullAsync();
        _store.AssertInstalled();
        Assert.Equal([1, 1, 2, 17], _store.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task A_server_that_stays_busy_is_given_up_with_one_line()
    {
        _store.Hub.Script(StoreFixture.Encoder, [.. Enumerable.Repeat<Func<HubRequest, HubReply>>(_ => HubReply.Empty(500), 6)]);

        Assert.Equal(
            "lab--sam: encoder.onnx: 127.0.0.1 answered 500, 6 times in a row. " +
            "Check the network and run the command again: it goes on where this one ended.",
            await _store.FailAsync());
        Assert.Equal([1, 2, 4, 8, 16], _store.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task Wrong_bytes_are_deleted_and_both_hashes_named()
    {
        byte[] wrong = StoreFixture.Bytes(300_000, 9);
        _store.Hub.Script(StoreFixture.Encoder, _ => new HubReply(200, wrong));

        Assert.Equal(
            $"lab/sam: encoder.onnx from 127.0.0.1 has SHA-256 {StoreFixture.Sha256(wrong)}, " +
            $"expected {StoreFixture.Sha256(_store.Large)}. It was deleted; run the command again.",
            await _store.FailAsync());
        Assert.Empty(_store.Leftovers());
        Assert.False(Directory.Exists(_store.Model));

        await _store.PullAsync();
        _store.AssertInstalled();
    }

    [Fact]
    public async Task A_small_file_is_checked_by_the_hash_that_git_gives_it()
    {
        _store.Hub.Script(StoreFixture.Decoder, _ => new HubReply(200, StoreFixture.Bytes(1000, 9)));

        Assert.Contains("onnx/decoder.onnx from 127.0.0.1 has git SHA-1 ", await _store.FailAsync());
    }

    [Theory]
    [InlineData(true, "has 300001 bytes, expected 300000")]
    [InlineData(false, "has more than 300000 bytes")]
    public async Task A_server_that_sends_too_much_is_cut_off(bool hasLength, string message)
    {
        _store.Hub.Script(StoreFixture.Encoder, _ => new HubReply(200, [.. _store.Large, 0]) { HasLength = hasLength });

        Assert.Contains(message, await _store.FailAsync());
        Assert.Empty(_store.Leftovers());
    }

    [Fact]
    public async Task A_server_that_nobody_answers_for_is_given_up()
    {
        _store.Hub.Dispose();

        Assert.StartsWith("lab--sam: 127.0.0.1: ", await _store.FailAsync());
        Assert.Equal(5, _store.Waits.Count);
    }
}
