using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace ClipSurgery;

/// <summary>
/// The tokens of a JSON file with their lines and columns, read through a buffer that grows to the largest value that is taken as
/// one.
/// </summary>
internal sealed class JsonTokenStream : IDisposable
{
    private const int FirstBuffer = 1 << 16;
    private const int LargestBuffer = 1 << 30;

    private readonly string _path;
    private readonly Stream _stream;
    private readonly bool _isEmpty;
    private readonly NonFiniteNumbers _nonFinite = new();
    private JsonReaderState _state = new(new JsonReaderOptions());
    private byte[] _buffer = new byte[FirstBuffer];
    private int _start;
    private int _ready;
    private int _end;
    private bool _isAtEnd;
    private int _located;
    private int _taken;

    /// <exception cref="ClipSurgeryException">The file cannot be read.</exception>
    public JsonTokenStream(string path)
    {
        _path = path;
        if (Directory.Exists(path))
        {
            throw new ClipSurgeryException($"{path}: this is a folder; give a COCO JSON file, such as its annotations.json.");
        }

        FileKinds.RefuseSpecial(path);
        const FileShare Any = FileShare.ReadWrite | FileShare.Delete;
        FileStream file = Reading(() => new FileStream(path, FileMode.Open, FileAccess.Read, Any, bufferSize: 0));
        if (!file.CanSeek)
        {
            throw new ClipSurgeryException($"{path}: this is a pipe or a device; give a file, which is read twice.");
        }

        Encoding? other = Reading(() => Utf16Of(file));
        IsUtf16 = other is not null;
        _isEmpty = file.Length == 0;
        _stream = other is null ? file : Encoding.CreateTranscodingStream(file, other, Encoding.UTF8);
        Fill();
        HasByteOrderMark = _buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8);
        if (HasByteOrderMark)
        {
            _start = "\uFEFF"u8.Length;
        }
    }

    /// <summary>True where the file is UTF-16, and is read as the UTF-8 that it should be.</summary>
    public bool IsUtf16 { get; }

    /// <summary>True where the file begins with one, which JSON forbids.</summary>
    public bool HasByteOrderMark { get; }

    /// <summary>Line of the last token, from 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>Its first byte in the line, from 1.</summary>
    public long Column { get; private set; } = 1;

    /// <summary>The bytes of the last token with all that was skipped, valid UTF-8, until the next one is taken.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(_located, _taken);

    /// <summary>Takes the next token, and all that belongs to it where an object or a list is skipped.</summary>
    /// <returns><see cref="JsonTokenType.None"/> at the end of the file.</returns>
    /// <exception cref="CocoSyntaxException">The file is not JSON, or not UTF-8.</exception>
    public JsonTokenType Take(bool skipsObjects = false, bool skipsLists = false)
    {
        LocateAt(_start);
        while (true)
        {
            try
            {
                Utf8JsonReader reader = new(_buffer.AsSpan(_start, _ready - _start), _isAtEnd, _state);
                if (reader.Read())
                {
                    JsonTokenType token = reader.TokenType;
                    int tokenStart = _start + (int)reader.TokenStartIndex;
                    bool skips =
                        token == JsonTokenType.StartObject && skipsObjects || token == JsonTokenType.StartArray && skipsLists;
                    if (!skips || reader.TrySkip())
                    {
                        LocateAt(tokenStart);
                        _start += (int)reader.BytesConsumed;
                        // The colon is consumed with a key, and is not a part of it.
                        _taken = token == JsonTokenType.PropertyName ? reader.ValueSpan.Length + 2 : _start - tokenStart;
                        _state = reader.CurrentState;
                        RequireText();
                        return token;
                    }
                }
                else if (_isAtEnd)
                {
                    return JsonTokenType.None;
                }
            }
            catch (JsonException error)
            {
                string problem = _isEmpty ? "the file is empty" : error.Message.Split(" LineNumber:")[0].TrimEnd('.');
                throw Unreadable(FileRules.JsonSyntax, (error.LineNumber ?? 0) + 1, (error.BytePositionInLine ?? 0) + 1, problem);
            }

            Fill();
        }
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>The encoding of a file in UTF-16, which its first character tells: JSON begins with an ASCII one. Else null.</summary>
    private static UnicodeEncoding? Utf16Of(FileStream file)
    {
        Span<byte> start = stackalloc byte[2];
        int count = file.Read(start);
        file.Position = 0;
        bool isLittle = count == 2 && (start[0] == 0xff && start[1] == 0xfe || start[0] != 0 && start[1] == 0);
        bool isBig = count == 2 && (start[0] == 0xfe && start[1] == 0xff || start[0] == 0 && start[1] != 0);
        return isLittle || isBig ? new UnicodeEncoding(isBig, byteOrderMark: true, throwOnInvalidBytes: true) : null;
    }

    /// <summary>Moves <see cref="Line"/> and <see cref="Column"/> on to a place in the buffer.</summary>
    private void LocateAt(int place)
    {
        ReadOnlySpan<byte> passed = _buffer.AsSpan(_located, place - _located);
        (Line, Column) = TextPlace.After(Line, Column, passed);
        _located = place;
    }

    /// <summary>Reads on; what was taken is given up, and the buffer grows where the rest of it is full.</summary>
    private void Fill()
    {
        byte[] target = _buffer;
        int kept = _end - _start;
        if (kept > _buffer.Length / 2)
        {
            if (_buffer.Length >= LargestBuffer)
            {
                throw new ClipSurgeryException(
                    $"{_path}:{Line}: an entry of more than {LargestBuffer / 2} bytes; expected entries that fit into memory.");
            }

            target = new byte[_buffer.Length * 2];
        }

        _buffer.AsSpan(_start, kept).CopyTo(target);
        _buffer = target;
        _ready -= _start;
        _located -= _start;
        _start = 0;
        int read = Reading(() => _stream.Read(_buffer, kept, _buffer.Length - kept));
        _end = kept + read;
        _isAtEnd = read == 0;
        _ready += _nonFinite.Mask(_buffer.AsSpan(_ready, _end - _ready), _isAtEnd);
    }

    private T Reading<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new ClipSurgeryException($"{_path}: cannot be read ({error.Message}). Give a COCO JSON file.", error);
        }
    }

    private void RequireText()
    {
        ReadOnlySpan<byte> bytes = Bytes.Span;
        if (!Utf8.IsValid(bytes))
        {
            throw Unreadable(FileRules.TextEncoding, Line, Column, "a string that is not UTF-8");
        }

        if (bytes.IndexOf("\\u"u8) < 0)
        {
            return;
        }

        Utf8JsonReader reader = new(bytes);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String && reader.ValueIsEscaped)
                {
                    reader.GetString();
                }
            }
        }
        catch (InvalidOperationException)
        {
            (long line, long column) = TextPlace.After(Line, Column, bytes[..(int)reader.TokenStartIndex]);
            throw Unreadable(FileRules.TextEncoding, line, column, "a string with half a surrogate pair");
        }
    }

    private CocoSyntaxException Unreadable(CocoRule rule, long line, long column, string problem) => new(new CocoFinding
    {
        Rule = rule,
        File = _path,
        Line = line,
        Column = column,
        Entry = "file",
        Found = problem,
        CanBeFixed = false,
    });
}
