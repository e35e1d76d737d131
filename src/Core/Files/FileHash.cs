using System.Security.Cryptography;
using System.Text;

namespace ClipSurgery;

/// <summary>SHA-256 of files and of lists of strings, as lower-case hex.</summary>
internal static class FileHash
{
    public static string Sha256(string path)
    {
        FileKinds.RefuseSpecial(path);
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>One hash of several strings, in their order.</summary>
    public static string Combine(IEnumerable<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));
}
