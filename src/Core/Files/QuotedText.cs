namespace ClipSurgery;

/// <summary>Texts from outside in messages: a message stays a line, whatever a file holds.</summary>
internal static class QuotedText
{
    private const int Most = 60;

    /// <summary>The first 60 characters; of a longer text 59 and an ellipsis.</summary>
    public static string Short(string text)
    {
        if (text.Length <= Most)
        {
            return text;
        }

        // Never half a character beyond U+FFFF.
        int end = char.IsHighSurrogate(text[Most - 2]) ? Most - 2 : Most - 1;
        return text[..end] + "\u2026";
    }
}
