namespace ClipSurgery;

/// <summary>
/// Whether what a labeller gives is fit for a COCO file. Found when the picture is labelled it costs that picture; found when the
/// file is written it would cost the data set.
/// </summary>
internal sealed class PictureCheck
{
    private readonly Dictionary<string, CocoCategory> _categories = new(StringComparer.Ordinal);

    public PictureCheck(IReadOnlyList<LabelClass> classes)
    {
        foreach (LabelClass label in classes)
        {
            _categories.Add(label.Name, new CocoCategory(_categories.Count + 1, label.Name));
        }
    }

    /// <exception cref="ArgumentException">The picture or one of its instances breaks a rule.</exception>
    public void Require(string fileName, LabelledPicture picture)
    {
        CocoImage image = new(1, fileName, picture.Width, picture.Height, picture.ExifOrientation);
        CocoValidation validation = new(
            new CocoDataset { Images = [image], Categories = [.. _categories.Values], Annotations = [] });
        long id = 0;
        foreach (LabelledInstance instance in picture.Instances)
        {
            if (!_categories.TryGetValue(instance.Class, out CocoCategory? category))
            {
                throw new ArgumentException($"an instance has the class {instance.Class}, which the data set does not have.");
            }

            validation.Check(new CocoAnnotation
            {
                Id = ++id,
                ImageId = image.Id,
                CategoryId = category.Id,
                Mask = instance.Mask,
                Score = instance.Score,
                ScoreParts = instance.Parts,
            });
        }
    }
}
