namespace ClipSurgery;

/// <summary>A model of <c>models.lock</c>.</summary>
internal sealed record LockedModel
{
    /// <summary>The repository, <c>owner/name</c>.</summary>
    public required string Repo { get; init; }

    /// <summary>The revision that was asked for.</summary>
    public required string Revision { get; init; }

    /// <summary>The commit that it was.</summary>
    public required string Commit { get; init; }

    public required string License { get; init; }

    public required IReadOnlyDictionary<string, ModelFile> Files { get; init; }

    public LockedModel Sorted() => this with
    {
        Files = new SortedDictionary<string, ModelFile>(new Dictionary<string, ModelFile>(Files), StringComparer.Ordinal),
    };

    /// <summary>True where a manifest lists the same files with the same hashes.</summary>
    public bool Matches(ModelManifest manifest) =>
        Files.Count == manifest.Files.Count
        && Files.All(file => manifest.Files.TryGetValue(file.Key, out ModelFile? installed)
            && installed.Bytes == file.Value.Bytes
            && installed.Sha256.Equals(file.Value.Sha256, StringComparison.OrdinalIgnoreCase));

    /// <summary>What a hostile or damaged lock may hold, in one line; null where it is good.</summary>
    public string? Problem(string model)
    {
        if (!HubRepository.IsValid(Repo, Revision) || !HubSnapshot.IsCommit(Commit))
        {
            return $"{model} names {Repo}@{Commit}, expected owner/name and a commit of 40 hexadecimal digits";
        }

        foreach ((string name, ModelFile? file) in Files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            if (!ManifestProblem.IsInside(name) || file is null || file.Bytes < 0 || !HubSnapshot.IsSha256(file.Sha256))
            {
                return $"{model} has the file \"{QuotedText.Short(name)}\"" +
                    $", expected a path inside the model's folder with its bytes and sha256";
            }
        }

        return Files.Count > 0 ? null : $"{model} has no files";
    }
}
