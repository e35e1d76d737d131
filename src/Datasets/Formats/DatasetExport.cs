namespace ClipSurgery;

/// <summary>
/// Writes a data set for other tools. A folder appears when it is complete, in place of an earlier export if there was one; an
/// error or a cancellation leaves the earlier one as it was. The same data set gives the same bytes.
/// </summary>
public static class DatasetExport
{
    /// <summary>The names of all formats.</summary>
    public static IReadOnlyList<string> Formats { get; } = [.. DatasetFormats.All.Select(format => format.Name)];

    /// <summary>
    /// What will keep a data set from being written and is known before a picture is labelled: pictures that would share a label
    /// file, names that the format cannot hold, a folder with files from elsewhere.
    /// </summary>
    /// <param name="format">The format, one of <see cref="Formats"/>.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="fileNames">The pictures' names.</param>
    /// <param name="options">How it is to be written.</param>
    /// <param name="folder">The export's own folder.</param>
    /// <returns>A sentence each.</returns>
    /// <exception cref="ClipSurgeryException">There is no such format.</exception>
    public static IReadOnlyList<string> Problems(
        string format, IReadOnlyList<LabelClass> classes, IReadOnlyList<string> fileNames, ExportOptions options, string folder)
    {
        ArgumentNullException.ThrowIfNull(format);
        string? occupied = AtomicFolder.ProblemOf(Path.GetFullPath(folder));
        IEnumerable<string> problems = DatasetFormats.Find(format).Problems(classes, fileNames, options);
        return [.. (occupied is null ? problems : problems.Append(occupied)).Select(OneLine)];
    }

    /// <summary>Names may hold line breaks and terminal codes.</summary>
    private static string OneLine(string problem) =>
        string.Concat(problem.Select(character => char.IsControl(character) ? ' ' : character));

    /// <summary>Writes a data set in a format.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="format">The format, one of <see cref="Formats"/>.</param>
    /// <param name="folder">Where the export's own folder goes, which has the format's name.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="cancellation">Looked at before each picture.</param>
    /// <returns>The path of the export's folder.</returns>
    /// <exception cref="ClipSurgeryException">
    /// There is no such format, the folder cannot be written or holds files from elsewhere, or the format cannot hold the data
    /// set.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static string Write(
        LabelledDataset dataset, string format, string folder, ExportOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(format);
        return Write(dataset, DatasetFormats.Find(format), folder, format, options, cancellation);
    }

    /// <summary>Writes a data set for a tool; the export's folder has the tool's name.</summary>
    /// <inheritdoc cref="Write(LabelledDataset, string, string, ExportOptions, CancellationToken)"/>
    public static string Write(
        LabelledDataset dataset, DatasetTarget target, string folder, ExportOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        return Write(dataset, DatasetFormats.Find(target.Format), folder, target.Name, options, cancellation);
    }

    private static string Write(
        LabelledDataset dataset, IDatasetFormat format, string folder, string name, ExportOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        string path = Path.Combine(folder, name);
        LabelledDataset watched = dataset with { Pictures = Watch(dataset.Pictures, cancellation) };
        AtomicFolder.Write(path, DatasetFingerprint.Of(watched), temporary => format.Write(watched, temporary, options, cancellation));
        return path;
    }

    private static IEnumerable<PictureLabels> Watch(IEnumerable<PictureLabels> pictures, CancellationToken cancellation)
    {
        foreach (PictureLabels picture in pictures)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return picture;
        }
    }
}
