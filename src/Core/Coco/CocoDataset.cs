namespace ClipSurgery;

/// <summary>A COCO data set: pictures, categories and the masks of their instances.</summary>
public sealed record CocoDataset
{
    /// <summary>What the data set is and how it was made.</summary>
    public CocoInfo Info { get; init; } = new();

    /// <summary>Every picture, those without an instance included, in the order of the file.</summary>
    public required IReadOnlyList<CocoImage> Images { get; init; }

    /// <summary>The whole label set, labels without an instance included.</summary>
    public required IReadOnlyList<CocoCategory> Categories { get; init; }

    /// <summary>
    /// The instances, in the order of the file. <see cref="CocoWriter"/> goes through them once, so they may be produced while
    /// they are written. <see cref="CocoReader"/> gives a list.
    /// </summary>
    public required IEnumerable<CocoAnnotation> Annotations { get; init; }
}

/// <summary>The head of a COCO file. No date is written: the same input gives the same bytes.</summary>
public sealed record CocoInfo
{
    /// <summary>What the data set is.</summary>
    public string Description { get; init; } = "";

    /// <summary>The data set's own version.</summary>
    public string Version { get; init; } = "";

    /// <summary>The year, where one is given.</summary>
    public int? Year { get; init; }

    /// <summary>
    /// How the file was made: tool, version, models, options. Written in ordinal order of the keys under
    /// <c>info.clipsurgery</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string> Provenance { get; init; } = new Dictionary<string, string>();
}

/// <summary>A picture of a data set.</summary>
/// <param name="Id">Unique in the file, at least 1.</param>
/// <param name="FileName">Path relative to the picture folder, with forward slashes, as on disk.</param>
/// <param name="Width">Width in pixels of the upright picture that the masks lie in.</param>
/// <param name="Height">Height in pixels of the upright picture.</param>
/// <param name="ExifOrientation">The file's EXIF orientation, 1 to 8; 1 is a file that is stored upright.</param>
public sealed record CocoImage(long Id, string FileName, int Width, int Height, int ExifOrientation = 1);

/// <summary>A label of a data set.</summary>
/// <param name="Id">Unique in the file, at least 1; consecutive ids suit every importer.</param>
/// <param name="Name">The label.</param>
/// <param name="Supercategory">A group of labels, or empty.</param>
public sealed record CocoCategory(long Id, string Name, string Supercategory = "");
