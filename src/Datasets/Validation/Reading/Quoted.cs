using System.Text.Json;

namespace ClipSurgery;

/// <summary>What a file holds, as messages show it: short and on one line.</summary>
internal static class Quoted
{
    private const int Longest = 60;

    public static string Json(JsonElement value) => Short(value.GetRawText());

    public static string Text(string text) => $"\"{Short(text)}\"";

    public static string Short(string text)
    {
        string start = text.Length > Longest ? $"{text[..Longest]}…" : text;
        return string.Concat(start.Select(character => char.IsControl(character) ? ' ' : character));
    }
}
