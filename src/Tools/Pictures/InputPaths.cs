namespace ClipSurgery.Tools;

/// <summary>
/// Pictures as they are named on the command line: files, folders with all pictures in them, patterns that the shell left alone (that of
/// Windows leaves all), and "-" for a picture that comes by standard input.
/// </summary>
internal static class InputPaths
{
    /// <summary>What a picture from standard input is called.</summary>
    public const string StandardInput = "-";

    /// <summary>The files; each once, in the order in which they were named, those of a folder by name.</summary>
    /// <exception cref="UsageException">A folder has no picture, or no file fits a pattern.</exception>
    public static IReadOnlyList<string> Expand(IReadOnlyList<string> typed) => [.. typed.SelectMany(Expand).Distinct()];

    private static IEnumerable<string> Expand(string typed)
    {
        if (typed == StandardInput || File.Exists(typed))
        {
            return [typed];
        }

        if (Directory.Exists(typed))
        {
            return Found(PictureFolder.List(typed).FileNames.Select(name => Path.Combine(typed, name)), $"{typed}: the folder has no picture");
        }

        string pattern = Path.GetFileName(typed);
        string folder = Path.GetDirectoryName(typed) is { Length: > 0 } named ? named : ".";
        return pattern.AsSpan().ContainsAny('*', '?')
            ? Found(Matches(folder, pattern).Select(path => folder == "." ? Path.GetFileName(path) : path), $"{typed}: no file fits")
            : [typed];
    }

    private static IEnumerable<string> Matches(string folder, string pattern) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal) : [];

    private static string[] Found(IEnumerable<string> files, string problem)
    {
        string[] found = [.. files];
        return found.Length > 0 ? found : throw new UsageException($"{problem}; expected .jpg, .png, .webp, .tif, .bmp or .gif files.");
    }
}
