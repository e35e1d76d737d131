using System.IO.Hashing;
using System.Text;

namespace ClipSurgery;

/// <summary>Tells whether two data sets have the same labels, for folders of formats that were made at different times.</summary>
internal static class DatasetFingerprint
{
    /// <summary>32 hexadecimal digits: XXH128 of classes, pictures, and everything of the annotations that a format may hold.</summary>
    public static string Of(LabelledDataset dataset)
    {
        XxHash128 hash = new();
        foreach (LabelClass label in dataset.Classes)
        {
            Add($"class {label.Name}\n{label.Color}\n{label.Supercategory}");
        }

        foreach (PictureLabels picture in dataset.Pictures)
        {
            CocoImage image = picture.Image;
            Add($"picture {image.FileName}\n{image.Width} {image.Height} {image.ExifOrientation}");
            foreach (CocoAnnotation annotation in picture.Annotations)
            {
                Add($"{annotation.CategoryId} {annotation.IsCrowd} {annotation.Score:R} {annotation.Mask.ToCompressed()}");
                Add($"{annotation.Prompt}");
            }
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());

        void Add(FormattableString line) => hash.Append(Encoding.UTF8.GetBytes(FormattableString.Invariant(line) + "\n"));
    }
}
