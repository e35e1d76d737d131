namespace ClipSurgery.Tools;

/// <summary>A file with one text a line.</summary>
internal static class TextFile
{
    /// <summary>
    /// The texts in their order, without blanks around them, blank lines and repetitions (ignoring case); at least one.
    /// </summary>
    /// <param name="option">The option that named the file.</param>
    /// <param name="path">The file, UTF-8.</param>
    public static IReadOnlyList<string> Read(string option, string path)
    {
        FileKinds.RefuseSpecial(path);
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException($"{option} {path}: no such file; expected a file with one text a line.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option} {path}: cannot be read ({error.Message}); expected a file with one text a line.");
        }

        string[] texts = [.. lines.Select(line => line.Trim()).Where(line => line.Length > 0).Distinct(DistinctTexts.Comparer)];
        return texts.Length > 0 ? texts : throw new UsageException($"{option} {path}: the file is empty; expected one text a line.");
    }
}
