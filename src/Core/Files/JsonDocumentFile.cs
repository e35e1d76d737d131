using System.Text.Json;

namespace ClipSurgery;

/// <summary>Reads JSON files; whatever is wrong with one becomes one line.</summary>
internal static class JsonDocumentFile
{
    /// <summary>Reads a file of up to 2 GB.</summary>
    /// <param name="path">The file.</param>
    /// <param name="advice">The sentence that says which file is wanted.</param>
    /// <param name="read">Takes what is needed of the root, which is gone afterwards.</param>
    /// <exception cref="ClipSurgeryException">The file cannot be read, or is not JSON.</exception>
    public static T Read<T>(string path, string advice, Func<JsonElement, T> read) => Open(path, advice, stream =>
    {
        using JsonDocument document = JsonDocument.Parse(stream, JsonEntryStream.Strict);
        return read(document.RootElement);
    });

    /// <summary>Opens a file that is read in a way of one's own, with the same errors.</summary>
    /// <param name="path">The file.</param>
    /// <param name="advice">The sentence that says which file is wanted.</param>
    /// <param name="read">Takes what is needed of the file.</param>
    /// <exception cref="ClipSurgeryException">The file cannot be read, or is not JSON.</exception>
    public static T Open<T>(string path, string advice, Func<FileStream, T> read)
    {
        FileKinds.RefuseSpecial(path);
        try
        {
            using FileStream stream = File.OpenRead(path);
            RefuseUtf16(path, stream, advice);
            return read(stream);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ClipSurgeryException($"{path}: cannot be read ({error.Message}). {advice}", error);
        }
        catch (JsonException error) when (error.Message.Contains("uplicate", StringComparison.Ordinal))
        {
            throw new ClipSurgeryException(
                $"{path}: a key comes twice in one object, and readers differ in which they take. {advice}", error);
        }
        catch (JsonException error)
        {
            throw new ClipSurgeryException(
                $"{path}: line {error.LineNumber + 1} is not JSON (byte {error.BytePositionInLine}). {advice}", error);
        }
        catch (InvalidOperationException error)
        {
            // What JsonElement throws for a string of impossible bytes or half a surrogate pair.
            throw new ClipSurgeryException($"{path}: a string is not valid Unicode. {advice}", error);
        }
    }

    /// <summary>In UTF-16 a byte order mark comes first, or every second byte of what JSON begins with is 0.</summary>
    private static void RefuseUtf16(string path, FileStream stream, string advice)
    {
        Span<byte> start = stackalloc byte[2];
        int length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        if (length == 2 && (start is [0xFF, 0xFE] or [0xFE, 0xFF] || start.Contains((byte)0)))
        {
            throw new ClipSurgeryException($"{path}: is UTF-16; expected UTF-8 ('clip-surgery validate --fix' converts a COCO file). {advice}");
        }
    }
}
