using System.IO.Compression;
using System.Text;

namespace ClipSurgery;

/// <summary>Reads the text files that are part of the library.</summary>
internal static class EmbeddedText
{
    /// <summary>The non-empty lines of a file; one whose name ends in <c>.gz</c> is unpacked.</summary>
    public static string[] Lines(string name)
    {
        using Stream resource = typeof(EmbeddedText).Assembly.GetManifestResourceStream(name)!;
        using StreamReader reader = new(name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(resource, CompressionMode.Decompress) : resource, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
