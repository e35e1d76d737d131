namespace ClipSurgery;

/// <summary>
/// How a data set is laid out on disk for some tool. Every file is complete or not there; the same data set gives the same bytes.
/// </summary>
internal interface IDatasetFormat
{
    /// <summary>What a user types: <c>yolo</c>.</summary>
    string Name { get; }

    /// <summary>What keeps the format from holding a data set and is known before a picture is labelled; a sentence each.</summary>
    /// <param name="classes">The classes.</param>
    /// <param name="fileNames">The pictures' names.</param>
    /// <param name="options">How it is written.</param>
    IEnumerable<string> Problems(IReadOnlyList<LabelClass> classes, IReadOnlyList<string> fileNames, ExportOptions options);

    /// <summary>Writes the data set into a folder that exists and is empty.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="cancellation">Looked at where one picture takes long; pictures look at it themselves.</param>
    /// <exception cref="ClipSurgeryException">A file cannot be written, or the format cannot hold this data set.</exception>
    void Write(LabelledDataset dataset, string folder, ExportOptions options, CancellationToken cancellation);
}
