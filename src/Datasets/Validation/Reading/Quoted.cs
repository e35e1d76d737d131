using System.Text.Json;

namespace ClipSurgery;

/// <summary>What a file holds, as messages show it: short and on one line.</summary>
internal static class Quoted
{
    public static string Json(JsonElement value) => Short(value.GetRawText());

    public static string Text(string text) => $"\"{Short(text)}\"";

    /// <summary>As <see cref="QuotedText.Short"/>, with blanks for control characters: reports are read in editors too.</summary>
    public static string Short(string text) =>
        string.Concat(QuotedText.Short(text).Select(character => char.IsControl(character) ? ' ' : character));
}
