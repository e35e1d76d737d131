using System.Text.Json;

namespace ClipSurgery;

/// <summary>One JSON object of a COCO file. Whatever is missing or of the wrong kind becomes one line that says where.</summary>
/// <param name="Element">The object.</param>
/// <param name="Where">File and entry, the beginning of every message.</param>
internal readonly record struct CocoObject(JsonElement Element, string Where)
{
    public ClipSurgeryException Error(string problem) => new($"{Where}: {problem}.");

    public static string KindOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    /// <summary>The value of a key, or null where the key is missing or its value is null.</summary>
    public JsonElement? Optional(string key) =>
        Element.TryGetProperty(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public JsonElement Required(string key) =>
        Optional(key) ?? throw Error($"\"{key}\" is missing; expected it in every such entry");

    public string String(string key) => String(Required(key), key);

    public string String(JsonElement value, string key) =>
        value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw Error($"\"{key}\" is {KindOf(value)}; expected a string");

    public int Integer(string key) => Integer(Required(key), key);

    public int Integer(JsonElement value, string key) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
            ? number
            : throw Error($"\"{key}\" is {Shown(value)}; expected a whole number of 32 bits");

    public long LongInteger(string key)
    {
        JsonElement value = Required(key);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number)
            ? number
            : throw Error($"\"{key}\" is {Shown(value)}; expected a whole number");
    }

    public double Number(JsonElement value, string key) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number)
            ? number
            : throw Error($"\"{key}\" has {Shown(value)}; expected a finite number");

    public int[] Integers(string key)
    {
        JsonElement list = Required(key);
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw Error($"\"{key}\" is {KindOf(list)}; expected a list of whole numbers");
        }

        int[] numbers = new int[list.GetArrayLength()];
        int index = 0;
        foreach (JsonElement item in list.EnumerateArray())
        {
            numbers[index++] = Integer(item, key);
        }

        return numbers;
    }

    /// <summary>The object under a key, or null where the key is missing.</summary>
    public CocoObject? Nested(string key)
    {
        if (Optional(key) is not JsonElement value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Object
            ? new CocoObject(value, Where)
            : throw Error($"\"{key}\" is {KindOf(value)}; expected an object");
    }

    /// <summary>The entries of a list of objects.</summary>
    /// <param name="list">The list.</param>
    /// <param name="where">File and name of the list.</param>
    public static IEnumerable<CocoObject> Entries(JsonElement list, string where)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw new ClipSurgeryException($"{where}: it is {KindOf(list)}; expected a list.");
        }

        int index = 0;
        foreach (JsonElement item in list.EnumerateArray())
        {
            yield return Entry(item, where, index++);
        }
    }

    /// <summary>One entry of a list of objects.</summary>
    public static CocoObject Entry(JsonElement item, string where, int index)
    {
        CocoObject entry = new(item, $"{where}[{index}]");
        return item.ValueKind == JsonValueKind.Object ? entry : throw entry.Error($"it is {KindOf(item)}; expected an object");
    }

    /// <summary>A number as it is written in the file, or the kind of anything else.</summary>
    private static string Shown(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? QuotedText.Short(value.GetRawText()) : KindOf(value);
}
