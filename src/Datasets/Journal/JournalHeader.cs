namespace ClipSurgery;

/// <summary>The first line of a journal: which run it belongs to.</summary>
internal sealed record JournalHeader
{
    public const int CurrentVersion = 1;

    /// <summary>The version of the journal's own form.</summary>
    public required int Journal { get; init; }

    /// <summary>What results depend on, by name: version, models, options, labels.</summary>
    public required IReadOnlyDictionary<string, string> Run { get; init; }

    /// <summary>The classes in their order.</summary>
    public required IReadOnlyList<LabelClass> Classes { get; init; }

    /// <summary>Where the pictures lie; null where they came from a program.</summary>
    public string? PictureFolder { get; init; }

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
}
