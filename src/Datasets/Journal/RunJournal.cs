namespace ClipSurgery;

/// <summary>
/// The journal of one process: appended to alone, a line a picture that begins and a line a picture that ends, so that after any
/// end of the process the same command goes on. Lines reach the operating system at once and the disk in batches. One thread at a
/// time may append.
/// </summary>
internal sealed class RunJournal : IDisposable
{
    private const int RecordsToFlush = 64;

    private static readonly TimeSpan TimeToFlush = TimeSpan.FromSeconds(2);

    private readonly string _path;
    private readonly JournalFile _file;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, PictureStatus> _status = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PictureVersion> _versions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _deaths = new(StringComparer.Ordinal);
    private JournalEnd? _end;
    private int _unflushed;
    private long _lastFlush;

    private RunJournal(string path, JournalFile file, TimeProvider time)
    {
        _path = path;
        _file = file;
        _time = time;
        _lastFlush = time.GetTimestamp();
    }

    /// <summary>The pictures that it has something of.</summary>
    public IReadOnlyCollection<string> FileNames => _status.Keys;

    /// <summary>Opens the journal of a run, or begins it. A torn last line is cut off.</summary>
    /// <param name="path">The file; no other process may have it open.</param>
    /// <param name="header">The run; the journal of another one is refused.</param>
    /// <param name="time">Tells when to flush.</param>
    /// <exception cref="ClipSurgeryException">
    /// It belongs to another run, another process writes to it, it is damaged, or it cannot be written.
    /// </exception>
    public static RunJournal Open(string path, JournalHeader header, TimeProvider time)
    {
        JournalFile file = JournalFile.Open(
            path,
            "another run is writing to it; wait until it ends, or give another --output.",
            "nothing that was done is lost: make room and run the same command again.");
        RunJournal journal = new(path, file, time);
        try
        {
            journal.Recover(header);
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>How a picture ended; null where it did not yet.</summary>
    public PictureStatus? StatusOf(string fileName) =>
        _status.TryGetValue(fileName, out PictureStatus status) && status is not (PictureStatus.Started or PictureStatus.Stopped) ? status : null;

    /// <summary>What a picture's file was like when it was last begun; null where that is not known.</summary>
    public PictureVersion? VersionOf(string fileName) => _versions.TryGetValue(fileName, out PictureVersion version) ? version : null;

    /// <summary>How many processes ended while they worked on a picture that has no result yet.</summary>
    public int DeathsOf(string fileName) => _deaths.GetValueOrDefault(fileName);

    /// <summary>Adds what is known of a picture; the operating system has it when this returns.</summary>
    /// <exception cref="ClipSurgeryException">The disk is full, or the file cannot be written.</exception>
    public void Append(PictureRecord record)
    {
        _file.Append(record, JournalJson.Readable.PictureRecord);
        Note(record);
        if (record.IsResult && (++_unflushed >= RecordsToFlush || _time.GetElapsedTime(_lastFlush) >= TimeToFlush))
        {
            Flush();
        }
    }

    /// <summary>Writes down that the run is complete, and syncs the file to the disk.</summary>
    public void Complete(JournalEnd end)
    {
        if (_end is null || _end.Complete != end.Complete || _end.PictureFolder != end.PictureFolder || !_end.Gone.SequenceEqual(end.Gone))
        {
            _file.Append(end, JournalJson.Readable.JournalEnd);
            _end = end;
        }

        Flush();
    }

    /// <summary>Syncs the file to the disk.</summary>
    public void Flush()
    {
        _file.Flush();
        _unflushed = 0;
        _lastFlush = _time.GetTimestamp();
    }

    public void Dispose() => _file.Dispose();

    private void Recover(JournalHeader header)
    {
        JournalReader reader = new(_path, _file.Stream);
        if (reader.ReadHeader() is not { } was)
        {
            _file.Cut(0);
            _file.Append(header, JournalJson.Readable.JournalHeader);
            Flush();
            return;
        }

        if (was.DifferenceTo(header) is { } difference)
        {
            string hint = header.IsOfBoxes ? "."
                : $": with --existing replace --existing-labels {Path.GetDirectoryName(Path.GetDirectoryName(_path))} " +
                    "classes that are the same are not computed again.";
            throw new ClipSurgeryException($"{_path}: was made by another run: {difference}. Give another --output{hint}");
        }

        foreach (JournalEntry entry in reader.ReadEntries())
        {
            if (entry.Record is { } record)
            {
                Note(record);
            }
            else
            {
                _end = entry.End;
            }
        }

        if (was.PictureFolder != header.PictureFolder)
        {
            RequireMoved(was.PictureFolder, header.PictureFolder);
        }

        _file.Cut(reader.WholeLength);
    }

    /// <summary>A folder that was moved or mounted elsewhere still has one of the pictures at least, to the byte.</summary>
    private void RequireMoved(string? was, string? now)
    {
        if (_status.Count > 0 && (now is null || !_versions.Any(picture => HasStill(picture.Key, picture.Value))))
        {
            throw new ClipSurgeryException(
                $"{_path}: labels the pictures of {was ?? "a program"}, and {now ?? "this run"} has none of them; give another --output.");
        }

        bool HasStill(string fileName, PictureVersion version) =>
            Path.Combine(now!, fileName) is string path && File.Exists(path) && version.IsStill(path);
    }

    private void Note(PictureRecord record)
    {
        _end = null;
        _status[record.FileName] = record.Status;
        switch (record.Status)
        {
            case PictureStatus.Started:
                _deaths[record.FileName] = DeathsOf(record.FileName) + 1;
                SetVersion(record.FileName, record.Version);
                break;
            case PictureStatus.Stopped:
                _deaths[record.FileName] = Math.Max(0, DeathsOf(record.FileName) - 1);
                break;
            default:
                _deaths.Remove(record.FileName);
                break;
        }
    }

    private void SetVersion(string fileName, PictureVersion? version)
    {
        if (version is { } known)
        {
            _versions[fileName] = known;
        }
        else
        {
            _versions.Remove(fileName);
        }
    }
}
