using System.Globalization;
using System.Text;

namespace ClipSurgery;

/// <summary>
/// Splits a normalised text into the words that BPE never merges across. The rule is CLIP's pattern
/// <c>'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+</c>, read by code point: a .NET regular expression would see
/// the two halves of a letter beyond U+FFFF as symbols.
/// </summary>
internal ref struct ClipWords(ReadOnlySpan<char> text)
{
    // The pattern ignores case, and ſ (long s) is a case of s.
    private static readonly string[] Contractions = ["'s", "'ſ", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private ReadOnlySpan<char> _rest = text;

    private enum RuneClass
    {
        Space,
        Letter,
        Number,
        Other,
    }

    public ReadOnlySpan<char> Current { get; private set; }

    public readonly ClipWords GetEnumerator() => this;

    public bool MoveNext()
    {
        _rest = _rest.TrimStart();
        if (_rest.IsEmpty)
        {
            return false;
        }

        int length = WordLength(_rest);
        Current = _rest[..length];
        _rest = _rest[length..];
        return true;
    }

    private static int WordLength(ReadOnlySpan<char> text)
    {
        foreach (string contraction in Contractions)
        {
            if (text.StartsWith(contraction, StringComparison.Ordinal))
            {
                return contraction.Length;
            }
        }

        RuneClass first = ClassAt(text, out int length);
        if (first == RuneClass.Number)
        {
            return length;
        }

        while (length < text.Length && ClassAt(text[length..], out int next) == first)
        {
            length += next;
        }

        return length;
    }

    private static RuneClass ClassAt(ReadOnlySpan<char> text, out int length)
    {
        Rune.DecodeFromUtf16(text, out Rune rune, out length);
        return Rune.GetUnicodeCategory(rune) switch
        {
            <= UnicodeCategory.OtherLetter => RuneClass.Letter,
            >= UnicodeCategory.DecimalDigitNumber and <= UnicodeCategory.OtherNumber => RuneClass.Number,
            _ when Rune.IsWhiteSpace(rune) => RuneClass.Space,
            _ => RuneClass.Other,
        };
    }
}
