namespace ClipSurgery;

/// <summary>
/// Checks COCO files, data sets and results, against what COCO says and what the importers of the field need. Whatever is broken,
/// the check goes on; only what is no JSON ends it. A file is read twice, entry by entry: memory grows with its ids.
/// </summary>
public static class CocoValidator
{
    /// <summary>
    /// Everything that breaks a rule. What concerns the whole file comes first, then the entries in the file's order; the file is
    /// read the second time while findings are taken.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="pictureFolder">
    /// The folder that file names are relative to: pictures are then read and their sizes compared. Null to leave them alone.
    /// </param>
    /// <exception cref="ClipSurgeryException">The file cannot be read at all.</exception>
    public static IEnumerable<CocoFinding> Validate(string path, string? pictureFolder = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return CocoInspection.Run(path, CocoIndex.Read(path, pictureFolder), json: null);
        }
        catch (CocoSyntaxException error)
        {
            return [error.Finding];
        }
    }
}
