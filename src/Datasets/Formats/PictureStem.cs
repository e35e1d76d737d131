namespace ClipSurgery;

/// <summary>
/// What tools find a picture's label file by: the picture's path without its extension. The folders stay, so that equal names in
/// two of them do not meet.
/// </summary>
internal static class PictureStem
{
    /// <summary>The path of a picture in its picture folder, with forward slashes and without its extension.</summary>
    public static string Of(CocoImage image)
    {
        string name = image.FileName;
        int dot = name.LastIndexOf('.');
        return dot > name.LastIndexOf('/') + 1 ? name[..dot] : name;
    }

    /// <summary>Checks every picture before the first file is written.</summary>
    /// <exception cref="ClipSurgeryException">
    /// Two pictures have one stem, or a path leads out of the picture folder.
    /// </exception>
    public static void Check(LabelledDataset dataset)
    {
        Dictionary<string, CocoImage> byStem = new(dataset.Images.Count, StringComparer.Ordinal);
        foreach (CocoImage image in dataset.Images)
        {
            string name = image.FileName;
            PictureName.RequireInside(name);
            if (!byStem.TryAdd(Of(image), image))
            {
                throw new ClipSurgeryException(
                    $"{byStem[Of(image)].FileName} and {name}: both would have the same label file, whose name is that " +
                    "of the picture without the extension. Rename one of them.");
            }
        }
    }
}
