using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ClipSurgery;

/// <summary>
/// The files of a workspace's pictures. Clients name them by ids, so that no request holds a path; a file is read again only where its size
/// or time has changed.
/// </summary>
internal sealed class PictureFiles(LabelWorkspace workspace, ImageLimits limits)
{
    private readonly FrozenDictionary<string, string> _names =
        workspace.Pictures.ToFrozenDictionary(picture => IdOf(picture.FileName), picture => picture.FileName, StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, PictureVersion> _versions = new(StringComparer.Ordinal);

    /// <summary>What clients call a picture: the hash of its name.</summary>
    public static string IdOf(string fileName) =>
        string.Create(CultureInfo.InvariantCulture, $"p{XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(fileName)):x16}");

    /// <summary>The name of a picture.</summary>
    /// <exception cref="ProblemException">There is no such id.</exception>
    public string NameOf(string id) => _names.TryGetValue(id, out string? name)
        ? name
        : throw ProblemException.NotFound("There is no picture of this id; read the list of pictures again.");

    /// <summary>A picture's file as it is now.</summary>
    /// <exception cref="ProblemException">It was deleted, or leads out of the folder.</exception>
    public PictureFile Open(string fileName)
    {
        if (fileName.Contains('\0', StringComparison.Ordinal) || PictureName.LeadsOut(fileName))
        {
            throw ProblemException.NotFound("The picture's name leads out of the folder of the pictures.");
        }

        string path = Path.Combine(workspace.PictureFolder, fileName);
        FileInfo file = new(path);
        if (!file.Exists)
        {
            throw Gone(fileName);
        }

        limits.CheckFile(fileName, file.Length);

        if (!_versions.TryGetValue(fileName, out PictureVersion version) || version.Bytes != file.Length || version.Modified != file.LastWriteTimeUtc)
        {
            version = PictureVersion.Of(path) ?? throw Gone(fileName);
            _versions[fileName] = version;
        }

        return new PictureFile(fileName, version.Xxh64, () => Read(path, fileName, version.Xxh64));
    }

    private static byte[] Read(string path, string fileName, ulong xxh64)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Gone(fileName);
        }

        return XxHash64.HashToUInt64(bytes) == xxh64
            ? bytes
            : throw ProblemException.Replaced();
    }

    private static ProblemException Gone(string fileName) => new(
        StatusCodes.Status410Gone, "The picture is gone", $"The file of {QuotedText.Short(fileName)} is not there any more, or cannot be read.");
}
