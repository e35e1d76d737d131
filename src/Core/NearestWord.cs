namespace ClipSurgery;

/// <summary>The word that a mistyped one was most likely meant to be.</summary>
internal static class NearestWord
{
    private const int MaxDistance = 2;

    /// <summary>The first word of the least edit distance (Levenshtein) from the typed one; null where that is above 2.</summary>
    public static string? Find(string typed, IReadOnlyList<string> words) =>
        words.Select(word => (Word: word, Distance: Distance(typed, word)))
            .Where(candidate => candidate.Distance <= MaxDistance)
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Word)
            .FirstOrDefault();

    private static int Distance(string typed, string word)
    {
        if (Math.Abs(typed.Length - word.Length) > MaxDistance)
        {
            return MaxDistance + 1;
        }

        int[] above = [.. Enumerable.Range(0, word.Length + 1)];
        for (int row = 1; row <= typed.Length; row++)
        {
            int[] current = new int[above.Length];
            current[0] = row;
            for (int column = 1; column < above.Length; column++)
            {
                int substituted = above[column - 1] + (typed[row - 1] == word[column - 1] ? 0 : 1);
                current[column] = Math.Min(substituted, Math.Min(above[column], current[column - 1]) + 1);
            }

            above = current;
        }

        return above[^1];
    }
}
