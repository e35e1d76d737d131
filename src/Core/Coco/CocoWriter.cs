using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ClipSurgery;

/// <summary>How masks are stored in a COCO file.</summary>
public enum SegmentationFormat
{
    /// <summary>Polygons where they say the same as the mask, run lengths for masks with holes.</summary>
    Auto,

    /// <summary>
    /// Polygons for every mask, for importers that know nothing else. Holes are filled; <c>area</c> stays the mask's own.
    /// </summary>
    Polygon,

    /// <summary>Compressed run lengths for every mask.</summary>
    Rle,
}

/// <summary>
/// Writes COCO files that the field's importers take: UTF-8 without a byte order mark, keys in a fixed order, <c>area</c> and
/// <c>bbox</c> measured on the mask, <c>iscrowd</c> 0 however the mask is stored. Polygons follow pixel edges, so they rasterise
/// to the mask itself. What COCO has no name for lies under the key <c>clipsurgery</c>. The same data set gives the same bytes.
/// </summary>
public static class CocoWriter
{
    private const int FlushBytes = 1 << 16;

    internal static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a data set to a file, which is replaced only once the new one is complete.</summary>
    /// <exception cref="ArgumentException">The data set breaks a rule of the format; the message names the id.</exception>
    /// <exception cref="ClipSurgeryException">The file cannot be written.</exception>
    public static void Write(string path, CocoDataset dataset, SegmentationFormat format = SegmentationFormat.Auto) =>
        AtomicFile.Write(path, stream => Write(stream, dataset, format));

    /// <summary>
    /// Writes a data set to a stream, which stays open. Memory does not grow with the number of annotations but for their ids.
    /// </summary>
    /// <exception cref="ArgumentException">The data set breaks a rule of the format; the message names the id.</exception>
    public static void Write(Stream stream, CocoDataset dataset, SegmentationFormat format = SegmentationFormat.Auto) =>
        Write(stream, dataset, format, mask => mask.ToPolygons());

    /// <param name="stream">The stream.</param>
    /// <param name="dataset">The data set.</param>
    /// <param name="format">How masks are stored.</param>
    /// <param name="outline">The polygons of a mask where they are asked for although it may have holes.</param>
    internal static void Write(
        Stream stream, CocoDataset dataset, SegmentationFormat format, Func<Mask, IReadOnlyList<double[]>> outline)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(dataset);
        CocoValidation validation = new(dataset);
        using Utf8JsonWriter json = new(stream, Options);
        json.WriteStartObject();
        WriteInfo(json, dataset.Info);
        json.WriteStartArray("licenses");
        json.WriteEndArray();
        WriteEach(json, "images", dataset.Images, WriteImage);
        WriteEach(json, "categories", dataset.Categories, WriteCategory);
        WriteEach(json, "annotations", dataset.Annotations, (writer, annotation) =>
        {
            validation.Check(annotation);
            WriteAnnotation(writer, annotation, format, outline);
        });
        json.WriteEndObject();
    }

    /// <summary>
    /// Writes a results file: a bare list with run lengths and no box, which evaluators would take the area from. pycocotools
    /// refuses an empty list.
    /// </summary>
    /// <exception cref="ArgumentException">A score is not a finite number.</exception>
    /// <exception cref="ClipSurgeryException">The file cannot be written.</exception>
    public static void WriteDetections(string path, IEnumerable<CocoDetection> detections)
    {
        ArgumentNullException.ThrowIfNull(detections);
        AtomicFile.Write(path, stream =>
        {
            using Utf8JsonWriter json = new(stream, Options);
            WriteEach(json, null, detections, WriteDetection);
        });
    }

    internal static void WriteEach<T>(Utf8JsonWriter json, string? name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        if (name is not null)
        {
            json.WritePropertyName(name);
        }

        json.WriteStartArray();
        foreach (T item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
            if (json.BytesPending > FlushBytes)
            {
                json.Flush();
            }
        }

        json.WriteEndArray();
    }

    internal static void WriteInfo(Utf8JsonWriter json, CocoInfo info)
    {
        json.WriteStartObject("info");
        json.WriteString("description", info.Description);
        json.WriteString("version", info.Version);
        if (info.Year is int year)
        {
            json.WriteNumber("year", year);
        }

        json.WriteStartObject(CocoKeys.Extra);
        json.WriteString(CocoKeys.CoordinateSpace, "upright");
        foreach ((string key, string value) in info.Provenance.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (key == CocoKeys.CoordinateSpace)
            {
                throw new ArgumentException($"The provenance key {key} is the writer's own.");
            }

            json.WriteString(key, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    internal static void WriteImage(Utf8JsonWriter json, CocoImage image)
    {
        json.WriteNumber("id", image.Id);
        json.WriteString("file_name", image.FileName);
        json.WriteNumber("width", image.Width);
        json.WriteNumber("height", image.Height);
        if (image.ExifOrientation != 1)
        {
            json.WriteNumber(CocoKeys.ExifOrientation, image.ExifOrientation);
        }
    }

    internal static void WriteCategory(Utf8JsonWriter json, CocoCategory category)
    {
        json.WriteNumber("id", category.Id);
        json.WriteString("name", category.Name);
        json.WriteString("supercategory", category.Supercategory);
    }

    private static void WriteAnnotation(
        Utf8JsonWriter json, CocoAnnotation annotation, SegmentationFormat format, Func<Mask, IReadOnlyList<double[]>> outline)
    {
        Mask mask = annotation.Mask;
        json.WriteNumber("id", annotation.Id);
        json.WriteNumber("image_id", annotation.ImageId);
        json.WriteNumber("category_id", annotation.CategoryId);
        // A crowd is defined as run lengths; pycocotools and others look for nothing else there.
        if (format == SegmentationFormat.Polygon && !annotation.IsCrowd)
        {
            CocoSegmentation.WritePolygons(json, outline(mask));
        }
        else
        {
            CocoSegmentation.Write(json, mask, annotation.IsCrowd ? SegmentationFormat.Rle : format);
        }

        json.WritePropertyName("area");
        WriteFloat(json, mask.Area);
        json.WriteStartArray("bbox");
        WriteFloat(json, mask.Bounds.X);
        WriteFloat(json, mask.Bounds.Y);
        WriteFloat(json, mask.Bounds.Width);
        WriteFloat(json, mask.Bounds.Height);
        json.WriteEndArray();
        json.WriteNumber("iscrowd", annotation.IsCrowd ? 1 : 0);
        if (annotation.Score is double score)
        {
            json.WriteNumber("score", RoundScore(score));
        }

        if (annotation.Attributes is not null)
        {
            json.WritePropertyName("attributes");
            json.WriteRawValue(annotation.Attributes);
        }

        WriteExtra(json, annotation);
    }

    private static void WriteExtra(Utf8JsonWriter json, CocoAnnotation annotation)
    {
        if (annotation.Prompt is null && annotation.ScoreParts.Count == 0 && annotation.Source is null)
        {
            return;
        }

        json.WriteStartObject(CocoKeys.Extra);
        if (annotation.Prompt is not null)
        {
            json.WriteString(CocoKeys.Prompt, annotation.Prompt);
        }

        if (annotation.Source is { } source)
        {
            json.WriteString(CocoKeys.Source, LabelSources.NameOf(source));
        }

        if (annotation.ScoreParts.Count > 0)
        {
            json.WriteStartObject(CocoKeys.ScoreParts);
            foreach ((string name, double value) in annotation.ScoreParts.OrderBy(part => part.Key, StringComparer.Ordinal))
            {
                json.WriteNumber(name, RoundScore(value));
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteDetection(Utf8JsonWriter json, CocoDetection detection)
    {
        if (!double.IsFinite(detection.Score))
        {
            throw new ArgumentException($"A detection on image {detection.ImageId} has the score {detection.Score}.");
        }

        json.WriteNumber("image_id", detection.ImageId);
        json.WriteNumber("category_id", detection.CategoryId);
        CocoSegmentation.Write(json, detection.Mask, SegmentationFormat.Rle);
        // In full: rounding would tie scores, and evaluation depends on their order.
        json.WriteNumber("score", detection.Score);
    }

    private static double RoundScore(double score) => Math.Round(score, 4);

    /// <summary>A whole number with its decimal point: some readers tell floats from integers by it.</summary>
    private static void WriteFloat(Utf8JsonWriter json, double wholeNumber) =>
        json.WriteRawValue(wholeNumber.ToString("F1", CultureInfo.InvariantCulture));
}
