namespace ClipSurgery.Tools;

/// <summary>Standard input of a server: tells when the client closes it, and takes no line without end.</summary>
/// <param name="input">Standard input.</param>
/// <param name="ended">Called once, when nothing more will come.</param>
internal sealed class ProtocolInput(Stream input, Action ended) : Stream
{
    /// <summary>A message holds paths, texts and points; the largest has a few hundred kilobytes.</summary>
    private const int LongestLine = 8 << 20;

    private int _lineBytes;
    private bool _isEnded;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>A read of a console cannot be broken off; it is left behind then.</summary>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isEnded)
        {
            return 0;
        }

        int read = await Task.Run(() => input.Read(buffer.Span), CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);
        int lastFeed = buffer.Span[..read].LastIndexOf((byte)'\n');
        _lineBytes = lastFeed < 0 ? _lineBytes + read : read - lastFeed - 1;
        if (read > 0 && _lineBytes <= LongestLine)
        {
            return read;
        }

        _isEnded = true;
        ended();
        return 0;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
