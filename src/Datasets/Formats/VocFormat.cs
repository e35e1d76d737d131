using System.Text;

namespace ClipSurgery;

/// <summary>
/// PASCAL VOC segmentation with the additions of CVAT and Datumaro (CVAT's "Segmentation mask"): palette PNGs of classes under
/// <c>SegmentationClass/</c> and of objects under <c>SegmentationObject/</c>, <c>labelmap.txt</c> and
/// <c>ImageSets/Segmentation/default.txt</c>. Index 0 is the background, 1 to N the classes in their order or the picture's
/// objects; 255, VOC's border, is not used. A pixel of several objects goes to the surest one.
/// </summary>
internal sealed class VocFormat : IDatasetFormat
{
    private const int LastIndex = 254;
    private const string Background = "background";

    /// <inheritdoc/>
    public string Name => "voc";

    /// <inheritdoc/>
    public void Write(LabelledDataset dataset, string folder, ExportOptions options, CancellationToken cancellation)
    {
        PictureStem.Check(dataset);
        TextFile.Write(Path.Combine(folder, "labelmap.txt"), LabelMap(dataset.Classes));
        TextFile.Write(Path.Combine(folder, "ImageSets", "Segmentation", "default.txt"), PictureList(dataset.Images));
        foreach (PictureLabels picture in dataset.Pictures)
        {
            WriteMasks(picture, folder);
        }
    }

    /// <summary>Lines <c>name:r,g,b:parts:actions</c>. Readers have no escapes for a colon, and take # for a comment.</summary>
    private static string LabelMap(IReadOnlyList<LabelClass> classes)
    {
        if (classes.Count > LastIndex)
        {
            throw new ClipSurgeryException(
                $"The data set has {classes.Count} classes; a VOC mask tells {LastIndex} apart. Choose another format, " +
                "for instance panoptic.");
        }

        StringBuilder lines = new("# label:color_rgb:parts:actions\n");
        AppendLine(Background, 0);
        for (int i = 0; i < classes.Count; i++)
        {
            string name = classes[i].Name;
            if (name == Background || name.StartsWith('#') || name.Contains(':') || !IsOneLine(name))
            {
                throw new ClipSurgeryException(
                    $"The class \"{name}\" cannot be written to VOC's labelmap.txt, where a colon ends a name, # begins a " +
                    $"comment and {Background} is what is no object. Rename the class.");
            }

            AppendLine(name, i + 1);
        }

        return lines.ToString();

        void AppendLine(string name, int index)
        {
            Rgb color = VocColorMap.Color(index);
            lines.Append($"{name}:{color.R},{color.G},{color.B}::\n");
        }
    }

    private static string PictureList(IReadOnlyList<CocoImage> images)
    {
        StringBuilder lines = new();
        foreach (CocoImage image in images)
        {
            string stem = PictureStem.Of(image);
            if (!IsOneLine(stem))
            {
                throw new ClipSurgeryException(
                    $"{image.FileName}: VOC lists pictures line by line, which this name breaks. Rename the picture.");
            }

            lines.Append(stem).Append('\n');
        }

        return lines.ToString();
    }

    /// <summary>Readers split a list at line ends and trim the lines.</summary>
    private static bool IsOneLine(string name) => name.Trim() == name && !name.Any(char.IsControl);

    private static void WriteMasks(PictureLabels picture, string folder)
    {
        (_, string name, int width, int height, _) = picture.Image;
        IReadOnlyList<VisibleMask> objects = VisibleMask.Of(picture.Annotations);
        if (objects.Count > LastIndex)
        {
            throw new ClipSurgeryException(
                $"{name}: this picture has {objects.Count} objects; a VOC mask tells {LastIndex} apart. Choose another format, " +
                "for instance panoptic.");
        }

        byte[] classIndices = new byte[checked(width * height)];
        byte[] objectIndices = new byte[classIndices.Length];
        for (int i = 0; i < objects.Count; i++)
        {
            objects[i].Paint(classIndices, (byte)objects[i].Annotation.CategoryId);
            objects[i].Paint(objectIndices, (byte)(i + 1));
        }

        string file = $"{PictureStem.Of(picture.Image)}.png";
        IndexedPng.Write(Path.Combine(folder, "SegmentationClass", file), width, classIndices, VocColorMap.Color);
        IndexedPng.Write(Path.Combine(folder, "SegmentationObject", file), width, objectIndices, VocColorMap.Color);
    }
}
