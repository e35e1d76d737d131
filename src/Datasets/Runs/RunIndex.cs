namespace ClipSurgery;

/// <summary>Where the result of a picture lies.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Journal">The journal.</param>
/// <param name="Offset">Where its line begins, in bytes.</param>
/// <param name="Length">The length of the line in bytes.</param>
internal readonly record struct PicturePlace(CocoImage Image, string Journal, long Offset, int Length)
{
    /// <summary>What the picture's file was like when it was labelled; null where that is not known.</summary>
    public PictureVersion? Version { get; init; }

    /// <summary>How many instances were found.</summary>
    public int Instances { get; init; }

    /// <summary>The lowest score of any of them; null where none has one.</summary>
    public double? LeastScore { get; init; }

    /// <summary>The id that existing labels give the picture.</summary>
    public long? KeptId { get; init; }
}

/// <summary>What the journals of a run hold, without the masks: gathered in any order, with the same result.</summary>
internal sealed class RunIndex
{
    private readonly Dictionary<string, Result> _results = new(StringComparer.Ordinal);
    private string _first = "";

    /// <summary>The run; null before a journal was added.</summary>
    public JournalHeader? Header { get; private set; }

    /// <summary>Where the pictures lay when a journal was last completed; null where they came from a program.</summary>
    public string? PictureFolder { get; private set; }

    /// <summary>Pictures that failed, by name.</summary>
    public IReadOnlyList<FailedPicture> Failures =>
    [
        .. _results.Where(result => result.Value.Error is not null).OrderBy(result => result.Key, StringComparer.Ordinal)
            .Select(result => new FailedPicture(result.Key, result.Value.Error!)),
    ];

    /// <summary>
    /// The pictures that did not fail, in ordinal order of their names. They keep the ids of existing labels; those without one have
    /// the ids after the largest, from 1.
    /// </summary>
    public IReadOnlyList<PicturePlace> InOrder()
    {
        KeyValuePair<string, Result>[] done =
            [.. _results.Where(result => result.Value.Error is null).OrderBy(result => result.Key, StringComparer.Ordinal)];
        NewIds newIds = new(done.Select(picture => picture.Value.ImageId).OfType<long>());
        return
        [
            .. done.Select(picture => new PicturePlace(
                new CocoImage(
                    picture.Value.ImageId ?? newIds.Next(),
                    picture.Key,
                    picture.Value.Width,
                    picture.Value.Height,
                    picture.Value.ExifOrientation),
                picture.Value.Journal,
                picture.Value.Offset,
                picture.Value.Length)
            {
                Version = picture.Value.Version,
                Instances = picture.Value.Instances,
                LeastScore = picture.Value.LeastScore,
                KeptId = picture.Value.ImageId,
            }),
        ];
    }

    /// <summary>The ids that annotations of these pictures keep.</summary>
    public IEnumerable<long> KeptAnnotationIds => _results.Values.SelectMany(result => result.AnnotationIds);

    /// <summary>The pictures whose existing labels were turned, in ordinal order of their names.</summary>
    public IReadOnlyList<string> Turned =>
        [.. _results.Where(result => result.Value.IsTurned).Select(result => result.Key).Order(StringComparer.Ordinal)];

    /// <summary>Adds a journal.</summary>
    /// <returns>Whether its run is complete.</returns>
    /// <exception cref="ClipSurgeryException">It is damaged, of another run, or contradicts one that was added.</exception>
    public bool Add(string path)
    {
        using FileStream stream = JournalLineReader.Open(path);
        JournalReader reader = new(path, stream);
        if (reader.ReadHeader() is not { } header)
        {
            return false;
        }

        if (Header?.DifferenceTo(header) is { } difference)
        {
            throw new ClipSurgeryException(
                $"{path}: is of another run than {_first}: {difference}. Merge runs of the same models, labels and options.");
        }

        if (Header is null)
        {
            (Header, _first) = (header, path);
        }

        JournalEnd? end = null;
        HashSet<string> done = new(StringComparer.Ordinal);
        Dictionary<string, PictureVersion?> begun = new(StringComparer.Ordinal);
        foreach (JournalEntry entry in reader.ReadEntries())
        {
            end = entry.End;
            if (entry.Record is { Status: PictureStatus.Started } start)
            {
                begun[start.FileName] = start.Version;
            }
            else if (entry.Record is { IsResult: true } record)
            {
                Add(path, entry, record, begun.GetValueOrDefault(record.FileName));
                done.Add(record.FileName);
            }
        }

        done.ExceptWith(end?.Gone ?? []);
        if (end is not null && end.Complete != done.Count)
        {
            throw new ClipSurgeryException(
                $"{path}: its end line counts {end.Complete} pictures, but it has the results of {done.Count}; give the same " +
                $"'{header.Command}' command again, which labels what is missing.");
        }

        PictureFolder = end?.PictureFolder ?? PictureFolder ?? header.PictureFolder;
        foreach (string gone in (end?.Gone ?? []).Where(gone => _results.TryGetValue(gone, out Result result) && result.Journal == path))
        {
            _results.Remove(gone);
        }

        return end is not null;
    }

    /// <summary>
    /// In one journal the last result counts: the picture was replaced, or tried again. Of several journals a result takes the place of a
    /// failure, and two results must be the same.
    /// </summary>
    private void Add(string path, JournalEntry entry, PictureRecord record, PictureVersion? version)
    {
        if (_results.TryGetValue(record.FileName, out Result was) && was.Error is null && was.Journal != path)
        {
            if (record.Status != PictureStatus.Failed && was.Checksum != entry.Checksum)
            {
                throw new ClipSurgeryException(
                    $"{record.FileName}: has one result in {was.Journal} and another in {path}; was the picture changed? Label that folder again.");
            }

            return;
        }

        _results[record.FileName] = new Result(
            path, entry.Offset, entry.Length, entry.Checksum, record.Width, record.Height, record.ExifOrientation, record.Error)
        {
            ImageId = record.ImageId,
            IsTurned = record.IsTurned,
            AnnotationIds = [.. record.Instances.Select(instance => instance.Id).OfType<long>()],
            Version = version,
            Instances = record.Instances.Count,
            LeastScore = record.Instances.Min(instance => instance.Score),
        };
    }

    private readonly record struct Result(
        string Journal, long Offset, int Length, ulong Checksum, int Width, int Height, int ExifOrientation, string? Error)
    {
        public long? ImageId { get; init; }

        public bool IsTurned { get; init; }

        public long[] AnnotationIds { get; init; } = [];

        public PictureVersion? Version { get; init; }

        public int Instances { get; init; }

        public double? LeastScore { get; init; }
    }
}
