namespace ClipSurgery;

/// <summary>
/// Some hundred common nouns, written for this project. They tell where a checkpoint's text embeddings lie, and they are what a
/// patch may show instead of what was asked for.
/// </summary>
internal static class NounBank
{
    private const string File = "nouns.txt";

    /// <summary>Words, and the more general words that name all of them: "animal" is no other thing than a dog.</summary>
    /// <param name="General">What all members are.</param>
    /// <param name="Members">The nouns.</param>
    public sealed record Group(IReadOnlyList<string> General, IReadOnlyList<string> Members);

    /// <summary>All groups; a noun is in one of them or in several.</summary>
    public static IReadOnlyList<Group> Groups { get; } = [.. EmbeddedFile.ReadLines(File).Select(Parse)];

    /// <summary>The members of all groups, each once, in the order of the file, and the empty text, which is nothing in particular.</summary>
    public static IReadOnlyList<string> Nouns { get; } = [.. Groups.SelectMany(group => group.Members).Distinct(StringComparer.Ordinal), ""];

    /// <summary>The general words of all groups, each once.</summary>
    public static IReadOnlyList<string> General { get; } = [.. Groups.SelectMany(group => group.General).Distinct(StringComparer.Ordinal)];

    private static Group Parse(string line)
    {
        string[] sides = line.Split(": ");
        return new Group(sides[0].Split(", "), sides[1].Split(", "));
    }
}
