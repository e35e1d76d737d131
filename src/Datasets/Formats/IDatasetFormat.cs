namespace ClipSurgery;

/// <summary>
/// How a data set is laid out on disk for some tool. Every file is complete or not there; the same data set gives the same bytes.
/// </summary>
internal interface IDatasetFormat
{
    /// <summary>What a user types: <c>yolo</c>.</summary>
    string Name { get; }

    /// <summary>Writes the data set into a folder that exists and is empty.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="cancellation">Looked at where one picture takes long; pictures look at it themselves.</param>
    /// <exception cref="ClipSurgeryException">A file cannot be written, or the format cannot hold this data set.</exception>
    void Write(LabelledDataset dataset, string folder, ExportOptions options, CancellationToken cancellation);
}
