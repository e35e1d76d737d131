namespace ClipSurgery;

/// <summary>COCO: one JSON file, and the pictures beside it where a tool wants them there.</summary>
internal sealed class CocoFormat(string name, SegmentationFormat segmentation) : IDatasetFormat
{
    /// <inheritdoc/>
    public string Name => name;

    /// <summary>The file's name.</summary>
    public string FileName { get; init; } = "annotations.json";

    /// <summary>
    /// A folder for the pictures, within the format's own; null to leave them where they are. They also stay there where the data
    /// set does not know their folder.
    /// </summary>
    public string? Pictures { get; init; }

    /// <summary>The data set as <see cref="CocoWriter"/> takes it; annotations are read while they are written.</summary>
    public static CocoDataset ToCoco(LabelledDataset dataset) => new()
    {
        Info = dataset.Info,
        Images = dataset.Images,
        Categories = dataset.Categories,
        Annotations = dataset.Pictures.SelectMany(picture => picture.Annotations),
    };

    /// <inheritdoc/>
    public void Write(LabelledDataset dataset, string folder, ExportOptions options, CancellationToken cancellation)
    {
        double simplify = segmentation == SegmentationFormat.Polygon ? options.Simplify ?? 0 : 0;
        AtomicFile.Write(
            Path.Combine(folder, FileName),
            stream => CocoWriter.Write(stream, ToCoco(dataset), segmentation, mask => ObjectOutline.Parts(mask, simplify)));
        if (Pictures is not null && dataset.PictureFolder is not null)
        {
            foreach (CocoImage image in dataset.Images)
            {
                PicturePlacement.Place(dataset.PictureFolder, image.FileName, Path.Combine(folder, Pictures));
            }
        }
    }
}
