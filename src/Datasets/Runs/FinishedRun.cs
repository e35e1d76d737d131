using System.Globalization;

namespace ClipSurgery;

/// <summary>A picture that a run could not label.</summary>
/// <param name="FileName">Its name in the data set.</param>
/// <param name="Error">Why, in one line.</param>
public sealed record FailedPicture(string FileName, string Error);

/// <summary>
/// The results of a complete run, read from its journals: the same, whatever the number of shards, the order in which they ran and
/// how often. Holds a name and a place a picture; masks are read when they are asked for.
/// </summary>
public sealed record FinishedRun
{
    private const int ShownShards = 10;
    private const int ShownTurned = 100;

    private FinishedRun()
    {
    }

    /// <summary>The labelled pictures.</summary>
    public required LabelledDataset Dataset { get; init; }

    /// <summary>The pictures that failed, in ordinal order of their names.</summary>
    public required IReadOnlyList<FailedPicture> Failures { get; init; }

    /// <summary>
    /// Pictures whose files were replaced since people edited them, in ordinal order: those edits are left out.
    /// </summary>
    public IReadOnlyList<string> StaleEdits { get; private init; } = [];

    /// <summary>
    /// Reads one run, or the shards of one run from one folder or several, with what people made of the results. A folder that only
    /// people have labelled is a run too.
    /// </summary>
    /// <param name="folders">Output folders of runs; at least one.</param>
    /// <exception cref="ClipSurgeryException">
    /// A folder holds no run, a shard is missing or not complete, the runs differ in what results depend on, a picture has different
    /// results, or a journal is damaged.
    /// </exception>
    public static FinishedRun Open(params IReadOnlyList<string> folders)
    {
        ArgumentOutOfRangeException.ThrowIfZero(folders.Count);
        RunIndex index = new();
        HashSet<Shard> known = [];
        HashSet<Shard> complete = [];
        IEnumerable<(Shard Shard, string Path)> journals = folders.SelectMany(
            folder => new RunFolder(folder) is var run && File.Exists(run.Edits) ? run.FindJournals() : run.Journals());
        foreach ((Shard shard, string path) in journals.OrderBy(journal => journal.Path, StringComparer.Ordinal))
        {
            known.Add(shard);
            if (index.Add(path))
            {
                complete.Add(shard);
            }
        }

        if (known.Count > 0)
        {
            RequireWhole(folders, known, complete, index.Header?.Command ?? "clip-surgery label");
        }

        using RunEdits edits = RunEdits.Read(folders);
        EditedPlaces places = new(index, edits);
        IReadOnlyList<LabelClass> classes = places.Classes;
        return new FinishedRun
        {
            Dataset = new LabelledDataset
            {
                Info = new CocoInfo { Description = Describe(index.Header), Provenance = Provenance(index, places) },
                Classes = classes,
                Images = [.. places.InOrder.Select(place => place.Image)],
                PictureFolder = index.PictureFolder ?? edits.PictureFolder,
                Pictures = ReadPictures(folders, places, classes, [.. index.KeptAnnotationIds]),
            },
            Failures = [.. index.Failures.Where(failure => edits.ContentOf(failure.FileName) is null)],
            StaleEdits = places.Stale,
        };
    }

    private static string Describe(JournalHeader? header) =>
        header is { IsOfBoxes: true } ? "Boxes refined to masks with ClipSurgery" : "Labelled by text with ClipSurgery";

    private static Dictionary<string, string> Provenance(RunIndex index, EditedPlaces places)
    {
        Dictionary<string, string> provenance = index.Header is { } header
            ? new(header.Run)
            : new() { ["tool"] = "clip-surgery", ["version"] = typeof(FinishedRun).Assembly.GetName().Version!.ToString(3) };
        IReadOnlyList<string> turned = index.Turned;
        if (turned.Count > 0)
        {
            provenance["existing_turned"] = $"{turned.Count} by EXIF orientation: {string.Join(", ", turned.Take(ShownTurned))}"
                + (turned.Count > ShownTurned ? ", …" : "");
        }

        if (places.HasEdits)
        {
            provenance["edited_pictures"] = places.Edited.Count.ToString(CultureInfo.InvariantCulture);
        }

        return provenance;
    }

    /// <summary>All shards of one division must be complete; what other divisions hold is more of the same.</summary>
    private static void RequireWhole(IReadOnlyList<string> folders, HashSet<Shard> known, HashSet<Shard> complete, string command)
    {
        (int Count, int[] Missing)[] divisions =
        [
            .. known.Select(shard => shard.Count).Distinct().Order()
                .Select(count => (count, Enumerable.Range(0, count).Where(i => !complete.Contains(new Shard(i, count))).ToArray())),
        ];
        (int shards, int[] missing) = divisions.MinBy(division => division.Missing.Length);
        if (missing.Length == 0)
        {
            return;
        }

        string some = string.Join(", ", missing.Take(ShownShards)) + (missing.Length > ShownShards ? ", …" : "");
        string what = shards == 1
            ? "the run is not complete"
            : $"{missing.Length} of {shards} shards are missing or not complete ({some})";
        throw new ClipSurgeryException(
            $"{string.Join(", ", folders)}: {what}; give the same '{command}' command again, which goes on where it stopped.");
    }

    private static IEnumerable<PictureLabels> ReadPictures(
        IReadOnlyList<string> folders, EditedPlaces places, IReadOnlyList<LabelClass> classes, IReadOnlyList<long> keptIds)
    {
        Dictionary<string, int> categories =
            classes.Index().ToDictionary(label => label.Item.Name, label => label.Index + 1, StringComparer.Ordinal);
        using JournalLines lines = new();
        using RunEdits edits = RunEdits.Read(folders);
        NewIds newIds = new(keptIds);
        foreach (PicturePlace place in places.InOrder)
        {
            IEnumerable<EditedRecord> instances = places.Edited.Contains(place.Image.FileName)
                ? edits.Replay(place.Image.FileName).Instances
                : Found(place).Instances.Select(instance => EditedRecord.Of("", instance));
            yield return new PictureLabels(place.Image, [.. instances.Select(instance => new CocoAnnotation
            {
                Id = instance.AnnotationId ?? newIds.Next(),
                ImageId = place.Image.Id,
                CategoryId = categories[instance.Class],
                Mask = Mask.FromCompressed(place.Image.Width, place.Image.Height, instance.Rle),
                IsCrowd = instance.IsCrowd,
                Score = instance.Score,
                ScoreParts = instance.Parts,
                Prompt = instance.Prompt,
                Source = places.HasEdits ? instance.Source : null,
                Attributes = instance.Attributes,
            })]);
        }

        PictureRecord Found(PicturePlace place) =>
            JournalReader.DecodePicture(place.Journal, lines.Read(place.Journal, place.Offset, place.Length));
    }
}
