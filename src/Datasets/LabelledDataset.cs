namespace ClipSurgery;

/// <summary>
/// A finished data set, as formats and the review page read it: one picture at a time, as often as wanted, always in the same
/// order and with the same ids.
/// </summary>
public sealed record LabelledDataset
{
    /// <summary>How it was made.</summary>
    public required CocoInfo Info { get; init; }

    /// <summary>All classes, those without an instance included; the class at place <c>i</c> has the category id <c>i + 1</c>.</summary>
    public required IReadOnlyList<LabelClass> Classes { get; init; }

    /// <summary>Every picture that could be read, in ordinal order of the file names. Ids count from 1, after those of existing labels.</summary>
    public required IReadOnlyList<CocoImage> Images { get; init; }

    /// <summary>
    /// The folder that file names are relative to; null where it is not known, as for pictures that came from a program.
    /// </summary>
    public string? PictureFolder { get; init; }

    /// <summary>
    /// The pictures with their annotations, in the order of <see cref="Images"/>; each enumeration reads them again, so that memory
    /// does not grow with their number. Annotation ids count from 1, after those of existing labels.
    /// </summary>
    public required IEnumerable<PictureLabels> Pictures { get; init; }

    /// <summary>The classes as COCO's categories.</summary>
    public IReadOnlyList<CocoCategory> Categories =>
        [.. Classes.Select((label, index) => new CocoCategory(index + 1, label.Name, label.Supercategory))];

    /// <summary>The data set with some of its pictures alone; ids stay.</summary>
    /// <param name="fileNames">Their names; those that it does not have are left out.</param>
    public LabelledDataset Only(IReadOnlySet<string> fileNames)
    {
        ArgumentNullException.ThrowIfNull(fileNames);
        return this with
        {
            Images = [.. Images.Where(image => fileNames.Contains(image.FileName))],
            Pictures = Pictures.Where(picture => fileNames.Contains(picture.Image.FileName)),
        };
    }

    /// <summary>Reads all pictures for how many instances each class has, in the order of the classes.</summary>
    public IReadOnlyList<int> CountInstances()
    {
        int[] counts = new int[Classes.Count];
        foreach (CocoAnnotation annotation in Pictures.SelectMany(picture => picture.Annotations))
        {
            counts[(int)annotation.CategoryId - 1]++;
        }

        return counts;
    }

    /// <summary>The colour of the class at a place, as <c>#rrggbb</c>: its own, or the palette's.</summary>
    public string ColorOf(int classIndex)
    {
        (byte r, byte g, byte b) = LabelPalette.Color(classIndex);
        return Classes[classIndex].Color ?? $"#{r:x2}{g:x2}{b:x2}";
    }
}

/// <summary>A picture and its annotations.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Annotations">Its annotations in the order of their ids; may be empty.</param>
public sealed record PictureLabels(CocoImage Image, IReadOnlyList<CocoAnnotation> Annotations);
