using System.Text.Json;

namespace ClipSurgery;

/// <summary>Reads a JSON file value by value, so that memory grows with the largest entry of a list and not with the file.</summary>
internal sealed class JsonEntryStream
{
    private const int FirstBytes = 1 << 16;

    /// <summary>Of a key that comes twice, readers take the first or the last: an error here.</summary>
    public static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly Stream _stream;
    private byte[] _buffer = new byte[FirstBytes];
    private int _start;
    private int _end;
    private bool _isLast;
    private JsonReaderState _state;

    /// <summary>The state before what was read, and how many bytes that took.</summary>
    private (JsonReaderState State, int Consumed) _before;

    /// <param name="stream">The file from its beginning.</param>
    public JsonEntryStream(Stream stream)
    {
        _stream = stream;
        Fill();
        if (_buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8))
        {
            _start = 3;
        }
    }

    /// <summary>What was read: a token, or a whole object or list.</summary>
    private JsonTokenType Type { get; set; }

    /// <summary>Its bytes; valid until the next call.</summary>
    private ReadOnlyMemory<byte> Value { get; set; }

    /// <summary>Whether it is a key of that name.</summary>
    private bool IsNamed { get; set; }

    /// <summary>The file with one list of its root left empty. All of the file is checked for its syntax.</summary>
    /// <exception cref="JsonException">It is not JSON, or a key of what is left comes twice.</exception>
    public static JsonDocument WithoutEntries(Stream stream, string list)
    {
        JsonEntryStream json = new(stream);
        json.Next(list);
        if (json.Type != JsonTokenType.StartObject)
        {
            stream.Position = 0;
            return JsonDocument.Parse(stream, Strict);
        }

        MemoryStream rest = new();
        rest.WriteByte((byte)'{');
        while (json.Next(list) && json.Type == JsonTokenType.PropertyName)
        {
            rest.Write(rest.Length > 1 ? ","u8 : ""u8);
            rest.Write(json.Value.Span);
            rest.WriteByte((byte)':');
            if (!json.IsNamed)
            {
                json.NextWhole();
                rest.Write(json.Value.Span);
            }
            else if (!json.NextIsList())
            {
                rest.Write(json.Value.Span);
            }
            else
            {
                rest.Write("[]"u8);
                while (json.NextEntry())
                {
                }
            }
        }

        rest.WriteByte((byte)'}');
        json.Next(list);
        return JsonDocument.Parse(rest.GetBuffer().AsMemory(0, (int)rest.Length), Strict);
    }

    /// <summary>The entries of one list of a root that has it, each valid until the next is asked for.</summary>
    /// <exception cref="JsonException">A key comes twice in an entry.</exception>
    public static IEnumerable<JsonElement> Entries(Stream stream, string list)
    {
        JsonEntryStream json = new(stream);
        json.Next(list);
        while (json.Next(list) && json.Type == JsonTokenType.PropertyName)
        {
            if (!json.IsNamed)
            {
                json.NextWhole();
                continue;
            }

            json.NextIsList();
            while (json.NextEntry())
            {
                using JsonDocument entry = JsonDocument.Parse(json.Value, Strict);
                yield return entry.RootElement;
            }
        }
    }

    /// <summary>Enters a list; false, with the whole value read, where the next value is none.</summary>
    private bool NextIsList()
    {
        Read(isWhole: false, "");
        if (Type == JsonTokenType.StartObject)
        {
            _state = _before.State;
            _start -= _before.Consumed;
            Read(isWhole: true, "");
        }

        return Type == JsonTokenType.StartArray;
    }

    /// <summary>The next entry of a list as a whole; false behind the last one.</summary>
    private bool NextEntry() => Read(isWhole: true, "") && Type != JsonTokenType.EndArray;

    private bool NextWhole() => Read(isWhole: true, "");

    private bool Next(string name) => Read(isWhole: false, name);

    private bool Read(bool isWhole, string name)
    {
        while (true)
        {
            Utf8JsonReader reader = new(_buffer.AsSpan(_start, _end - _start), _isLast, _state);
            if (reader.Read())
            {
                Type = reader.TokenType;
                IsNamed = Type == JsonTokenType.PropertyName && reader.ValueTextEquals(name);
                int from = (int)reader.TokenStartIndex;
                if (!isWhole || reader.TrySkip())
                {
                    // Behind a key the reader has consumed the colon too.
                    int length = Type == JsonTokenType.PropertyName ? reader.ValueSpan.Length + 2 : (int)reader.BytesConsumed - from;
                    Value = _buffer.AsMemory(_start + from, length);
                    _before = (_state, (int)reader.BytesConsumed);
                    _state = reader.CurrentState;
                    _start += (int)reader.BytesConsumed;
                    return true;
                }
            }
            else if (_isLast)
            {
                return false;
            }

            Fill();
        }
    }

    /// <summary>Reads on; what is not used yet moves to the beginning, of a larger buffer where it fills this one.</summary>
    private void Fill()
    {
        int kept = _end - _start;
        byte[] next = kept > _buffer.Length / 2 ? new byte[checked(2 * _buffer.Length)] : _buffer;
        _buffer.AsSpan(_start, kept).CopyTo(next);
        (_buffer, _start, _end) = (next, 0, kept);
        int read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _isLast = read == 0;
    }
}
