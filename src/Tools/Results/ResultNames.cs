using System.Text;

namespace ClipSurgery.Tools;

/// <summary>Names of result files.</summary>
internal static class ResultNames
{
    /// <summary>A text as part of a file name: letters and digits, everything else a hyphen.</summary>
    public static string Slug(string text)
    {
        StringBuilder slug = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                slug.Append(rune.ToString());
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        string trimmed = slug.ToString().Trim('-');
        return trimmed.Length == 0 ? "text" : trimmed[..Math.Min(trimmed.Length, 60)];
    }

    /// <summary>A slug for each text, unique whatever the case of letters: "c++" and "c#" become "c" and "c-2".</summary>
    public static IReadOnlyList<string> Slugs(IReadOnlyList<string> texts) => Unique(texts.Select(Slug));

    /// <summary>The names, those that came before with a number behind them; Windows and macOS take "A" and "a" for one.</summary>
    public static IReadOnlyList<string> Unique(IEnumerable<string> names)
    {
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        List<string> unique = [];
        foreach (string name in names)
        {
            string candidate = name;
            for (int number = 2; !taken.Add(candidate); number++)
            {
                candidate = $"{name}-{number}";
            }

            unique.Add(candidate);
        }

        return unique;
    }

    /// <summary>A result beside the others of its kind: <c>OUTPUT/kind/STEM-suffix.png</c>.</summary>
    public static string Png(string output, string kind, string stem, string suffix = "") =>
        Path.Combine(output, kind, $"{stem}{(suffix.Length == 0 ? "" : "-")}{suffix}.png");

    /// <summary>What the name of a picture's mask ends with: its place from 1, and its label.</summary>
    public static string MaskSuffix(int index, string label) => $"{index + 1}-{Slug(label)}";
}
