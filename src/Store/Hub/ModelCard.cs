namespace ClipSurgery;

/// <summary>The front matter of a model card, which is the <c>README.md</c> of a repository.</summary>
internal static class ModelCard
{
    private const int MaxLines = 200;
    private const int MaxBytes = 1 << 20;

    /// <summary>The licence that the card names; null without a card, or where it names none.</summary>
    public static string? FindLicense(string path)
    {
        try
        {
            if (!File.Exists(path) || new FileInfo(PathLinks.Follow(path)).Length > MaxBytes)
            {
                return null;
            }

            string[] card = [.. File.ReadLines(path).Take(MaxLines)];
            string[] matter = card is ["---", ..] ? [.. card.Skip(1).TakeWhile(line => line != "---")] : [];
            string? license = Value(matter, "license:");
            return license == "other" ? Value(matter, "license_name:") ?? license : HubSnapshot.Spdx(license);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? Value(string[] matter, string key) =>
        matter.FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal)) is string line
        && line[key.Length..].Trim().Trim('"', '\'') is { Length: > 0 } value
            ? value
            : null;
}
