using System.Text.Json;

namespace ClipSurgery;

/// <summary>
/// Label Studio: <c>tasks.json</c> for its Import button, one task a picture with a prediction, and <c>labels.xml</c>, the
/// labelling interface that the predictions fit.
/// <para>
/// Pictures are named by <c>/data/local-files/?d=</c> and a path relative to Label Studio's <c>LOCAL_FILES_DOCUMENT_ROOT</c>.
/// A local storage must lie below that root, so the root is the folder above the picture folder, and paths start with the picture
/// folder's own name; where that folder is not known, they start within it.
/// </para>
/// <para>
/// A prediction's score is that of its least sure region: Label Studio sorts tasks by it, so the doubtful ones come first.
/// </para>
/// </summary>
/// <param name="isPolygon">
/// True for polygons, which people edit more easily: one region a ring, and holes are filled. False for brush masks, which are
/// exact.
/// </param>
internal sealed class LabelStudioFormat(bool isPolygon) : IDatasetFormat
{
    private const string ImageName = "image";
    private const string LabelName = "label";

    /// <inheritdoc/>
    public string Name => isPolygon ? "labelstudio-polygon" : "labelstudio";

    private string RegionType => isPolygon ? "polygonlabels" : "brushlabels";

    /// <inheritdoc/>
    public IEnumerable<string> Problems(
        IReadOnlyList<LabelClass> classes, IReadOnlyList<string> fileNames, ExportOptions options) =>
        FormatProblems.OfXml(classes);

    /// <inheritdoc/>
    public void Write(LabelledDataset dataset, string folder, ExportOptions options, CancellationToken cancellation)
    {
        this.Require(dataset, options);
        WriteInterface(Path.Combine(folder, "labels.xml"), dataset);
        string root = RootOf(dataset.PictureFolder);
        string modelVersion = ModelVersionOf(dataset.Info);
        JsonFile.Write(Path.Combine(folder, "tasks.json"), json =>
        {
            json.WriteStartArray();
            foreach (PictureLabels picture in dataset.Pictures)
            {
                json.WriteStartObject();
                json.WriteStartObject("data");
                json.WriteString(ImageName, $"/data/local-files/?d={root}{EscapePath(picture.Image.FileName)}");
                json.WriteEndObject();
                json.WriteStartArray("predictions");
                WritePrediction(json, dataset, picture, modelVersion, options.Simplify ?? 0);
                json.WriteEndArray();
                json.WriteEndObject();
                json.Flush();
            }

            json.WriteEndArray();
        });
    }

    private void WriteInterface(string path, LabelledDataset dataset) => XmlFile.Write(path, xml =>
    {
        xml.WriteStartElement("View");
        xml.WriteStartElement("Image");
        xml.WriteAttributeString("name", ImageName);
        xml.WriteAttributeString("value", $"${ImageName}");
        xml.WriteAttributeString("zoom", "true");
        xml.WriteEndElement();
        xml.WriteStartElement(isPolygon ? "PolygonLabels" : "BrushLabels");
        xml.WriteAttributeString("name", LabelName);
        xml.WriteAttributeString("toName", ImageName);
        for (int i = 0; i < dataset.Classes.Count; i++)
        {
            xml.WriteStartElement("Label");
            xml.WriteAttributeString("value", dataset.Classes[i].Name);
            xml.WriteAttributeString("background", dataset.ColorOf(i));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    });

    private void WritePrediction(
        Utf8JsonWriter json, LabelledDataset dataset, PictureLabels picture, string modelVersion, double simplify)
    {
        json.WriteStartObject();
        json.WriteString("model_version", modelVersion);
        WriteScore(json, picture.Annotations.Min(annotation => annotation.Score));
        json.WriteStartArray("result");
        foreach (CocoAnnotation annotation in picture.Annotations)
        {
            string label = dataset.Classes[(int)annotation.CategoryId - 1].Name;
            if (isPolygon)
            {
                WriteRings(json, annotation, label, simplify);
            }
            else
            {
                WriteRegion(json, $"{annotation.Id}", annotation, label, WriteBrush);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteRings(Utf8JsonWriter json, CocoAnnotation annotation, string label, double simplify)
    {
        Mask mask = annotation.Mask;
        foreach ((int index, double[] ring) in ObjectOutline.Parts(mask, simplify).Index())
        {
            WriteRegion(json, $"{annotation.Id}-{index + 1}", annotation, label, (writer, _) => WriteRing(writer, ring, mask));
        }
    }

    private void WriteRegion(
        Utf8JsonWriter json, string id, CocoAnnotation annotation, string label, Action<Utf8JsonWriter, Mask> writeShape)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("from_name", LabelName);
        json.WriteString("to_name", ImageName);
        json.WriteString("type", RegionType);
        json.WriteNumber("original_width", annotation.Mask.Width);
        json.WriteNumber("original_height", annotation.Mask.Height);
        json.WriteNumber("image_rotation", 0);
        WriteScore(json, annotation.Score);
        json.WriteStartObject("value");
        writeShape(json, annotation.Mask);
        json.WriteStartArray(RegionType);
        json.WriteStringValue(label);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteBrush(Utf8JsonWriter json, Mask mask)
    {
        json.WriteString("format", "rle");
        json.WriteStartArray("rle");
        foreach (byte value in RlePack.Encode(mask))
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }

    /// <summary>Coordinates are percentages of the picture, from 0 to 100.</summary>
    private static void WriteRing(Utf8JsonWriter json, double[] ring, Mask mask)
    {
        json.WriteStartArray("points");
        for (int i = 0; i < ring.Length; i += 2)
        {
            json.WriteStartArray();
            json.WriteNumberValue(Percent(ring[i], mask.Width));
            json.WriteNumberValue(Percent(ring[i + 1], mask.Height));
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteBoolean("closed", true);
    }

    // Six decimals are a thousandth of a pixel in a picture of a hundred thousand.
    private static double Percent(double pixels, int size) => Math.Round(100 * pixels / size, 6);

    private static void WriteScore(Utf8JsonWriter json, double? score)
    {
        if (score is double value)
        {
            json.WriteNumber("score", Math.Round(value, 4));
        }
    }

    private static string RootOf(string? pictureFolder)
    {
        if (pictureFolder is null)
        {
            return "";
        }

        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(pictureFolder)));
        return name.Length == 0 ? "" : $"{EscapePath(name)}/";
    }

    private static string EscapePath(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static string ModelVersionOf(CocoInfo info)
    {
        string tool = info.Provenance.GetValueOrDefault("tool", "clip-surgery");
        return info.Provenance.TryGetValue("version", out string? version) ? $"{tool} {version}" : tool;
    }
}
