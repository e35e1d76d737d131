using System.Globalization;
using System.Net;
using System.Text;

namespace ClipSurgery;

/// <summary>
/// What CLIP's tokenizer does before byte-pair encoding: HTML entities, white space, lower case, and the split into words, as its regular
/// expression defines them over Unicode code points.
/// </summary>
internal static class PreTokenizer
{
    public const string StartText = "<start_of_text>";
    public const string EndText = "<end_of_text>";

    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    /// <summary>U+FB00 to U+FB06.</summary>
    private static readonly string[] Ligatures = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"];

    /// <summary>U+01C4 to U+01CC, three cases each; the case is lost later anyway.</summary>
    private static readonly string[] CaronDigraphs = ["d\u017E", "lj", "nj"];

    private enum Kind
    {
        Space,
        Letter,
        Number,
        Other,
    }

    /// <summary>The words of a text in order: special tokens, contractions, runs of letters, single numerals, runs of anything else.</summary>
    public static IEnumerable<string> Split(string text)
    {
        string clean = Clean(text);
        int position = 0;
        while (position < clean.Length)
        {
            int length = WordLength(clean.AsSpan(position), out Kind kind);
            if (kind != Kind.Space)
            {
                yield return clean.Substring(position, length);
            }

            position += length;
        }
    }

    private static string Clean(string text)
    {
        string decoded = WebUtility.HtmlDecode(WebUtility.HtmlDecode(text));
        string normalized = Repair(decoded).Normalize(NormalizationForm.FormC);
        return LowerCase(CollapseSpace(normalized));
    }

    /// <summary>
    /// The certain part of what the reference's unicode repair (ftfy) does: straight quotes, ligatures and full-width forms as plain
    /// letters, no control characters. Half a surrogate pair, which has no UTF-8 form, becomes U+FFFD.
    /// </summary>
    private static string Repair(string text)
    {
        StringBuilder repaired = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case 0x2018 or 0x2019 or 0x201A or 0x201B:
                    repaired.Append('\'');
                    break;
                case 0x201C or 0x201D or 0x201E or 0x201F:
                    repaired.Append('"');
                    break;
                case >= 0xFF01 and <= 0xFF5E:
                    repaired.Append((char)(rune.Value - 0xFEE0));
                    break;
                case >= 0xFB00 and <= 0xFB06:
                    repaired.Append(Ligatures[rune.Value - 0xFB00]);
                    break;
                case >= 0x1C4 and <= 0x1CC:
                    repaired.Append(CaronDigraphs[(rune.Value - 0x1C4) / 3]);
                    break;
                case 0xFEFF or 0x7F or (< ' ' and not (>= '\t' and <= '\r') and not (>= 0x1C and <= 0x1F)):
                    break;
                default:
                    repaired.Append(rune.ToString());
                    break;
            }
        }

        return repaired.ToString();
    }

    private static string CollapseSpace(string text)
    {
        StringBuilder collapsed = new(text.Length);
        foreach (char c in text)
        {
            if (!IsSpace(c))
            {
                collapsed.Append(c);
            }
            else if (collapsed.Length > 0 && collapsed[^1] != ' ')
            {
                collapsed.Append(' ');
            }
        }

        return collapsed.ToString().TrimEnd(' ');
    }

    /// <summary>Python's white space: Unicode's, and the four separators below the blank.</summary>
    private static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';

    /// <summary>Unicode's full lower case: the simple mapping, the dotted capital I, and the final sigma.</summary>
    private static string LowerCase(string text)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        StringBuilder lower = new(text.Length);
        for (int i = 0; i < runes.Length; i++)
        {
            switch (runes[i].Value)
            {
                case 0x130:
                    lower.Append("i\u0307");
                    break;
                case 'Σ':
                    lower.Append(IsFinal(runes, i) ? 'ς' : 'σ');
                    break;
                default:
                    lower.Append(Rune.ToLowerInvariant(runes[i]).ToString());
                    break;
            }
        }

        return lower.ToString();
    }

    /// <summary>A sigma ends its word where a cased letter stands before it and none after it, marks and the like not counted.</summary>
    private static bool IsFinal(Rune[] runes, int sigma)
    {
        int before = sigma - 1;
        while (before >= 0 && IsCaseIgnorable(runes[before]))
        {
            before--;
        }

        int after = sigma + 1;
        while (after < runes.Length && IsCaseIgnorable(runes[after]))
        {
            after++;
        }

        return before >= 0 && IsCased(runes[before]) && !(after < runes.Length && IsCased(runes[after]));
    }

    private static bool IsCased(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter;

    private static bool IsCaseIgnorable(Rune rune) => rune.Value is '\'' or '.' or ':' or 0xB7 or 0x2019 || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
        or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;

    private static int WordLength(ReadOnlySpan<char> text, out Kind kind)
    {
        kind = Kind.Other;
        foreach (string special in (ReadOnlySpan<string>)[StartText, EndText, .. Contractions])
        {
            if (text.StartsWith(special, StringComparison.Ordinal))
            {
                return special.Length;
            }
        }

        kind = KindOf(text, out int length);
        if (kind is Kind.Letter or Kind.Other)
        {
            while (length < text.Length && KindOf(text[length..], out int next) == kind)
            {
                length += next;
            }
        }

        return length;
    }

    private static Kind KindOf(ReadOnlySpan<char> text, out int length)
    {
        Rune.DecodeFromUtf16(text, out Rune rune, out length);
        return Rune.GetUnicodeCategory(rune) switch
        {
            <= UnicodeCategory.OtherLetter => Kind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Number,
            _ => Rune.IsWhiteSpace(rune) ? Kind.Space : Kind.Other,
        };
    }
}
