using System.Globalization;
using System.Text;

namespace ClipSurgery;

/// <summary>
/// PASCAL VOC segmentation with the additions of CVAT and Datumaro (CVAT's "Segmentation mask"): palette PNGs of classes under
/// <c>SegmentationClass/</c> and of objects under <c>SegmentationObject/</c>, <c>labelmap.txt</c> and
/// <c>ImageSets/Segmentation/default.txt</c>, or a list for each part of a split; boxes under <c>Annotations/</c>, pictures under
/// <c>JPEGImages/</c>. Index 0 is the background, 1 to N the classes in their order or the picture's
/// objects; 255, VOC's border, is not used. A pixel of several objects goes to the surest one.
/// </summary>
internal sealed class VocFormat : IDatasetFormat
{
    /// <summary>The folder of pictures.</summary>
    public const string Pictures = "JPEGImages";

    private const int LastIndex = 254;
    private const string Background = "background";
    private const string OnePart = "default";

    /// <inheritdoc/>
    public string Name => "voc";

    /// <inheritdoc/>
    public IEnumerable<string> Problems(
        IReadOnlyList<LabelClass> classes, IReadOnlyList<string> fileNames, ExportOptions options)
    {
        if (classes.Count > LastIndex)
        {
            yield return $"The data set has {classes.Count} classes; a VOC mask tells {LastIndex} apart. Choose another format, " +
                "for instance panoptic.";
        }

        foreach (string name in classes.Select(label => label.Name).Where(name => !IsLabel(name)))
        {
            yield return $"The class \"{QuotedText.Short(name)}\" cannot be written to VOC's labelmap.txt, where a colon ends a name, # begins a " +
                $"comment and {Background} is what is no object. Rename the class.";
        }

        foreach (string name in fileNames.Where(name => !IsOneLine(PictureStem.Of(name))))
        {
            yield return $"{name}: VOC lists pictures line by line, which this name breaks. Rename the picture.";
        }

        foreach (string problem in PictureStem.Problems(fileNames))
        {
            yield return problem;
        }
    }

    /// <inheritdoc/>
    public void Write(LabelledDataset dataset, string folder, ExportOptions options, CancellationToken cancellation)
    {
        this.Require(dataset, options);
        TextFile.Write(Path.Combine(folder, "labelmap.txt"), LabelMap(dataset.Classes));
        foreach (IGrouping<string, CocoImage> part in dataset.Images.GroupBy(image => options.Split?.PartOf(image.FileName) ?? OnePart))
        {
            string list = string.Concat(part.Select(image => $"{PictureStem.Of(image.FileName)}\n"));
            TextFile.Write(Path.Combine(folder, "ImageSets", "Segmentation", $"{part.Key}.txt"), list);
        }

        List<string> overfull = [];
        foreach (PictureLabels picture in dataset.Pictures)
        {
            IReadOnlyList<VisibleMask> objects = VisibleMask.Of(picture.Annotations);
            if (objects.Count > LastIndex)
            {
                overfull.Add(
                    $"{picture.Image.FileName}: this picture has {objects.Count} objects; a VOC mask tells {LastIndex} apart. " +
                    "Choose another format, for instance panoptic.");
            }
            else if (overfull.Count == 0)
            {
                WritePicture(dataset, picture, objects, folder, options.CopyPictures);
            }
        }

        FormatProblems.Throw(overfull);
    }

    private static void WritePicture(
        LabelledDataset dataset, PictureLabels picture, IReadOnlyList<VisibleMask> objects, string folder, bool copy)
    {
        CocoImage image = picture.Image;
        WriteMasks(image, objects, folder);
        CocoAnnotation[] seen = [.. objects.Select(visible => visible.Annotation)];
        VocBoxes.Write(
            Path.Combine(folder, "Annotations", $"{PictureStem.Of(image.FileName)}.xml"),
            image,
            [.. seen, .. picture.Annotations.Except(seen)],
            dataset.Classes);
        if (dataset.PictureFolder is { } pictures)
        {
            PicturePlacement.Place(pictures, image.FileName, Path.Combine(folder, Pictures), image.FileName, copy);
        }
    }

    /// <summary>Lines <c>name:r,g,b:parts:actions</c>. Readers have no escapes for a colon, and take # for a comment.</summary>
    private static string LabelMap(IReadOnlyList<LabelClass> classes)
    {
        StringBuilder lines = new("# label:color_rgb:parts:actions\n");
        AppendLine(Background, 0);
        for (int i = 0; i < classes.Count; i++)
        {
            AppendLine(classes[i].Name, i + 1);
        }

        return lines.ToString();

        void AppendLine(string name, int index)
        {
            Rgb color = VocColorMap.Color(index);
            lines.Append(CultureInfo.InvariantCulture, $"{name}:{color.R},{color.G},{color.B}::\n");
        }
    }

    private static bool IsLabel(string name) =>
        name != Background && !name.StartsWith('#') && !name.Contains(':') && IsOneLine(name) && XmlFile.ProblemOf(name) is null;

    /// <summary>Readers split a list at line ends and trim the lines.</summary>
    private static bool IsOneLine(string name) => name.Trim() == name && !name.Any(char.IsControl);

    private static void WriteMasks(CocoImage image, IReadOnlyList<VisibleMask> objects, string folder)
    {
        (_, string name, int width, int height, _) = image;
        byte[] classIndices = new byte[checked(width * height)];
        byte[] objectIndices = new byte[classIndices.Length];
        for (int i = 0; i < objects.Count; i++)
        {
            objects[i].Paint(classIndices, (byte)objects[i].Annotation.CategoryId);
            objects[i].Paint(objectIndices, (byte)(i + 1));
        }

        string file = $"{PictureStem.Of(name)}.png";
        IndexedPng.Write(Path.Combine(folder, "SegmentationClass", file), width, classIndices, VocColorMap.Color);
        IndexedPng.Write(Path.Combine(folder, "SegmentationObject", file), width, objectIndices, VocColorMap.Color);
    }
}
