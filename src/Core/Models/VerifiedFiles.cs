namespace ClipSurgery;

/// <summary>
/// Files of a folder that were just compared with its manifest (<see cref="ModelManifest.Verify"/>): to read gigabytes a second
/// time for a hash that is known would double the time of a start.
/// </summary>
/// <param name="Directory">The folder.</param>
/// <param name="Manifest">Its manifest; null where it has none.</param>
internal readonly record struct VerifiedFiles(string Directory, ModelManifest? Manifest)
{
    /// <summary>SHA-256 of any file, 64 small hexadecimal digits: what the manifest says, or else what it is.</summary>
    public string Sha256(string path)
    {
        ModelFile? known = Manifest?.Files.GetValueOrDefault(Path.GetRelativePath(Directory, path).Replace(Path.DirectorySeparatorChar, '/'));
        return known is null ? FileHash.Sha256(path) : known.Sha256.ToLowerInvariant();
    }
}
