namespace ClipSurgery;

/// <summary>The most that one request may hold: bounds on work, looked at before anything is decoded.</summary>
internal static class RequestLimits
{
    public const int Texts = 64;
    public const int TextLength = 256;
    public const int Points = 256;
    public const int Instances = 1000;

    public const int Connections = 256;
    public const int HeaderBytes = 16 << 10;
    public const int JsonDepth = 16;

    /// <summary>A body that carries a picture of a few thousand pixels a side in base64, or masks that somebody drew by hand.</summary>
    public const long BodyBytes = 96L << 20;

    /// <exception cref="ProblemException">There are more.</exception>
    public static void Require(int count, int most, string what)
    {
        if (count > most)
        {
            throw ProblemException.Invalid($"The request has {count} {what}; it may have {most}.");
        }
    }

    /// <exception cref="ProblemException">There are too many texts, one is blank or too long, or one comes twice.</exception>
    public static void RequireTexts(IReadOnlyList<string> texts)
    {
        Require(texts.Count, Texts, "texts");
        foreach (string text in texts)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                throw ProblemException.Invalid("A text is blank; give a word or a phrase.");
            }

            Require(text.Length, TextLength, "characters in a text");
        }
    }
}
