namespace ClipSurgery;

/// <summary>A file of a model folder, as it was when the manifest was written.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">The SHA-256 of its content, 64 hexadecimal digits.</param>
public sealed record ModelFile(long Bytes, string Sha256)
{
    /// <summary>Describes a file as it is now; reads all of it.</summary>
    /// <exception cref="ClipSurgeryException">The file cannot be read.</exception>
    public static ModelFile Describe(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            return new ModelFile(new FileInfo(PathLinks.Follow(path)).Length, FileHash.Sha256(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ClipSurgeryException($"{path}: cannot be read ({error.Message}). Give a file that you may read.", error);
        }
    }
}
