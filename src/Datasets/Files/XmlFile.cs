using System.Text;
using System.Xml;

namespace ClipSurgery;

/// <summary>
/// Writes XML files: complete or not at all, UTF-8 without a byte order mark, indented, lines ended by a line feed.
/// </summary>
internal static class XmlFile
{
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        Indent = true,
        NewLineChars = "\n",
    };

    /// <exception cref="ClipSurgeryException">The file cannot be written.</exception>
    public static void Write(string path, Action<XmlWriter> write) => AtomicFile.Write(path, stream =>
    {
        using XmlWriter xml = XmlWriter.Create(stream, Settings);
        write(xml);
    });

    /// <summary>Why XML cannot hold a name, which control characters keep it from even escaped; null where it can.</summary>
    public static string? ProblemOf(string name)
    {
        try
        {
            XmlConvert.VerifyXmlChars(name);
            return null;
        }
        catch (XmlException error)
        {
            return $"The name \"{QuotedText.Short(name)}\" has a character that XML cannot hold ({error.Message}). " +
                "Rename it, or choose another format.";
        }
    }
}
