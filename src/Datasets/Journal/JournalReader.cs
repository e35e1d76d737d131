using System.Text.Json;

namespace ClipSurgery;

/// <summary>A line of a journal, decoded.</summary>
/// <param name="Offset">Where it begins in the file, in bytes.</param>
/// <param name="Length">Its length with the line feed.</param>
/// <param name="Checksum">The checksum of its content.</param>
/// <param name="Record">What it says of a picture; null where it is the end of a run.</param>
/// <param name="End">The end of a run; null where it says something of a picture.</param>
internal readonly record struct JournalEntry(long Offset, int Length, ulong Checksum, PictureRecord? Record, JournalEnd? End);

/// <summary>Reads the journal of a label run: a header, and then lines of pictures and ends.</summary>
internal sealed class JournalReader
{
    private const string Remedy = "restore the file from a copy, or give another --output to label everything again";

    private readonly string _path;
    private readonly JournalLineReader _lines;

    /// <param name="path">The file, for error lines.</param>
    /// <param name="stream">The file from its beginning.</param>
    public JournalReader(string path, Stream stream)
    {
        _path = path;
        _lines = new JournalLineReader(path, stream, Remedy);
    }

    /// <summary>Where the whole lines end; what is behind is torn.</summary>
    public long WholeLength => _lines.WholeLength;

    /// <summary>The first line; null where there is none, or only a torn one.</summary>
    /// <exception cref="ClipSurgeryException">It is damaged, or of another version of this program.</exception>
    public JournalHeader? ReadHeader()
    {
        if (_lines.Read() is not { } line)
        {
            return null;
        }

        JournalHeader header = _lines.Decode(line.Span, JournalJson.Readable.JournalHeader);
        return header.Journal == JournalHeader.CurrentVersion
            ? header
            : throw new ClipSurgeryException(
                $"{_path}: is a journal of version {header.Journal}; expected {JournalHeader.CurrentVersion}. " +
                "Use the program that began it, or another --output.");
    }

    /// <summary>The lines after the header.</summary>
    /// <exception cref="ClipSurgeryException">A line that is not the last one is damaged.</exception>
    public IEnumerable<JournalEntry> ReadEntries()
    {
        while (true)
        {
            long offset = WholeLength;
            if (_lines.Read() is not { } line)
            {
                yield break;
            }

            bool isEnd = JournalLine.Members(line.Span).StartsWith("\"complete\""u8);
            yield return new JournalEntry(
                offset,
                line.Length + 1,
                JournalLine.ChecksumOf(line.Span),
                isEnd ? null : _lines.Decode(line.Span, JournalJson.Readable.PictureRecord),
                isEnd ? _lines.Decode(line.Span, JournalJson.Readable.JournalEnd) : null);
        }
    }

    /// <summary>Decodes the line of one picture.</summary>
    public static PictureRecord DecodePicture(string path, ReadOnlySpan<byte> line) =>
        JournalLine.IsWhole(line.TrimEnd((byte)'\n'))
            ? JsonSerializer.Deserialize(line, JournalJson.Readable.PictureRecord)!
            : throw new ClipSurgeryException($"{path}: has changed while it was read; wait until no run writes to it.");
}
