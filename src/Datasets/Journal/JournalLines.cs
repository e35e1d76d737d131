using Microsoft.Win32.SafeHandles;

namespace ClipSurgery;

/// <summary>Reads single lines of journals by their places; a file stays open until all are done with.</summary>
internal sealed class JournalLines : IDisposable
{
    private readonly Dictionary<string, SafeFileHandle> _files = new(StringComparer.Ordinal);
    private byte[] _buffer = [];

    /// <summary>A line with its line feed; valid until the next call.</summary>
    public ReadOnlySpan<byte> Read(string path, long offset, int length)
    {
        if (!_files.TryGetValue(path, out SafeFileHandle? file))
        {
            file = Open(path);
            _files.Add(path, file);
        }

        if (_buffer.Length < length)
        {
            _buffer = new byte[Math.Max(length, 2 * _buffer.Length)];
        }

        Span<byte> line = _buffer.AsSpan(0, length);
        int read = RandomAccess.Read(file, line, offset);
        return line[..read];
    }

    public void Dispose()
    {
        foreach (SafeFileHandle file in _files.Values)
        {
            file.Dispose();
        }
    }

    private static SafeFileHandle Open(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ClipSurgeryException(
                $"{path}: cannot be read any more ({error.Message}); wait until no run writes to it.", error);
        }
    }
}
