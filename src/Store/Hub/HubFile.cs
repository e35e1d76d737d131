namespace ClipSurgery;

/// <summary>A file that is to be downloaded.</summary>
/// <param name="Path">Its path in the repository, with <c>/</c> between folders.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its SHA-256: of a file in large file storage, or of a locked one.</param>
/// <param name="GitSha1">Git's identity of a small file: SHA-1 of <c>blob LENGTH</c>, a zero and the content.</param>
internal sealed record HubFile(string Path, long Bytes, string? Sha256, string? GitSha1)
{
    /// <summary>The hash by which the content is known, which names its partial download.</summary>
    public string Identity => Sha256 is null ? $"git-{GitSha1}" : $"sha256-{Sha256}";
}
