using System.Text.Json;

namespace ClipSurgery;

/// <summary>
/// labelme's JSON, one file a picture in the picture's sub-folder (<c>labelme/_label_file.py</c>). An object without holes is a
/// polygon for each part, tied by a group id; one with holes is a shape of the type <c>mask</c>. Points lie a little
/// inside the pixel edges of the upright picture, as labelme shows it.
/// </summary>
internal sealed class LabelMeFormat : IDatasetFormat
{
    /// <summary>A version that knows shapes of the type <c>mask</c>.</summary>
    private const string Version = "5.5.0";
    private const double Simplify = 0.5;

    /// <inheritdoc/>
    public string Name => "labelme";

    /// <inheritdoc/>
    public IEnumerable<string> Problems(
        IReadOnlyList<LabelClass> classes, IReadOnlyList<string> fileNames, ExportOptions options) =>
        PictureStem.Problems(fileNames);

    /// <inheritdoc/>
    public void Write(LabelledDataset dataset, string folder, ExportOptions options, CancellationToken cancellation)
    {
        this.Require(dataset, options);
        foreach (PictureLabels picture in dataset.Pictures)
        {
            string path = Path.Combine(folder, $"{PictureStem.Of(picture.Image.FileName)}.json");
            string picturePath = PicturePath(path, picture.Image, dataset.PictureFolder);
            JsonFile.Write(path, json => WritePicture(json, dataset.Classes, picture, picturePath, options.Simplify ?? Simplify));
        }
    }

    /// <summary>
    /// The picture as seen from its label file. Where it is not known the file is meant to be laid beside the picture.
    /// </summary>
    private static string PicturePath(string path, CocoImage image, string? pictureFolder)
    {
        if (pictureFolder is null)
        {
            return Path.GetFileName(image.FileName);
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string relative = Path.GetRelativePath(folder, Path.Combine(Path.GetFullPath(pictureFolder), image.FileName));
        return relative.Replace(Path.DirectorySeparatorChar, '/');
    }

    private static void WritePicture(
        Utf8JsonWriter json, IReadOnlyList<LabelClass> classes, PictureLabels picture, string picturePath, double simplify)
    {
        json.WriteStartObject();
        json.WriteString("version", Version);
        json.WriteStartObject("flags");
        json.WriteEndObject();
        json.WriteStartArray("shapes");
        int groups = 0;
        foreach (CocoAnnotation annotation in picture.Annotations)
        {
            string label = classes[(int)annotation.CategoryId - 1].Name;
            IReadOnlyList<double[]> parts = annotation.Mask.Outline(out bool hasHoles);
            if (hasHoles)
            {
                WriteShape(json, label, annotation, "mask", group: null, () => WriteMask(json, annotation.Mask));
                continue;
            }

            int? group = parts.Count > 1 ? ++groups : null;
            foreach (double[] ring in ObjectOutline.Drawn(annotation.Mask, parts, simplify, rings => [.. rings]))
            {
                WriteShape(json, label, annotation, "polygon", group, () => WritePolygon(json, ring));
            }
        }

        json.WriteEndArray();
        json.WriteString("imagePath", picturePath);
        json.WriteNull("imageData");
        json.WriteNumber("imageHeight", picture.Image.Height);
        json.WriteNumber("imageWidth", picture.Image.Width);
        json.WriteEndObject();
    }

    private static void WriteShape(
        Utf8JsonWriter json, string label, CocoAnnotation annotation, string type, int? group, Action writeGeometry)
    {
        json.WriteStartObject();
        json.WriteString("label", label);
        writeGeometry();
        json.WritePropertyName("group_id");
        if (group is int id)
        {
            json.WriteNumberValue(id);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteString("description", annotation.Prompt ?? "");
        json.WriteString("shape_type", type);
        json.WriteStartObject("flags");
        json.WriteEndObject();
        if (annotation.Score is double score)
        {
            // labelme keeps a key that it does not know; X-AnyLabeling, which reads the same files, shows it.
            json.WriteNumber("score", Math.Round(score, 4));
        }

        json.WriteEndObject();
    }

    private static void WritePolygon(Utf8JsonWriter json, double[] ring)
    {
        WritePoints(json, ring);
        json.WriteNull("mask");
    }

    /// <summary>The pixels of the box around the mask, whose last row and column are the second point.</summary>
    private static void WriteMask(Utf8JsonWriter json, Mask mask)
    {
        BoxXywh box = mask.Bounds;
        WritePoints(json, [box.X, box.Y, box.Right - 1, box.Bottom - 1]);
        byte[] bitmap = mask.ToBitmap();
        (int width, int height) = ((int)box.Width, (int)box.Height);
        byte[] crop = new byte[width * height];
        for (int y = 0; y < height; y++)
        {
            bitmap.AsSpan(((int)box.Y + y) * mask.Width + (int)box.X, width).CopyTo(crop.AsSpan(y * width));
        }

        json.WriteBase64String("mask", PngFile.EncodeGrey(width, height, crop));
    }

    private static void WritePoints(Utf8JsonWriter json, ReadOnlySpan<double> points)
    {
        json.WriteStartArray("points");
        for (int i = 0; i < points.Length; i += 2)
        {
            json.WriteStartArray();
            json.WriteNumberValue(points[i]);
            json.WriteNumberValue(points[i + 1]);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
