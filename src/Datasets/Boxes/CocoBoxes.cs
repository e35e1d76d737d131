namespace ClipSurgery;

/// <summary>The boxes and the loose masks of a COCO file.</summary>
internal static class CocoBoxes
{
    /// <summary>The pictures of a data set, in the order of the file.</summary>
    /// <exception cref="ClipSurgeryException">A category has no name.</exception>
    public static IEnumerable<BoxedPicture> Read(string path, CocoDataset dataset, BoxFindings findings)
    {
        Dictionary<long, string> names = dataset.Categories.ToDictionary(category => category.Id, category => category.Name);
        ILookup<long, CocoAnnotation> ofImage = dataset.Annotations.ToLookup(annotation => annotation.ImageId);
        foreach (CocoImage image in dataset.Images)
        {
            if (PictureName.LeadsOut(image.FileName))
            {
                findings.Problem($"{path}: image {image.Id}: {PictureName.OutsideProblem(Quoted.Short(image.FileName))}");
                continue;
            }

            yield return new BoxedPicture($"{path}: image {image.Id}")
            {
                FileNames = [image.FileName],
                Size = (image.Width, image.Height),
                Id = image.Id >= 1 ? image.Id : null,
                Labels =
                [
                    .. ofImage[image.Id]
                        .Select(annotation => ToLabel(annotation, names[annotation.CategoryId], image, path, findings)).OfType<BoxLabel>(),
                ],
            };
        }
    }

    /// <summary>The classes of the categories; those of one name are one class.</summary>
    /// <exception cref="ClipSurgeryException">A category has no name.</exception>
    public static IReadOnlyList<LabelClass> Classes(string path, CocoDataset dataset) =>
    [
        .. dataset.Categories.DistinctBy(category => category.Name, StringComparer.Ordinal).Select(category =>
            string.IsNullOrWhiteSpace(category.Name)
                ? throw new ClipSurgeryException($"{path}: category {category.Id} has no name; expected one for every category.")
                : new LabelClass { Name = category.Name, Supercategory = category.Supercategory }),
    ];

    private static BoxLabel? ToLabel(CocoAnnotation annotation, string className, CocoImage image, string path, BoxFindings findings)
    {
        Mask mask = annotation.Mask;
        bool isLoose = !mask.IsEmpty && (annotation.IsCrowd || !RectangleMask.IsRectangle(mask));
        BoxXywh box = isLoose ? mask.Bounds : annotation.Bounds;
        return findings.Inside(box, image.Width, image.Height, $"{path}: annotation {annotation.Id}") is { } inside
            ? new BoxLabel
            {
                Class = className,
                Box = inside,
                Mask = isLoose ? mask : null,
                IsCrowd = annotation.IsCrowd,
                Id = annotation.Id >= 1 ? annotation.Id : null,
                Attributes = annotation.Attributes,
            }
            : null;
    }
}
