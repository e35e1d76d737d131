using System.IO.Hashing;

namespace ClipSurgery;

/// <summary>
/// Which content a picture's file had when it was labelled. Equal size and time tell that it is the same; where they differ, as after a
/// copy or on another mount, its bytes decide.
/// </summary>
/// <param name="Bytes">The file's size.</param>
/// <param name="Modified">When it was last written, in UTC.</param>
/// <param name="Xxh64">XXH64 of its content.</param>
internal readonly record struct PictureVersion(long Bytes, DateTime Modified, ulong Xxh64)
{
    /// <summary>What a file is like now; null where it cannot be read, which labelling it tells in better words.</summary>
    public static PictureVersion? Of(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            DateTime modified = File.GetLastWriteTimeUtc(file.SafeFileHandle);
            XxHash64 hash = new();
            hash.Append(file);
            return new PictureVersion(file.Length, modified, hash.GetCurrentHashAsUInt64());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether a file has this content still; true where it cannot be read, since nothing then says that it changed.</summary>
    public bool IsStill(string path)
    {
        FileInfo file = new(path);
        return (file.Exists && file.Length == Bytes && file.LastWriteTimeUtc == Modified) || Of(path) is not { } now || now.Xxh64 == Xxh64;
    }
}
