using System.Text.Encodings.Web;
using System.Text.Json;

namespace ClipSurgery;

/// <summary>
/// Writes JSON files: complete or not at all, UTF-8 without a byte order mark, escaped as <see cref="CocoWriter"/> does.
/// </summary>
internal static class JsonFile
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a file. A long one flushes the writer now and then, so that memory does not grow with it.</summary>
    /// <exception cref="ClipSurgeryException">The file cannot be written.</exception>
    public static void Write(string path, Action<Utf8JsonWriter> write) => AtomicFile.Write(path, stream =>
    {
        using Utf8JsonWriter json = new(stream, Options);
        write(json);
    });
}
