namespace ClipSurgery;

/// <summary>Reads single lines of journals by their places; a file stays open until all are done with.</summary>
internal sealed class JournalLines : IDisposable
{
    private readonly Dictionary<string, FileStream> _files = new(StringComparer.Ordinal);
    private byte[] _buffer = [];

    /// <summary>A line with its line feed; valid until the next call.</summary>
    public ReadOnlySpan<byte> Read(string path, long offset, int length)
    {
        if (!_files.TryGetValue(path, out FileStream? file))
        {
            file = JournalLineReader.Open(path);
            _files.Add(path, file);
        }

        if (_buffer.Length < length)
        {
            _buffer = new byte[Math.Max(length, 2 * _buffer.Length)];
        }

        Span<byte> line = _buffer.AsSpan(0, length);
        int read = RandomAccess.Read(file.SafeFileHandle, line, offset);
        return line[..read];
    }

    public void Dispose()
    {
        foreach (FileStream file in _files.Values)
        {
            file.Dispose();
        }
    }
}
