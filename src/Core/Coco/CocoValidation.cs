namespace ClipSurgery;

/// <summary>
/// What COCO importers need and do not check: ids from 1 (pycocotools takes 0 for "unmatched", CVAT for "no label"), no dangling
/// references, masks of the picture's size, portable file names, finite numbers.
/// </summary>
internal sealed class CocoValidation
{
    private readonly Dictionary<long, CocoImage> _images = [];
    private readonly HashSet<long> _categoryIds = [];
    private readonly HashSet<long> _annotationIds = [];

    /// <summary>Checks the pictures and the categories.</summary>
    /// <exception cref="ArgumentException">One of them breaks a rule; the message names its id.</exception>
    public CocoValidation(CocoDataset dataset)
    {
        foreach (CocoImage image in dataset.Images)
        {
            Check(image);
        }

        foreach (CocoCategory category in dataset.Categories)
        {
            Require(category.Id >= 1, $"Category id {category.Id} is below 1.");
            Require(_categoryIds.Add(category.Id), $"Category id {category.Id} is used twice.");
            Require(category.Name.Length > 0, $"Category {category.Id} has no name.");
        }
    }

    /// <summary>Checks an annotation against what came before it.</summary>
    /// <exception cref="ArgumentException">It breaks a rule; the message names its id.</exception>
    public void Check(CocoAnnotation annotation)
    {
        Require(annotation.Id >= 1, $"Annotation id {annotation.Id} is below 1.");
        Require(_annotationIds.Add(annotation.Id), $"Annotation id {annotation.Id} is used twice.");
        Require(
            _images.TryGetValue(annotation.ImageId, out CocoImage? image),
            $"Annotation {annotation.Id} refers to image {annotation.ImageId}, which is not in the data set.");
        Require(
            _categoryIds.Contains(annotation.CategoryId),
            $"Annotation {annotation.Id} refers to category {annotation.CategoryId}, which is not in the data set.");
        Mask mask = annotation.Mask;
        Require(
            mask.Width == image!.Width && mask.Height == image.Height,
            $"Annotation {annotation.Id} has a mask of {mask.Width}x{mask.Height} " +
            $"on image {image.Id} of {image.Width}x{image.Height}.");
        Require(!mask.IsEmpty, $"Annotation {annotation.Id} has an empty mask.");
        Require(double.IsFinite(annotation.Score ?? 0), $"Annotation {annotation.Id} has the score {annotation.Score}.");
        foreach ((string name, double value) in annotation.ScoreParts)
        {
            Require(double.IsFinite(value), $"Annotation {annotation.Id} has the score part {name} {value}.");
        }
    }

    private void Check(CocoImage image)
    {
        Require(image.Id >= 1, $"Image id {image.Id} is below 1.");
        Require(_images.TryAdd(image.Id, image), $"Image id {image.Id} is used twice.");
        Require(image.Width >= 1 && image.Height >= 1, $"Image {image.Id} has the size {image.Width}x{image.Height}.");
        Require(image.ExifOrientation is >= 1 and <= 8, $"Image {image.Id} has the EXIF orientation {image.ExifOrientation}.");
        string name = image.FileName;
        bool hasDrive = name.Length > 1 && name[1] == ':' && char.IsAsciiLetter(name[0]);
        Require(
            name.Length > 0 && name[0] != '/' && !hasDrive && !name.Contains('\\'),
            $"Image {image.Id} has the file name \"{name}\"; expected a relative path with forward slashes.");
    }

    private static void Require(bool condition, string problem)
    {
        if (!condition)
        {
            throw new ArgumentException(problem);
        }
    }
}
