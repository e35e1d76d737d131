using System.Text.Json;

namespace ClipSurgery;

/// <summary>What a journal of edits holds, without the masks: which lines belong to which picture.</summary>
internal sealed class EditIndex
{
    private const string Remedy = "restore the file from a copy, or move it away to go on without its edits";

    private readonly Dictionary<string, EditedEntry> _pictures = new(StringComparer.Ordinal);
    private readonly List<LabelClass> _classes = [];

    /// <summary>The first line; null where there is none.</summary>
    public EditHeader? Header { get; private set; }

    /// <summary>All classes: those of the header, and those that were added.</summary>
    public IReadOnlyList<LabelClass> Classes => _classes;

    /// <summary>The pictures that have edits, by name.</summary>
    public IReadOnlyDictionary<string, EditedEntry> Pictures => _pictures;

    /// <summary>Reads a journal from its beginning.</summary>
    /// <returns>Where its whole lines end; what is behind is torn.</returns>
    /// <exception cref="ClipSurgeryException">It is damaged, or of another version of this program.</exception>
    public long Read(string path, Stream stream)
    {
        JournalLineReader lines = new(path, stream, Remedy);
        if (lines.Read() is not { } first)
        {
            return 0;
        }

        EditHeader header = lines.Decode(first.Span, EditJson.Readable.EditHeader);
        if (header.Edits != EditHeader.CurrentVersion)
        {
            throw new ClipSurgeryException(
                $"{path}: is a journal of edits of version {header.Edits}; expected {EditHeader.CurrentVersion}. Use the program that began it.");
        }

        Begin(header);
        while (true)
        {
            long offset = lines.WholeLength;
            if (lines.Read() is not { } line)
            {
                return lines.WholeLength;
            }

            if (JournalLine.Members(line.Span).StartsWith("\"added_class\""u8))
            {
                Add(lines.Decode(line.Span, EditJson.Readable.ClassRecord));
            }
            else
            {
                Add(lines.Decode(line.Span, EditJson.Readable.EditRecord), offset, line.Length + 1);
            }
        }
    }

    public void Begin(EditHeader header)
    {
        Header = header;
        _classes.AddRange(header.Classes);
    }

    public void Add(ClassRecord added) => _classes.Add(added.AddedClass);

    public void Add(EditRecord edit, long offset, int length)
    {
        if (edit.Base is not null || !_pictures.TryGetValue(edit.FileName, out EditedEntry? entry))
        {
            _pictures[edit.FileName] = entry = new EditedEntry(edit.Content);
        }

        entry.Lines.Add((offset, length));
    }

    /// <summary>Decodes a line of a picture.</summary>
    public static EditRecord Decode(string path, ReadOnlySpan<byte> line) => JournalLine.IsWhole(line.TrimEnd((byte)'\n'))
        ? JsonSerializer.Deserialize(line, EditJson.Readable.EditRecord)!
        : throw new ClipSurgeryException($"{path}: has changed while it was read; read it again when nothing writes to it.");
}

/// <summary>Where the edits of a picture lie.</summary>
/// <param name="Content">XXH64 of the picture's file, as the lines write it.</param>
internal sealed record EditedEntry(string Content)
{
    /// <summary>Where its lines begin, and their lengths, in bytes and in their order, from the last one that begins anew.</summary>
    public List<(long Offset, int Length)> Lines { get; } = [];
}
