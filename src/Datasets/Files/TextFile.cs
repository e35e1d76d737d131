using System.Text;

namespace ClipSurgery;

/// <summary>Writes text files: complete or not at all, UTF-8 without a byte order mark.</summary>
internal static class TextFile
{
    /// <summary>Writes a file; lines end as they do in the text.</summary>
    /// <exception cref="ClipSurgeryException">The file cannot be written.</exception>
    public static void Write(string path, string text) => AtomicFile.WriteAllBytes(path, Encoding.UTF8.GetBytes(text));
}
