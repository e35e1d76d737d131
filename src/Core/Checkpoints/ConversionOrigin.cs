using System.Globalization;

namespace ClipSurgery;

/// <summary>
/// Which checkpoint a conversion of the cache was made from, in a file beside it: what is needed to tell that a conversion is of
/// no use any more.
/// </summary>
/// <param name="Format">The version of the converter.</param>
/// <param name="Checkpoint">The full path of the checkpoint, which may be gone.</param>
/// <param name="Sha256">The checkpoint's SHA-256.</param>
internal sealed record ConversionOrigin(int Format, string Checkpoint, string Sha256)
{
    private const string Extension = ".origin";

    /// <summary>Writes the file, where it is not there with the same content. A cache that cannot be written stays as it is.</summary>
    public void Remember(string converted)
    {
        if (TryRead(converted) == this)
        {
            return;
        }

        try
        {
            string text = string.Create(CultureInfo.InvariantCulture, $"{Format}\n{Sha256}\n{Checkpoint}\n");
            AtomicFile.WriteAllBytes(FileOf(converted), System.Text.Encoding.UTF8.GetBytes(text));
        }
        catch (ClipSurgeryException)
        {
        }
    }

    /// <summary>Reads the file of a conversion; null where there is none, or it cannot be read.</summary>
    public static ConversionOrigin? TryRead(string converted)
    {
        try
        {
            return File.ReadAllText(FileOf(converted)).Split('\n') is [string format, string sha256, string checkpoint, ..]
                && int.TryParse(format, CultureInfo.InvariantCulture, out int version)
                ? new ConversionOrigin(version, checkpoint, sha256)
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static string FileOf(string converted) => converted + Extension;
}
