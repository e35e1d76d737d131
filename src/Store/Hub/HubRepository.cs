namespace ClipSurgery;

/// <summary>A repository of the hub at a revision.</summary>
/// <param name="Repo">Its name, <c>owner/name</c>.</param>
/// <param name="Revision">A branch, a tag or a commit.</param>
internal sealed record HubRepository(string Repo, string Revision)
{
    private const string Main = "main";
    private const int MaxLength = 96;

    /// <summary>Reads <c>owner/name</c> or <c>owner/name@revision</c>; null where the text is neither.</summary>
    public static HubRepository? TryParse(string text)
    {
        string[] parts = text.Split('@', 2);
        string revision = parts.Length == 2 ? parts[1] : Main;
        return IsValid(parts[0], revision) ? new HubRepository(parts[0], revision) : null;
    }

    /// <summary>
    /// The hub's own rules: letters, digits, <c>-</c>, <c>_</c> and <c>.</c> in names, 96 of them at most; a revision may have
    /// <c>/</c> too (<c>refs/pr/1</c>). Neither can lead out of an address or a folder.
    /// </summary>
    public static bool IsValid(string repo, string revision) =>
        repo.Split('/') is [string owner, string name]
        && IsName(owner) && IsName(name)
        && revision.Length <= MaxLength && revision.Split('/').All(IsName);

    private static bool IsName(string text) =>
        text.Length is > 0 and <= MaxLength
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
        && text.Trim('.').Length > 0;
}
