using System.Buffers;

namespace ClipSurgery.Tools;

/// <summary>
/// Text from outside (models, label files, COCO files, names of files) fit for a terminal: it cannot move the cursor, colour what
/// follows, turn the direction of writing, or fill the screen.
/// </summary>
internal static class PlainText
{
    private const char Replacement = '\uFFFD';

    /// <summary>A message may quote several texts; what is longer is no message any more.</summary>
    private const int MostOfAMessage = 4000;

    private static readonly SearchValues<char> Unfit = SearchValues.Create([.. Controls()]);

    /// <summary>One line of any length: breaks become blanks, other control characters U+FFFD.</summary>
    public static string OneLine(string text) => Clean(text.ReplaceLineEndings(" ").Replace('\t', ' '));

    /// <summary>One line of a message: of a very long one the beginning and the end.</summary>
    public static string Message(string text)
    {
        const int Half = MostOfAMessage / 2;
        return OneLine(text.Length <= MostOfAMessage ? text : $"{text[..Half]} [...] {text[^Half..]}");
    }

    /// <summary>One line of at most 60 characters, for a text that is quoted.</summary>
    public static string Short(string text) => OneLine(QuotedText.Short(text));

    /// <summary>The text with its line breaks and tabs; other control characters become U+FFFD.</summary>
    public static string Clean(string text)
    {
        if (!text.AsSpan().ContainsAny(Unfit))
        {
            return text;
        }

        return string.Create(text.Length, text, static (result, source) =>
        {
            for (int i = 0; i < source.Length; i++)
            {
                result[i] = Unfit.Contains(source[i]) ? Replacement : source[i];
            }
        });
    }

    /// <summary>JSON that says the same without characters that a terminal would obey, which only its strings can hold.</summary>
    public static string EscapeJson(string json) => !json.AsSpan().ContainsAny(Unfit)
        ? json
        : string.Concat(json.Select(code => Unfit.Contains(code) ? $"\\u{(int)code:x4}" : $"{code}"));

    private static IEnumerable<char> Controls() =>
        Enumerable.Range(0, char.MaxValue + 1).Select(code => (char)code)
            .Where(code => char.IsControl(code) ? code is not ('\n' or '\r' or '\t') : IsDirection(code));

    /// <summary>Marks, embeddings and isolates of writing direction, and the two line breaks that are no control characters.</summary>
    private static bool IsDirection(char code) =>
        code is '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
