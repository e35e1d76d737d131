namespace ClipSurgery;

/// <summary>How much one request may ask; checked before a picture is decoded or a model runs.</summary>
internal static class ToolLimits
{
    /// <summary>Texts of one request.</summary>
    public const int MostTexts = RequestLimits.Texts;

    /// <summary>Characters of one text; CLIP reads about 300.</summary>
    public const int MostCharacters = RequestLimits.TextLength;

    /// <summary>Points and boxes of one request, together.</summary>
    public const int MostPrompts = RequestLimits.Points;

    /// <summary>Tasks of one request.</summary>
    public const int MostTasks = 1000;

    /// <summary>How deep JSON may be nested.</summary>
    public const int MostJsonDepth = 32;

    /// <exception cref="ArgumentException">There are too many texts, or one is too long.</exception>
    public static void CheckTexts(IReadOnlyCollection<string> texts)
    {
        if (texts.Count > MostTexts)
        {
            throw new ArgumentException($"The request has {texts.Count} texts; at most {MostTexts} are taken. Ask in several requests.");
        }

        if (texts.FirstOrDefault(text => text.Length > MostCharacters) is { } longest)
        {
            throw new ArgumentException(
                $"A text has {longest.Length} characters; at most {MostCharacters} are taken. Say it shorter.");
        }
    }

    /// <exception cref="ArgumentException">There are too many points and boxes.</exception>
    public static void CheckPrompts(int count)
    {
        if (count > MostPrompts)
        {
            throw new ArgumentException($"The request has {count} points and boxes; at most {MostPrompts} are taken.");
        }
    }

    /// <summary>A number from 0 to 1; null stays null.</summary>
    /// <exception cref="ArgumentException">It is another number.</exception>
    public static double? Share(string name, double? value) => value is null or (>= 0 and <= 1)
        ? value
        : throw new ArgumentException($"{name} is {value}; expected a number from 0 to 1.");
}
