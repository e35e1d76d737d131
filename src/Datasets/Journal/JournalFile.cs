using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ClipSurgery;

/// <summary>
/// A journal that this process alone appends to. A line reaches the operating system at once, and the disk when it is flushed; one that
/// could not be written leaves nothing behind. One thread at a time may append.
/// </summary>
internal sealed class JournalFile : IDisposable
{
    /// <summary>What a lock that another process holds looks like: EWOULDBLOCK on Linux and macOS, ERROR_SHARING_VIOLATION on Windows.</summary>
    internal static readonly int[] LockErrors = [11, 35, unchecked((int)0x80070020)];

    private readonly string _path;
    private readonly string _advice;
    private readonly FileStream _stream;
    private readonly FileStream? _lock;

    private JournalFile(string path, string advice, FileStream stream, FileStream? ownLock)
    {
        _path = path;
        _advice = advice;
        _stream = stream;
        _lock = ownLock;
    }

    /// <summary>The file, from where it is read or written next.</summary>
    public Stream Stream => _stream;

    /// <summary>Opens the file, or makes it and its folder.</summary>
    /// <param name="path">The file.</param>
    /// <param name="whoHasIt">What to say where another process has it open: what that is, and what to do.</param>
    /// <param name="advice">What to say where a line cannot be written: what becomes of it, and what to do.</param>
    /// <param name="lockPath">
    /// A file beside it that is locked in its place, so that other processes may read it meanwhile; null where they need not.
    /// </param>
    /// <exception cref="ClipSurgeryException">Another process has it open, or it cannot be written.</exception>
    public static JournalFile Open(string path, string whoHasIt, string advice, string? lockPath = null)
    {
        FileKinds.RefuseSpecial(path);
        FileStream? ownLock = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);

            // FileShare.None is the lock: it holds between processes, on network file systems too, and ends with the process.
            ownLock = lockPath is null ? null : OpenFile(lockPath, FileShare.None);
            return new JournalFile(path, advice, OpenFile(path, lockPath is null ? FileShare.None : FileShare.Read), ownLock);
        }
        catch (IOException error) when (LockErrors.Contains(error.HResult))
        {
            ownLock?.Dispose();
            throw new ClipSurgeryException($"{path}: {whoHasIt}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            ownLock?.Dispose();
            throw WriteProblem.Of(path, error, "Give an --output that you may write to");
        }

        static FileStream OpenFile(string path, FileShare share) => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share, bufferSize: 0);
    }

    /// <summary>Makes it empty, or cuts off a torn last line; what follows is appended behind.</summary>
    public void Cut(long length)
    {
        _stream.SetLength(length);
        _stream.Seek(0, SeekOrigin.End);
    }

    /// <summary>Appends a line.</summary>
    /// <returns>Where it begins, and its length with its line feed, both in bytes.</returns>
    /// <exception cref="ClipSurgeryException">The disk is full, or the file cannot be written; nothing of the line stays.</exception>
    public (long Offset, int Length) Append<T>(T value, JsonTypeInfo<T> type)
    {
        long offset = _stream.Position;
        byte[] line = JournalLine.Encode(JsonSerializer.SerializeToUtf8Bytes(value, type));
        try
        {
            Guard(() => _stream.Write(line));
        }
        catch
        {
            TryCut(offset);
            throw;
        }

        return (offset, line.Length);
    }

    /// <summary>Syncs the file to the disk.</summary>
    /// <exception cref="ClipSurgeryException">The disk is full, or the file cannot be written.</exception>
    public void Flush() => Guard(() => _stream.Flush(flushToDisk: true));

    /// <summary>Reads a line that was appended or read before.</summary>
    public byte[] Read(long offset, int length)
    {
        byte[] line = new byte[length];
        int read = RandomAccess.Read(_stream.SafeFileHandle, line, offset);
        return line[..read];
    }

    public void Dispose()
    {
        _stream.Dispose();
        _lock?.Dispose();
    }

    /// <summary>Where even that fails, the part of a line is found torn when the file is opened next, as after a loss of power.</summary>
    public void TryCut(long length)
    {
        try
        {
            Cut(length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }

    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ClipSurgeryException($"{_path}: cannot be written ({error.Message}); {_advice}", error);
        }
    }
}
