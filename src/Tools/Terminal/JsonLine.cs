using System.Text.Encodings.Web;
using System.Text.Json;

namespace ClipSurgery.Tools;

/// <summary>Writes one JSON object a line to standard output.</summary>
internal static class JsonLine
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(TextWriter output, Action<Utf8JsonWriter> members)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer, Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        output.WriteLine(PlainText.EscapeJson(System.Text.Encoding.UTF8.GetString(buffer.ToArray())));
    }

    /// <summary>Writes a file of such lines: complete or not at all.</summary>
    public static void WriteFile<T>(string path, IEnumerable<T> items, Action<Utf8JsonWriter, T> members) => AtomicFile.Write(path, stream =>
    {
        using StreamWriter lines = new(stream, leaveOpen: true) { NewLine = "\n" };
        foreach (T item in items)
        {
            Write(lines, json => members(json, item));
        }
    });

    /// <summary>The line of a picture that failed.</summary>
    public static void WriteFailure(TextWriter output, InputPicture picture, string message) => Write(output, json =>
    {
        json.WriteString("file", picture.FileName);
        json.WriteString("error", message);
    });

    /// <summary>A number that is rounded to four decimals.</summary>
    public static double Round(double value) => Math.Round(value, 4);
}
