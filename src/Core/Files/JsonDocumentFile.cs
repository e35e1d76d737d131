using System.Text.Json;

namespace ClipSurgery;

/// <summary>Reads JSON files as a whole; whatever is wrong with one becomes one line.</summary>
internal static class JsonDocumentFile
{
    /// <summary>Of a key that comes twice, readers take the first or the last: an error here.</summary>
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads a file of up to 2 GB.</summary>
    /// <param name="path">The file.</param>
    /// <param name="advice">The sentence that says which file is wanted.</param>
    /// <param name="read">Takes what is needed of the root, which is gone afterwards.</param>
    /// <exception cref="ClipSurgeryException">The file cannot be read, or is not JSON.</exception>
    public static T Read<T>(string path, string advice, Func<JsonElement, T> read)
    {
        FileKinds.RefuseSpecial(path);
        try
        {
            using FileStream stream = File.OpenRead(path);
            using JsonDocument document = JsonDocument.Parse(stream, Strict);
            return read(document.RootElement);
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
}
