using System.Security.Cryptography;
using System.Text;

namespace ClipSurgery;

/// <summary>The label files of a folder, a file a picture; what was read of them is hashed.</summary>
internal sealed class BoxFolder : IDisposable
{
    /// <summary>A hundred times what a picture full of outlines takes.</summary>
    private const long MaxBytes = 64 << 20;

    private readonly string _folder;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <param name="folder">The folder.</param>
    /// <param name="ending">How the files' names end, with the dot.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="ClipSurgeryException">The folder is not there or cannot be read.</exception>
    public BoxFolder(string folder, string ending, CancellationToken cancellationToken = default)
    {
        _folder = folder;
        Files = PictureFolder.List(folder, [$"*{ending}"], cancellationToken: cancellationToken).FileNames;
    }

    /// <summary>The files in ordinal order, relative to the folder, with forward slashes.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>SHA-256 of the names and the contents of all files that were read, in lower-case hex.</summary>
    public string Hash => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>Where a file lies, for messages.</summary>
    public string PathOf(string file) => Path.Combine(_folder, file);

    /// <summary>The lines of a file, UTF-8.</summary>
    /// <exception cref="ClipSurgeryException">It cannot be read, or is far too large.</exception>
    public string[] ReadLines(string file) =>
        Encoding.UTF8.GetString(ReadBytes(file)).TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');

    /// <summary>What a file holds.</summary>
    /// <exception cref="ClipSurgeryException">It cannot be read, or is far too large.</exception>
    public byte[] ReadBytes(string file)
    {
        string path = PathOf(file);
        FileKinds.RefuseSpecial(path);
        byte[] bytes;
        try
        {
            long length = new FileInfo(path).Length;
            bytes = length <= MaxBytes
                ? File.ReadAllBytes(path)
                : throw new ClipSurgeryException($"{path} has {length} bytes; expected the boxes of one picture, {MaxBytes} at most.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ClipSurgeryException($"{path}: cannot be read ({error.Message}).", error);
        }

        _hash.AppendData(Encoding.UTF8.GetBytes($"{file}\n{bytes.Length}\n"));
        _hash.AppendData(bytes);
        return bytes;
    }

    public void Dispose() => _hash.Dispose();
}
