using System.Diagnostics.CodeAnalysis;

namespace ClipSurgery;

/// <summary>What has to hold of texts that compete with each other: none is blank, and no two are one to the model.</summary>
internal static class DistinctTexts
{
    /// <summary>Takes texts for equal that are so to the model, which knows neither capitals nor how wide a gap is.</summary>
    public static IEqualityComparer<string> Comparer { get; } = new AsTheModelReads();

    /// <exception cref="ArgumentException">The list or a text is null, a text is blank, or two are one to the model.</exception>
    public static void Check([NotNull] IEnumerable<string>? texts, string parameter)
    {
        ArgumentNullException.ThrowIfNull(texts, parameter);
        Dictionary<string, string> seen = [];
        foreach (string? text in texts)
        {
            string normal = Read(text ?? throw new ArgumentException("A text is null.", parameter));
            if (normal.Length == 0)
            {
                throw new ArgumentException("A text is blank; give what to look for.", parameter);
            }

            if (!seen.TryAdd(normal, text))
            {
                throw new ArgumentException($"\"{QuotedText.Short(seen[normal])}\" and \"{QuotedText.Short(text)}\" are one text to the model" +
                    $"; give it once.", parameter);
            }
        }
    }

    private static string Read(string text) => ClipText.Normalise(text).Trim();

    private sealed class AsTheModelReads : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) =>
            x is null || y is null ? x is null && y is null : x == y || Read(x) == Read(y);

        public int GetHashCode(string text) => Read(text).GetHashCode(StringComparison.Ordinal);
    }
}
