using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace ClipSurgery;

/// <summary>
/// Writes XML files: complete or not at all, UTF-8 without a byte order mark, indented, lines ended by a line feed. Reads them without
/// a document type, whose entities could make a large document of a small file, or read other files.
/// </summary>
internal static class XmlFile
{
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        Indent = true,
        NewLineChars = "\n",
    };

    private static readonly XmlReaderSettings Plain = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    /// <summary>The root of a document; null where there is none, which is told in one line.</summary>
    /// <param name="content">The file.</param>
    /// <param name="path">Its name, for the line.</param>
    /// <param name="tell">Takes the line.</param>
    public static XElement? Read(byte[] content, string path, Action<string> tell)
    {
        try
        {
            using XmlReader reader = XmlReader.Create(new MemoryStream(content), Plain);
            return XDocument.Load(reader).Root;
        }
        catch (XmlException error)
        {
            string place = error.LineNumber > 0 ? $":{error.LineNumber}:{error.LinePosition}" : "";
            tell($"{path}{place}: this is not plain XML; expected one document, and no document type in it.");
            return null;
        }
    }

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
