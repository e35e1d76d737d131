using System.Text.Json;

namespace ClipSurgery;

/// <summary>Reads the JSON files that lie beside a checkpoint's weights.</summary>
internal static class CheckpointJson
{
    /// <summary>An index of a few thousand tensors has a few hundred kilobytes.</summary>
    private const long MaxBytes = 32 << 20;

    public static JsonDocument Read(string path)
    {
        FileKinds.RefuseSpecial(path);
        try
        {
            FileInfo file = new(path);
            if (file.Length > MaxBytes)
            {
                throw new ClipSurgeryException($"{path}: has {file.Length} bytes; expected a configuration of at most {MaxBytes}.");
            }

            return JsonDocument.Parse(File.ReadAllBytes(path));
        }
        catch (JsonException error)
        {
            throw new ClipSurgeryException($"{path}: is not valid JSON ({error.Message.Split('\n')[0].Trim()}). Download it again.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ClipSurgeryException($"{path}: cannot be read ({error.Message}).", error);
        }
    }

    /// <summary>Follows a path of member names; null where one is missing or null.</summary>
    public static JsonElement? Find(JsonElement? element, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            if (element is not { ValueKind: JsonValueKind.Object } parent || !parent.TryGetProperty(name, out JsonElement child))
            {
                return null;
            }

            element = child;
        }

        return element is { ValueKind: JsonValueKind.Null } ? null : element;
    }

    public static int? FindInt(JsonElement? element, params ReadOnlySpan<string> path) =>
        Find(element, path) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out int value) ? value : null;

    public static float? FindFloat(JsonElement? element, params ReadOnlySpan<string> path) =>
        Find(element, path) is { ValueKind: JsonValueKind.Number } number ? number.GetSingle() : null;

    public static string? FindString(JsonElement? element, params ReadOnlySpan<string> path) =>
        Find(element, path) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>Three numbers, such as a mean for R, G, B.</summary>
    public static float[]? FindTriple(JsonElement? element, params ReadOnlySpan<string> path) =>
        Find(element, path) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 3
        && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number)
            ? [.. list.EnumerateArray().Select(item => item.GetSingle())]
            : null;
}
