namespace ClipSurgery;

/// <summary>
/// Exports beside a COCO file that was written anew: those that hold other labels are marked with a file that says so.
/// </summary>
internal static class StaleExports
{
    /// <summary>The mark.</summary>
    public const string FileName = "STALE.txt";

    private const string Text =
        "The labels in this folder are not those of ../annotations.json any more. Write them again with 'clip-surgery export'.\n";

    /// <summary>Marks the exports in a folder that hold other labels than a data set, and takes the mark from those that do not.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="fingerprint">The data set's <see cref="DatasetFingerprint"/>.</param>
    /// <returns>The names of the marked ones, in ordinal order.</returns>
    /// <exception cref="ClipSurgeryException">A mark cannot be written.</exception>
    public static IReadOnlyList<string> Mark(string folder, string fingerprint)
    {
        List<string> stale = [];
        foreach (string export in Directory.GetDirectories(folder).Where(AtomicFolder.IsWrittenHere).Order(StringComparer.Ordinal))
        {
            string mark = Path.Combine(export, FileName);
            if (AtomicFolder.ReadMarker(export) == fingerprint)
            {
                File.Delete(mark);
            }
            else
            {
                TextFile.Write(mark, Text);
                stale.Add(Path.GetFileName(export));
            }
        }

        return stale;
    }
}
