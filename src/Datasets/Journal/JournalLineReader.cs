using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ClipSurgery;

/// <summary>
/// Reads the lines of a journal from its beginning. Its last line may be torn, as a process that was killed leaves it, and is left out; so
/// is all from a page of zero bytes on, which a loss of power leaves. Other damage is an error.
/// </summary>
internal sealed class JournalLineReader
{
    private const int ChunkBytes = 1 << 16;

    /// <summary>A line holds all masks of a picture; a hundred megabytes are no such thing.</summary>
    private const int LongestLine = 100_000_000;

    private readonly string _path;
    private readonly Stream _stream;
    private readonly string _remedy;
    private byte[] _buffer = new byte[ChunkBytes];
    private int _start;
    private int _end;
    private long _offset;
    private int _line;

    /// <param name="path">The file, for error lines.</param>
    /// <param name="stream">The file from its beginning.</param>
    /// <param name="remedy">What a person is to do about a damaged line.</param>
    public JournalLineReader(string path, Stream stream, string remedy)
    {
        _path = path;
        _stream = stream;
        _remedy = remedy;
    }

    /// <summary>Opens a journal, which a run may be writing to.</summary>
    /// <exception cref="ClipSurgeryException">It cannot be read.</exception>
    public static FileStream Open(string path)
    {
        FileKinds.RefuseSpecial(path);
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ClipSurgeryException($"{path}: cannot be read ({error.Message}); wait until no run writes to it.", error);
        }
    }

    /// <summary>Where the whole lines end; what is behind is torn.</summary>
    public long WholeLength { get; private set; }

    /// <summary>What a line says.</summary>
    /// <exception cref="ClipSurgeryException">It says something else.</exception>
    public T Decode<T>(ReadOnlySpan<byte> line, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(line, type)!;
        }
        catch (JsonException)
        {
            throw Damaged(_line);
        }
    }

    /// <summary>The next whole line without its line feed; null at the end and where the rest is one torn line.</summary>
    public ReadOnlyMemory<byte>? Read()
    {
        int feed = FindLineFeed();
        if (feed < 0)
        {
            return null;
        }

        ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, feed - _start);
        _start = feed + 1;
        _line++;
        if (!JournalLine.IsWhole(line.Span))
        {
            // A last line can have been torn; and after a loss of power what was written last may lack a page in its middle.
            return JournalLine.LacksPage(line.Span) || FindLineFeed() < 0 ? null : throw Damaged(_line);
        }

        WholeLength = _offset + feed + 1;
        return line;
    }

    /// <summary>The place of the next line feed in the buffer, which is filled until it has one; -1 where there is none.</summary>
    private int FindLineFeed()
    {
        int from = _start;
        while (true)
        {
            int found = _buffer.AsSpan(from, _end - from).IndexOf((byte)'\n');
            if (found >= 0)
            {
                return from + found;
            }

            int searched = _end - _start;
            if (searched > LongestLine)
            {
                throw Damaged(_line + 1);
            }

            if (!Fill())
            {
                return -1;
            }

            from = _start + searched;
        }
    }

    /// <summary>Reads on behind what the buffer holds; the line before the start is kept, since its reader may hold it still.</summary>
    private bool Fill()
    {
        if (_end == _buffer.Length)
        {
            byte[] next = new byte[Math.Max(ChunkBytes, 2 * (_end - _start))];
            _buffer.AsSpan(_start, _end - _start).CopyTo(next);
            _offset += _start;
            _end -= _start;
            _start = 0;
            _buffer = next;
        }

        int read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }

    private ClipSurgeryException Damaged(int line) => new(
        $"{_path}: line {line} is damaged; {_remedy}.");
}
