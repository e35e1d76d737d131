using System.Text.Json;

namespace ClipSurgery;

/// <summary>What <see cref="CocoFileReader"/> has come to.</summary>
internal enum CocoPart
{
    /// <summary>A list begins: the whole file is one, or the value of a key is.</summary>
    ListStart,

    /// <summary>An entry of the list.</summary>
    Entry,

    /// <summary>The list ends.</summary>
    ListEnd,

    /// <summary>The value of a key that is no list, or of a file that is neither list nor object.</summary>
    Value,
}

/// <summary>
/// Goes through a file that is a list, or an object whose lists are gone through, one entry at a time: a file of any size needs
/// the memory of its largest entry.
/// </summary>
internal sealed class CocoFileReader(string path) : IDisposable
{
    private readonly JsonTokenStream _tokens = new(path);
    private bool _isStarted;
    private bool _isInList;

    /// <summary>True where the file begins with one, which JSON forbids.</summary>
    public bool HasByteOrderMark => _tokens.HasByteOrderMark;

    /// <summary>True where the file is UTF-16.</summary>
    public bool IsUtf16 => _tokens.IsUtf16;

    /// <summary>Where the reader is.</summary>
    public CocoPart Part { get; private set; }

    /// <summary>The key of the file's object; null where the file is a list or a value.</summary>
    public string? Key { get; private set; }

    /// <summary>Which key of the file it is, from 0; −1 where there are none.</summary>
    public int KeyOrdinal { get; private set; } = -1;

    /// <summary>Place of the entry in its list, from 0.</summary>
    public int EntryIndex { get; private set; }

    /// <summary>Line where the part begins, from 1.</summary>
    public long Line => _tokens.Line;

    /// <summary>Byte of the line where the part begins, from 1.</summary>
    public long Column => _tokens.Column;

    /// <summary>The entry or the value, until the next <see cref="Read"/>.</summary>
    public ReadOnlyMemory<byte> Bytes => _tokens.Bytes;

    /// <summary>Goes to the next part.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="CocoSyntaxException">The file is not JSON, or not UTF-8.</exception>
    public bool Read()
    {
        if (!_isStarted)
        {
            _isStarted = true;
            JsonTokenType root = _tokens.Take();
            if (root != JsonTokenType.StartObject)
            {
                return Reached(root == JsonTokenType.StartArray ? CocoPart.ListStart : CocoPart.Value);
            }
        }

        if (_isInList)
        {
            EntryIndex++;
            bool isEnd = _tokens.Take(skipsObjects: true, skipsLists: true) == JsonTokenType.EndArray;
            return Reached(isEnd ? CocoPart.ListEnd : CocoPart.Entry);
        }

        if (_tokens.Take() != JsonTokenType.PropertyName)
        {
            // Something after the end of the file's value is an error, which only reading on shows.
            _tokens.Take();
            return false;
        }

        Key = KeyText();
        KeyOrdinal++;
        return Reached(
            _tokens.Take(skipsObjects: true) == JsonTokenType.StartArray ? CocoPart.ListStart : CocoPart.Value);
    }

    public void Dispose() => _tokens.Dispose();

    private bool Reached(CocoPart part)
    {
        Part = part;
        if (part == CocoPart.ListStart)
        {
            EntryIndex = -1;
        }

        _isInList = part is CocoPart.ListStart or CocoPart.Entry;
        return true;
    }

    private string KeyText()
    {
        Utf8JsonReader reader = new(Bytes.Span);
        reader.Read();
        return reader.GetString()!;
    }
}
