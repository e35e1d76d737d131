using System.Text;

namespace ClipSurgery.Tools;

/// <summary>What is odd about texts that are asked for: they are looked for as they are, and CLIP reads them otherwise than their author.</summary>
internal static class TextHints
{
    private static readonly string[] Negations = ["not ", "no ", "without "];

    /// <summary>The last letter of the Latin blocks that scripts of Europe use.</summary>
    private const int LastLatin = 0x24F;

    /// <summary>One line for each text that needs one.</summary>
    public static IEnumerable<string> For(IEnumerable<string> texts) => texts.Select(For).OfType<string>();

    private static string? For(string text)
    {
        string quoted = $"'{PlainText.Short(text)}'";
        if (text.Split(" . ") is { Length: > 1 } parts)
        {
            string each = string.Join(" ", parts.Select(part => $"--text \"{PlainText.Short(part.Trim(' ', '.'))}\""));
            return $"{quoted} is looked for as one text; give several as {each}.";
        }

        if (Negations.FirstOrDefault(word => text.StartsWith(word, StringComparison.OrdinalIgnoreCase)) is { } negation)
        {
            string rest = text[negation.Length..].Trim();
            return $"{quoted}: CLIP does not understand a negation, and looks for \"{PlainText.Short(rest)}\"; " +
                $"a look-alike to leave out is --not \"{PlainText.Short(rest)}\".";
        }

        return text.EnumerateRunes().Any(rune => Rune.IsLetter(rune) && rune.Value > LastLatin)
            ? $"{quoted} is not in Latin letters; most CLIP models know English alone."
            : null;
    }
}
