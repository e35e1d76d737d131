namespace ClipSurgery;

/// <summary>The edits beside one run or several, to be read once nothing writes to them.</summary>
internal sealed class RunEdits : IDisposable
{
    private readonly Dictionary<string, (string Path, EditedEntry Entry)> _pictures = new(StringComparer.Ordinal);
    private readonly List<LabelClass> _classes = [];
    private readonly JournalLines _lines = new();

    /// <summary>Where the pictures lie; null where there are no edits.</summary>
    public string? PictureFolder { get; private set; }

    /// <summary>The classes of all of them.</summary>
    public IReadOnlyList<LabelClass> Classes => _classes;

    /// <summary>Names of the pictures that have edits.</summary>
    public IReadOnlyCollection<string> FileNames => _pictures.Keys;

    /// <summary>Reads the edits of folders, where there are any.</summary>
    /// <exception cref="ClipSurgeryException">They are damaged, or two folders have edits of one picture.</exception>
    public static RunEdits Read(IReadOnlyList<string> folders)
    {
        RunEdits edits = new();
        foreach (string path in folders.Select(folder => new RunFolder(folder).Edits).Where(File.Exists))
        {
            edits.Add(path);
        }

        return edits;
    }

    /// <summary>XXH64 of the file that a picture's edits belong to, as 16 hexadecimal digits; null where it has none.</summary>
    public string? ContentOf(string fileName) =>
        _pictures.TryGetValue(fileName, out (string Path, EditedEntry Entry) picture) ? picture.Entry.Content : null;

    /// <summary>What the edits of a picture come to.</summary>
    public EditReplay Replay(string fileName)
    {
        (string path, EditedEntry entry) = _pictures[fileName];
        EditReplay replay = new();
        foreach ((long offset, int length) in entry.Lines)
        {
            replay.Add(EditIndex.Decode(path, _lines.Read(path, offset, length)));
        }

        return replay;
    }

    public void Dispose() => _lines.Dispose();

    private void Add(string path)
    {
        using FileStream stream = JournalLineReader.Open(path);
        EditIndex index = new();
        index.Read(path, stream);
        PictureFolder ??= index.Header?.PictureFolder;
        _classes.AddRange(index.Classes.Where(label => _classes.TrueForAll(known => known.Name != label.Name)));
        foreach ((string fileName, EditedEntry entry) in index.Pictures)
        {
            if (!_pictures.TryAdd(fileName, (path, entry)))
            {
                throw new ClipSurgeryException(
                    $"{fileName}: has edits in {_pictures[fileName].Path} and in {path}; move one of the two files away.");
            }
        }
    }
}
