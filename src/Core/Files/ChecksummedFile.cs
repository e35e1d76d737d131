using System.Security.Cryptography;

namespace ClipSurgery;

/// <summary>
/// Files of a cache: bytes and their SHA-256. One that is damaged counts as missing; a disk that cannot be written costs time, nothing
/// else. May be used by several threads and processes at once.
/// </summary>
internal static class ChecksummedFile
{
    /// <summary>The bytes, or null where the file is not there, damaged, or of another length.</summary>
    public static byte[]? TryRead(string path, int length)
    {
        try
        {
            byte[] file = File.ReadAllBytes(path);
            return file.Length == length + SHA256.HashSizeInBytes
                && SHA256.HashData(file.AsSpan(0, length)).AsSpan().SequenceEqual(file.AsSpan(length))
                ? file[..length]
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps the bytes.</summary>
    public static void Write(string path, byte[] bytes)
    {
        try
        {
            AtomicFile.WriteAllBytes(path, (byte[])[.. bytes, .. SHA256.HashData(bytes)]);
        }
        catch (ClipSurgeryException)
        {
            // The cache only saves time.
        }
    }
}
