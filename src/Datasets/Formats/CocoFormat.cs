namespace ClipSurgery;

/// <summary>COCO: one JSON file, and the pictures beside it where a tool wants them there.</summary>
internal sealed class CocoFormat(string name, SegmentationFormat segmentation) : IDatasetFormat
{
    private const string CopiedPictures = "images";
    private const string WholeFile = "annotations.json";

    /// <inheritdoc/>
    public string Name => name;

    /// <summary>The file's name.</summary>
    public string FileName { get; init; } = WholeFile;

    /// <summary>
    /// A folder for the pictures, within the format's own; null to leave them where they are unless copies are asked for. They also
    /// stay there where the data set does not know their folder.
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
    public IEnumerable<string> Problems(
        IReadOnlyList<LabelClass> classes, IReadOnlyList<string> fileNames, ExportOptions options) =>
        fileNames.Where(PictureName.LeadsOut).Select(PictureName.OutsideProblem);

    /// <inheritdoc/>
    public void Write(LabelledDataset dataset, string folder, ExportOptions options, CancellationToken cancellation)
    {
        this.Require(dataset, options);
        if (Pictures is null && options.Split is { } split)
        {
            foreach (string part in DatasetSplit.Parts)
            {
                WriteFile(PartFile(folder, part), PartOf(dataset, split, part), options);
            }
        }
        else
        {
            WriteFile(Path.Combine(folder, FileName), dataset, options);
        }

        if (dataset.PictureFolder is { } pictures && (Pictures is not null || options.CopyPictures))
        {
            foreach (CocoImage image in dataset.Images)
            {
                string target = Path.Combine(folder, Pictures ?? CopiedPictures);
                PicturePlacement.Place(pictures, image.FileName, target, image.FileName, options.CopyPictures);
            }
        }
    }

    /// <summary>The file of a written export to train with.</summary>
    public static string TrainingFile(string folder) => File.Exists(PartFile(folder, DatasetSplit.Train))
        ? PartFile(folder, DatasetSplit.Train)
        : Path.Combine(folder, WholeFile);

    private static string PartFile(string folder, string part) => Path.Combine(folder, "annotations", $"instances_{part}.json");

    private void WriteFile(string path, LabelledDataset dataset, ExportOptions options)
    {
        double simplify = segmentation == SegmentationFormat.Polygon ? options.Simplify ?? 0 : 0;
        AtomicFile.Write(
            path, stream => CocoWriter.Write(stream, ToCoco(dataset), segmentation, mask => ObjectOutline.Parts(mask, simplify)));
    }

    /// <summary>The pictures of one part, with the ids that they have in the whole.</summary>
    private static LabelledDataset PartOf(LabelledDataset dataset, DatasetSplit split, string part) => dataset with
    {
        Images = [.. dataset.Images.Where(image => split.PartOf(image.FileName) == part)],
        Pictures = dataset.Pictures.Where(picture => split.PartOf(picture.Image.FileName) == part),
    };
}
