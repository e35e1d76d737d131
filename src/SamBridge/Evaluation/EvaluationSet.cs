namespace ClipSurgery;

/// <summary>A picture with its ground truth.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Truth">The objects of each label that it has.</param>
/// <param name="Crowds">Regions of many objects, which are neither asked for nor held against a mask.</param>
public sealed record EvaluationPicture(
    CocoImage Image, IReadOnlyDictionary<string, IReadOnlyList<Mask>> Truth, IReadOnlyList<Mask> Crowds);

/// <summary>
/// A COCO data set as an evaluation sees it: one label a name, whatever its case and blanks, and the objects of each picture by label.
/// </summary>
public sealed class EvaluationSet
{
    /// <summary>Takes a data set apart.</summary>
    /// <exception cref="ClipSurgeryException">It has no picture or no category.</exception>
    public EvaluationSet(CocoDataset dataset)
    {
        if (dataset.Images.Count == 0 || dataset.Categories.Count == 0)
        {
            throw new ClipSurgeryException(
                $"The ground truth has {dataset.Images.Count} images and {dataset.Categories.Count} categories; expected one or more of each.");
        }

        if (dataset.Categories.FirstOrDefault(category => string.IsNullOrWhiteSpace(category.Name)) is { } nameless)
        {
            throw new ClipSurgeryException($"The ground truth's category {nameless.Id} has no name; expected what to look for.");
        }

        Dictionary<string, CocoCategory> byName = new(DistinctTexts.Comparer);
        Dictionary<long, CocoCategory> byId = [];
        foreach (CocoCategory category in dataset.Categories)
        {
            byName.TryAdd(category.Name.Trim(), category);
            byId.Add(category.Id, byName[category.Name.Trim()]);
        }

        CocoCategory[] categories = [.. byName.Values];
        Labels = [.. categories.Select(category => category.Name.Trim())];
        MergedCategories = dataset.Categories.Count - categories.Length;
        CategoryIds = categories.ToDictionary(category => category.Name.Trim(), category => category.Id, StringComparer.Ordinal);
        CocoAnnotation[] annotations =
        [
            .. dataset.Annotations.Where(annotation => !annotation.IsBoxOnly)
                .Select(annotation => annotation with { CategoryId = byId[annotation.CategoryId].Id }),
        ];
        LeftOutBoxes = dataset.Annotations.Count(annotation => annotation.IsBoxOnly);
        Dataset = dataset with { Categories = categories, Annotations = annotations };
        ILookup<long, CocoAnnotation> byImage = annotations.ToLookup(annotation => annotation.ImageId);
        Pictures = [.. dataset.Images.Select(image => ToPicture(image, byImage[image.Id], byId))];
    }

    /// <summary>The data set with one category a label.</summary>
    public CocoDataset Dataset { get; }

    /// <summary>All labels, in the order of the file.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The category of each label.</summary>
    public IReadOnlyDictionary<string, long> CategoryIds { get; }

    /// <summary>Number of categories that repeat the name of another, and were taken together with it.</summary>
    public int MergedCategories { get; }

    /// <summary>Number of annotations that have a box and no mask; they are left out.</summary>
    public int LeftOutBoxes { get; }

    /// <summary>The pictures, in the order of the file.</summary>
    public IReadOnlyList<EvaluationPicture> Pictures { get; }

    private static EvaluationPicture ToPicture(
        CocoImage image, IEnumerable<CocoAnnotation> annotations, Dictionary<long, CocoCategory> categories) => new(
        image,
        annotations.Where(annotation => !annotation.IsCrowd && !annotation.Mask.IsEmpty)
            .GroupBy(annotation => categories[annotation.CategoryId].Name.Trim(), annotation => annotation.Mask, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<Mask>)[.. group], StringComparer.Ordinal),
        [.. annotations.Where(annotation => annotation.IsCrowd && !annotation.Mask.IsEmpty).Select(annotation => annotation.Mask)]);
}
