using System.Text.Json.Serialization;

namespace ClipSurgery;

/// <summary>The first line of a journal: which run it belongs to.</summary>
internal sealed record JournalHeader
{
    public const int CurrentVersion = 1;

    /// <summary>The entry of <see cref="LabelJob.Provenance"/> that tells which boxes a run refines.</summary>
    public const string BoxesKey = "boxes";

    /// <summary>The version of the journal's own form.</summary>
    public required int Journal { get; init; }

    /// <summary>What results depend on, by name: version, models, options, labels.</summary>
    public required IReadOnlyDictionary<string, string> Run { get; init; }

    /// <summary>The classes in their order.</summary>
    public required IReadOnlyList<LabelClass> Classes { get; init; }

    /// <summary>Where the pictures lie; null where they came from a program.</summary>
    public string? PictureFolder { get; init; }

    /// <summary>Whether it is a run of boxes, rather than of texts.</summary>
    [JsonIgnore]
    public bool IsOfBoxes => Run.ContainsKey(BoxesKey);

    /// <summary>The command that makes such runs.</summary>
    [JsonIgnore]
    public string Command => IsOfBoxes ? "clip-surgery refine" : "clip-surgery label";

    /// <summary>The header of a job's journal.</summary>
    public static JournalHeader Of(LabelJob job) => new()
    {
        Journal = CurrentVersion,
        Run = Describe(job),
        Classes = job.Classes,
        PictureFolder = FullPath(job.PictureFolder),
    };

    /// <summary>A folder as it is written down: the same with a separator at its end and without.</summary>
    public static string? FullPath(string? folder) => folder is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    /// <summary>What differs in another run, as "presence was 0.16 and is 0.3"; null where nothing does.</summary>
    public string? DifferenceTo(JournalHeader now)
    {
        List<string> differences = [];
        foreach (string name in Run.Keys.Union(now.Run.Keys).Order(StringComparer.Ordinal))
        {
            string was = Shown(Run, name);
            string value = Shown(now.Run, name);
            if (was != value)
            {
                differences.Add($"{name} was {was} and is {value}");
            }
        }

        return differences.Count == 0 ? null : string.Join("; ", differences);
    }

    private static string Shown(IReadOnlyDictionary<string, string> run, string name) =>
        !run.TryGetValue(name, out string? value) ? "not set" : value.Length == 0 ? "empty" : value;

    /// <summary>What results depend on: the job's own words, and the classes.</summary>
    private static SortedDictionary<string, string> Describe(LabelJob job)
    {
        SortedDictionary<string, string> run = new(StringComparer.Ordinal);
        foreach ((string name, string value) in job.Provenance)
        {
            run.Add(name, value);
        }

        foreach ((int place, LabelClass label) in job.Classes.Index())
        {
            run.Add($"class {label.Name}", label.Describe(place));
        }

        return run;
    }
}
