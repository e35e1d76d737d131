namespace ClipSurgery;

/// <summary>A model that can be pulled by a short name.</summary>
public sealed record CatalogModel
{
    /// <summary>The name, by which it is installed too.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required ModelKind Kind { get; init; }

    /// <summary>Its repository on the Hugging Face hub, <c>owner/name</c>.</summary>
    public required string Repo { get; init; }

    /// <summary>
    /// The commit, where one is known to hold these files, else <c>main</c>; what that was is pinned in <c>models.lock</c>.
    /// </summary>
    public required string Revision { get; init; }

    /// <summary>The licence of the weights: an SPDX identifier, or its name.</summary>
    public required string License { get; init; }

    /// <summary>True where the licence allows any use, commercial use among them.</summary>
    public required bool IsPermissive { get; init; }

    /// <summary>About how many megabytes are downloaded; null where no source tells.</summary>
    public int? Megabytes { get; init; }

    /// <summary>What it is good for.</summary>
    public required string Description { get; init; }

    /// <summary>The files that are taken; null where the repository's listing decides.</summary>
    public IReadOnlyList<string>? Files { get; init; }

    /// <summary>SHA-256 of files that have been published elsewhere: the hub must agree.</summary>
    public IReadOnlyDictionary<string, string>? Sha256 { get; init; }
}
