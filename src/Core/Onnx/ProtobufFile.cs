using Microsoft.Win32.SafeHandles;

namespace ClipSurgery;

/// <summary>
/// Reads a file of the protobuf wire format through a small window, so that what is skipped is not read. Used by one thread.
/// </summary>
internal sealed class ProtobufFile : IDisposable
{
    private const int WindowBytes = 1 << 14;
    private const int MaxVarintBytes = 10;

    private readonly string _path;
    private readonly SafeFileHandle _handle;
    private readonly byte[] _window = new byte[WindowBytes];
    private long _windowStart;
    private int _windowLength;

    private ProtobufFile(string path, SafeFileHandle handle, long length)
    {
        _path = path;
        _handle = handle;
        Length = length;
    }

    public long Length { get; }

    /// <summary>The whole file is one message.</summary>
    public ProtobufMessage Root => new(this, 0, Length);

    /// <summary>Opens a model.</summary>
    /// <exception cref="ClipSurgeryException">The file cannot be read, is empty or larger than a model can be.</exception>
    public static ProtobufFile Open(string path)
    {
        FileKinds.RefuseSpecial(path);
        try
        {
            // Before it is opened: elsewhere than on Linux a pipe is told by having no bytes.
            if (new FileInfo(PathLinks.Follow(path)).Length == 0)
            {
                throw new ClipSurgeryException($"{path}: is empty; expected an ONNX model. Copy the model's folder again.");
            }

            SafeFileHandle handle = File.OpenHandle(path);
            ProtobufFile file = new(path, handle, RandomAccess.GetLength(handle));
            if (file.Length > OnnxLimits.FileBytes)
            {
                file.Dispose();
                throw new ClipSurgeryException(
                    $"{path}: has {file.Length} bytes; an ONNX file has at most {OnnxLimits.FileBytes}. " +
                    "Export the model with external data.");
            }

            return file;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, error);
        }
    }

    public byte ByteAt(long offset)
    {
        if (offset < _windowStart || offset >= _windowStart + _windowLength)
        {
            Load(offset);
        }

        return _window[offset - _windowStart];
    }

    /// <summary>Reads a variable-length integer and moves <paramref name="offset"/> behind it.</summary>
    /// <param name="offset">Where it begins.</param>
    /// <param name="end">Where its message ends.</param>
    /// <exception cref="ClipSurgeryException">It is cut short, or longer than 64 bits.</exception>
    public ulong ReadVarint(ref long offset, long end)
    {
        long start = offset;
        ulong value = 0;
        while (offset < end)
        {
            byte next = ByteAt(offset);
            int index = (int)(offset++ - start);
            if (index == MaxVarintBytes - 1 && next > 1)
            {
                throw Damage(start, "has more than 64 bits");
            }

            value |= (ulong)(next & 0x7F) << (7 * index);
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Damage(start, "is cut short");
    }

    /// <summary>The error for bytes that are no protobuf.</summary>
    public ClipSurgeryException Damage(long offset, string found) =>
        Refusal($"is not ONNX: the field at byte {offset} {found}");

    /// <summary>The error for a file that is not to be run.</summary>
    /// <param name="problem">What was found and what was expected.</param>
    /// <param name="advice">What to do, as a sentence.</param>
    public ClipSurgeryException Refusal(
        string problem, string advice = "Copy the model's folder again from a source that you trust.") =>
        new($"{_path}: {problem}. {advice}");

    public void Dispose() => _handle.Dispose();

    private void Load(long offset)
    {
        try
        {
            _windowStart = offset;
            _windowLength = RandomAccess.Read(_handle, _window, offset);
        }
        catch (IOException error)
        {
            throw Unreadable(_path, error);
        }

        if (_windowLength == 0)
        {
            throw Damage(offset, "is cut short: the file changes while it is read");
        }
    }

    private static ClipSurgeryException Unreadable(string path, Exception error) =>
        new($"{path}: cannot be read ({error.Message}). Give a model that you may read.", error);
}
