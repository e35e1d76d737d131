namespace ClipSurgery;

/// <summary>Reads lists of pictures, one path a line; with a NUL anywhere, as <c>find -print0</c> writes, one a NUL.</summary>
public static class PictureList
{
    /// <summary>Reads a list from a file, UTF-8.</summary>
    /// <param name="folder">The folder that names are relative to.</param>
    /// <param name="path">The list.</param>
    /// <exception cref="ClipSurgeryException">The list cannot be read, or a path in it lies outside the folder.</exception>
    public static PictureListing Read(string folder, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            throw new ClipSurgeryException($"{path}: this is a folder; give a file with one picture a line.");
        }

        FileKinds.RefuseSpecial(path);
        try
        {
            using StreamReader reader = new(path);
            return Read(folder, reader, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ClipSurgeryException(
                $"{path}: cannot be read ({error.Message}). Give a file with one picture a line.", error);
        }
    }

    /// <summary>
    /// Reads a list. Paths are relative to the folder, or absolute and in it; blank lines and repetitions are dropped. Whether
    /// the files exist is not asked.
    /// </summary>
    /// <param name="folder">The folder that names are relative to.</param>
    /// <param name="reader">The list; it stays open.</param>
    /// <param name="name">What messages call the list.</param>
    /// <exception cref="ClipSurgeryException">A path lies outside the folder; the message has its line.</exception>
    public static PictureListing Read(string folder, TextReader reader, string name)
    {
        PictureFolder.Require(folder);
        ArgumentNullException.ThrowIfNull(reader);
        string top = Path.GetFullPath(folder);
        string text = reader.ReadToEnd();
        char separator = text.Contains('\0') ? '\0' : '\n';
        HashSet<string> fileNames = [];
        Dictionary<string, SkippedEntry> skipped = [];
        int line = 0;
        foreach (Range range in text.AsSpan().Split(separator))
        {
            line++;
            string path = separator == '\n' ? text[range].TrimEnd('\r') : text[range];
            if (string.IsNullOrWhiteSpace(path))
            {
                continue;
            }

            string fileName = RelativeTo(top, path)
                ?? throw new ClipSurgeryException(
                    $"{name}:{line}: \"{QuotedText.Short(path)}\" lies outside {folder}; expected pictures in that folder.");
            if (PictureName.ProblemOf(fileName) is string problem)
            {
                skipped[fileName] = PictureName.Skipped(fileName, problem);
            }
            else
            {
                fileNames.Add(fileName);
            }
        }

        return new PictureListing(
            [.. fileNames.Order(StringComparer.Ordinal)],
            [.. skipped.Values.OrderBy(entry => entry.Name, StringComparer.Ordinal)]);
    }

    /// <summary>The name with forward slashes; null for a path outside, or the folder itself.</summary>
    private static string? RelativeTo(string top, string path)
    {
        string relative = Path.GetRelativePath(top, Path.GetFullPath(path, top));
        string name = Path.DirectorySeparatorChar == '/' ? relative : relative.Replace(Path.DirectorySeparatorChar, '/');
        return Path.IsPathRooted(name) || name is "." or ".." || name.StartsWith("../", StringComparison.Ordinal) ? null : name;
    }
}
