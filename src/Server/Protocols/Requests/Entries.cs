namespace ClipSurgery;

/// <summary>Lists of a request. JSON may have a null among the entries of any list, whatever their type says here.</summary>
internal static class Entries
{
    /// <summary>The entries of a list that may be left out.</summary>
    /// <param name="name">What the client calls it.</param>
    /// <param name="list">The list; null for an empty one.</param>
    /// <exception cref="ArgumentException">An entry is null.</exception>
    public static IReadOnlyList<T> Of<T>(string name, IReadOnlyList<T>? list)
        where T : class => list is null
        ? []
        : !list.Contains(null!) ? list : throw new ArgumentException($"{name} has an entry that is null; leave it out.");
}
