namespace ClipSurgery;

/// <summary>The classes that an earlier run has looked for in the same way, so that its masks of them are those of a new run.</summary>
internal static class EarlierClasses
{
    private const string ClassPrefix = "class ";
    private const string ExistingKey = "existing";

    /// <param name="existing">The folder of an earlier run; of anything else nothing is known.</param>
    /// <param name="provenance">What results of the new run depend on, but for its classes.</param>
    /// <param name="labels">The new run's classes.</param>
    /// <returns>Names of classes with the same prompts, presence and contrast, where all else is the same too.</returns>
    /// <exception cref="ClipSurgeryException">The folder's journal is damaged.</exception>
    public static IReadOnlySet<string> Of(string existing, IReadOnlyDictionary<string, string> provenance, LabelSet labels)
    {
        if (!Directory.Exists(existing) || ReadHeader(existing) is not { } header || !IsSameWay(header.Run, provenance))
        {
            return new HashSet<string>();
        }

        return labels.Classes.Where(label => header.Classes.Any(was => IsSame(was, label))).Select(label => label.Name).ToHashSet();
    }

    /// <summary>What is left to look for beside them, which their texts must not win.</summary>
    public static LabelSet Rest(LabelSet labels, IReadOnlySet<string> known) => new()
    {
        Classes = [.. labels.Classes.Where(label => !known.Contains(label.Name))],
        Contrast =
        [
            .. labels.Contrast.Union(
                labels.Classes.Where(label => known.Contains(label.Name)).SelectMany(label => label.Prompts), DistinctTexts.Comparer),
        ],
    };

    private static JournalHeader? ReadHeader(string folder)
    {
        (_, string path) = new RunFolder(folder).Journals()[0];
        using FileStream stream = JournalLineReader.Open(path);
        return new JournalReader(path, stream).ReadHeader();
    }

    private static bool IsSameWay(IReadOnlyDictionary<string, string> was, IReadOnlyDictionary<string, string> now) =>
        was.Keys.Union(now.Keys).Where(key => key != ExistingKey && !key.StartsWith(ClassPrefix, StringComparison.Ordinal))
            .All(key => was.GetValueOrDefault(key) == now.GetValueOrDefault(key));

    private static bool IsSame(LabelClass was, LabelClass now) =>
        was.Name == now.Name
        && was.Presence == now.Presence
        && was.Prompts.SequenceEqual(now.Prompts)
        && was.Contrast.SequenceEqual(now.Contrast);
}
