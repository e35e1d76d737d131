namespace ClipSurgery;

/// <summary>
/// What tools find a picture's label file by: the picture's path without its extension. The folders stay, so that equal names in
/// two of them do not meet.
/// </summary>
internal static class PictureStem
{
    /// <summary>A picture's path, with forward slashes and without its extension.</summary>
    public static string Of(string fileName)
    {
        int dot = fileName.LastIndexOf('.');
        return dot > fileName.LastIndexOf('/') + 1 ? fileName[..dot] : fileName;
    }

    /// <summary>
    /// Pictures that would share a label file, and paths that lead out of the picture folder. Windows and macOS take names that
    /// differ by case for one.
    /// </summary>
    /// <param name="fileNames">The pictures' names.</param>
    /// <param name="place">Where the format puts a picture of that name.</param>
    public static IEnumerable<string> Problems(IReadOnlyList<string> fileNames, Func<string, string>? place = null)
    {
        Dictionary<string, string> byStem = new(fileNames.Count, StringComparer.OrdinalIgnoreCase);
        foreach (string name in fileNames)
        {
            string stem = Of(place?.Invoke(name) ?? name);
            if (PictureName.LeadsOut(name))
            {
                yield return PictureName.OutsideProblem(name);
            }
            else if (!byStem.TryAdd(stem, name))
            {
                yield return $"{byStem[stem]} and {name}: both would have the same label file, whose name is that of the picture " +
                    "without the extension, on Windows and macOS in whatever case. Rename one of them.";
            }
        }
    }
}
