using System.Globalization;

namespace ClipSurgery;

/// <summary>The names of a run's files.</summary>
/// <param name="Path">The run's folder.</param>
internal sealed record RunFolder(string Path)
{
    private const string JournalFolder = "journal";

    /// <summary>The COCO file.</summary>
    public string Annotations => System.IO.Path.Combine(Path, "annotations.json");

    /// <summary>The pictures that failed, a JSON line each.</summary>
    public string Failures => System.IO.Path.Combine(Path, "failures.jsonl");

    /// <summary>The objects that kept the outline that was given, a JSON line each.</summary>
    public string KeptOutlines => System.IO.Path.Combine(Path, "kept-outlines.jsonl");

    /// <summary>What people made of the results.</summary>
    public string Edits => System.IO.Path.Combine(Path, "edits.jsonl");

    /// <summary>The journal of one process.</summary>
    public string JournalOf(Shard shard) => System.IO.Path.Combine(
        Path, JournalFolder, string.Create(CultureInfo.InvariantCulture, $"part-{shard.Index:D5}-of-{shard.Count:D5}.jsonl"));

    /// <summary>The journals that are there, by their shards, in order.</summary>
    /// <exception cref="ClipSurgeryException">There is none.</exception>
    public IReadOnlyList<(Shard Shard, string Path)> Journals() => FindJournals() is { Count: > 0 } journals
        ? journals
        : throw new ClipSurgeryException($"{Path}: holds no run; expected the --output folder of 'clip-surgery label'.");

    /// <summary>As <see cref="Journals"/>; empty where there is none.</summary>
    public IReadOnlyList<(Shard Shard, string Path)> FindJournals()
    {
        string folder = System.IO.Path.Combine(Path, JournalFolder);
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder, "part-*.jsonl") : [];
        return
        [
            .. files.Order(StringComparer.Ordinal).Select(file => (ShardOf(file), file)).Where(part => part.Item1 is not null)
                .Select(part => (part.Item1!.Value, part.file)),
        ];
    }

    private static Shard? ShardOf(string file)
    {
        string[] parts = System.IO.Path.GetFileNameWithoutExtension(file).Split('-');
        return parts is ["part", string index, "of", string count]
            && Shard.ReadNumber(index) is int i && Shard.ReadNumber(count) is int n && i < n
            ? new Shard(i, n)
            : null;
    }
}
