namespace ClipSurgery;

/// <summary>Recognises folders of huggingface_hub's cache: <c>models--OWNER--NAME/snapshots/COMMIT</c>.</summary>
internal static class HubCache
{
    private const string Prefix = "models--";

    /// <summary>The repository and commit of a snapshot's folder; null for any other.</summary>
    public static HubRepository? Find(string folder)
    {
        string commit = Path.GetFileName(folder);
        string? snapshots = Path.GetDirectoryName(folder);
        string cached = Path.GetFileName(Path.GetDirectoryName(snapshots) ?? "");
        string repo = cached.StartsWith(Prefix, StringComparison.Ordinal)
            ? cached[Prefix.Length..].Replace("--", "/", StringComparison.Ordinal)
            : "";
        return Path.GetFileName(snapshots) == "snapshots" && HubSnapshot.IsCommit(commit) && HubRepository.IsValid(repo, commit)
            ? new HubRepository(repo, commit)
            : null;
    }
}
