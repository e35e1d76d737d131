using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ClipSurgery;

/// <summary>SHA-256 of a content as it arrives, and the identity that git would give it.</summary>
internal sealed class ContentHash : IDisposable
{
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _git = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
    private readonly HubFile _file;

    /// <param name="file">What the content must be.</param>
    public ContentHash(HubFile file)
    {
        _file = file;
        Restart();
    }

    /// <summary>Forgets what was appended.</summary>
    public void Restart()
    {
        _sha256.GetHashAndReset();
        _git.GetHashAndReset();
        _git.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {_file.Bytes}\0")));
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _sha256.AppendData(bytes);
        if (_file.GitSha1 is not null)
        {
            _git.AppendData(bytes);
        }
    }

    /// <summary>Compares the whole content, once.</summary>
    /// <param name="sha256">Its SHA-256.</param>
    /// <returns>What was found and what was expected; null where it is right.</returns>
    public string? Finish(out string sha256)
    {
        sha256 = Convert.ToHexStringLower(_sha256.GetHashAndReset());
        if (_file.Sha256 is string expected && !expected.Equals(sha256, StringComparison.OrdinalIgnoreCase))
        {
            return $"has SHA-256 {sha256}, expected {expected}";
        }

        string git = Convert.ToHexStringLower(_git.GetHashAndReset());
        return _file.GitSha1 is string blob && !blob.Equals(git, StringComparison.OrdinalIgnoreCase)
            ? $"has git SHA-1 {git}, expected {blob}"
            : null;
    }

    public void Dispose()
    {
        _sha256.Dispose();
        _git.Dispose();
    }
}
