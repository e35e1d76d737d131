using System.Globalization;
using System.Net;
using System.Text;

namespace ClipSurgery;

/// <summary>
/// Brings a text into the form that CLIP's words are read from: typographic characters as plain ones, HTML entities decoded,
/// white space collapsed, lower case. The replacements are those of ftfy's <c>fix_text</c>, the lower case is Python's.
/// </summary>
internal static class ClipText
{
    public static string Normalise(string text)
    {
        // ftfy decodes entities first, unless the text looks like HTML; the reference decodes twice more in any case.
        string decoded = text.Contains('<') ? text : WebUtility.HtmlDecode(text);
        string plain = WebUtility.HtmlDecode(WebUtility.HtmlDecode(ReplaceTypography(decoded)));
        return Lower(CollapseWhiteSpace(plain));
    }

    private static string ReplaceTypography(string text)
    {
        StringBuilder result = new(text.Length);
        // Half of a surrogate pair is enumerated as U+FFFD, as ftfy has it.
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Replacement(rune.Value) is string replacement)
            {
                result.Append(replacement);
            }
            else
            {
                Append(result, rune);
            }
        }

        return result.ToString();
    }

    private static string? Replacement(int codePoint) => codePoint switch
    {
        <= 0x08 or 0x0B or (>= 0x0E and <= 0x1F) or 0x7F => "",
        < 0x80 => null,
        0x02BC or (>= 0x2018 and <= 0x201B) => "'",
        >= 0x201C and <= 0x201F => "\"",
        // Controls of text direction and layout, the byte order mark, and interlinear annotation.
        (>= 0x206A and <= 0x206F) or 0xFEFF or (>= 0xFFF9 and <= 0xFFFC) => "",
        // Full-width ASCII lies in the order of ASCII.
        >= 0xFF01 and <= 0xFF5E => ((char)(codePoint - 0xFF01 + '!')).ToString(),
        'Ĳ' => "IJ",
        'ĳ' => "ij",
        'ŉ' => "'n",
        'Ǆ' => "DŽ",
        'ǅ' => "Dž",
        'ǆ' => "dž",
        'Ǉ' => "LJ",
        'ǈ' => "Lj",
        'ǉ' => "lj",
        'Ǌ' => "NJ",
        'ǋ' => "Nj",
        'ǌ' => "nj",
        'Ǳ' => "DZ",
        'ǲ' => "Dz",
        'ǳ' => "dz",
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' => "ſt",
        'ﬆ' => "st",
        _ => null,
    };

    private static List<Rune> CollapseWhiteSpace(string text)
    {
        List<Rune> runes = new(text.Length);
        bool isAfterSpace = true;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isSpace = Rune.IsWhiteSpace(rune);
            if (!isSpace)
            {
                runes.Add(rune);
            }
            else if (!isAfterSpace)
            {
                runes.Add(new Rune(' '));
            }

            isAfterSpace = isSpace;
        }

        return runes;
    }

    private static string Lower(List<Rune> runes)
    {
        StringBuilder result = new(runes.Count);
        for (int i = 0; i < runes.Count; i++)
        {
            switch (runes[i].Value)
            {
                // The two letters whose full lower case is not one fixed letter.
                case 'İ':
                    result.Append("i\u0307");
                    break;
                case 'Σ':
                    result.Append(IsFinalSigma(runes, i) ? 'ς' : 'σ');
                    break;
                default:
                    Append(result, Rune.ToLowerInvariant(runes[i]));
                    break;
            }
        }

        return result.ToString();
    }

    /// <summary>Unicode's Final_Sigma (The Unicode Standard, section 3.13): a cased letter before it, none behind it.</summary>
    private static bool IsFinalSigma(List<Rune> runes, int index) =>
        IsCased(runes, index, -1) && !IsCased(runes, index, +1);

    /// <summary>Whether the next character in a direction has case; marks and the like in between do not count.</summary>
    private static bool IsCased(List<Rune> runes, int index, int step)
    {
        int i = index + step;
        while (i >= 0 && i < runes.Count && IsCaseIgnorable(runes[i]))
        {
            i += step;
        }

        return i >= 0 && i < runes.Count && Rune.GetUnicodeCategory(runes[i]) <= UnicodeCategory.TitlecaseLetter;
    }

    private static bool IsCaseIgnorable(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.ModifierLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format or UnicodeCategory.ModifierSymbol => true,
        _ => rune.Value is '\'' or '.' or ':' or '·',
    };

    // StringBuilder.Append(object) would box the rune and make a string of it.
    private static void Append(StringBuilder result, Rune rune)
    {
        Span<char> utf16 = stackalloc char[2];
        result.Append(utf16[..rune.EncodeToUtf16(utf16)]);
    }
}
