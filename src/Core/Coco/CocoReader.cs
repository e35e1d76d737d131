using System.Text.Json;

namespace ClipSurgery;

/// <summary>
/// Reads COCO files strictly: the first entry that is not what COCO says ends the reading with one line that names the file, the
/// entry and the problem. Only <c>iscrowd</c> (0), <c>area</c> and <c>bbox</c> (the mask's), <c>segmentation</c> where there is a
/// box, <c>supercategory</c>, <c>info</c> and <c>licenses</c> may be missing. Annotations are read one by one, so that a
/// file takes little more memory than what is read of it.
/// </summary>
public static class CocoReader
{
    private const string Annotations = "annotations";
    private const string Advice = "Give a complete COCO JSON file, UTF-8.";

    /// <summary>Reads a data set. Its annotations are a list.</summary>
    /// <exception cref="ClipSurgeryException">The file cannot be read or is not a COCO data set.</exception>
    public static CocoDataset Read(string path) => JsonDocumentFile.Open(path, Advice, stream =>
    {
        using JsonDocument head = JsonEntryStream.WithoutEntries(stream, Annotations);
        JsonElement root = head.RootElement;
        return root.ValueKind == JsonValueKind.Object
            ? ReadDataset(new CocoObject(root, path), stream)
            : throw new ClipSurgeryException(
                $"{path}: it holds {CocoObject.KindOf(root)}; expected an object with images, categories and annotations.");
    });

    /// <summary>Reads a results file, a bare list of masks with scores, for pictures of a ground truth.</summary>
    /// <exception cref="ClipSurgeryException">
    /// The file cannot be read, or an entry is not a detection on one of these pictures.
    /// </exception>
    public static IReadOnlyList<CocoDetection> ReadDetections(string path, CocoDataset groundTruth)
    {
        ArgumentNullException.ThrowIfNull(groundTruth);
        Dictionary<long, CocoImage> images = groundTruth.Images.ToDictionary(image => image.Id);
        return Parse(path, root => CocoObject.Entries(root, $"{path}: detections").Select(entry =>
        {
            CocoImage image = CocoAnnotationReader.Referred(images, entry, "image_id");
            double score = entry.Number(entry.Required("score"), "score");
            return new CocoDetection(image.Id, entry.LongInteger("category_id"), score, CocoSegmentation.Read(entry, image));
        }).ToList());
    }

    private static T Parse<T>(string path, Func<JsonElement, T> read) =>
        JsonDocumentFile.Read(path, Advice, read);

    /// <param name="root">The file without its annotations.</param>
    /// <param name="file">The file.</param>
    private static CocoDataset ReadDataset(CocoObject root, FileStream file)
    {
        Dictionary<long, CocoImage> images = ReadEntries(root, "images", ReadImage, image => image.Id);
        Dictionary<long, CocoCategory> categories = ReadEntries(root, "categories", ReadCategory, category => category.Id);
        CocoAnnotationReader reader = new(root.Where, images, categories);

        // Empty where there is a list; anything else has its error.
        _ = ReadEntries(root, Annotations, reader.Read, annotation => annotation.Id);
        file.Position = 0;
        IEnumerable<CocoObject> entries = JsonEntryStream.Entries(file, Annotations)
            .Select((entry, index) => CocoObject.Entry(entry, $"{root.Where}: {Annotations}", index));
        Dictionary<long, CocoAnnotation> annotations = ReadEntries(entries, reader.Read, annotation => annotation.Id);
        return new CocoDataset
        {
            Info = root.Nested("info") is CocoObject info ? ReadInfo(info) : new CocoInfo(),
            Images = [.. images.Values],
            Categories = [.. categories.Values],
            Annotations = annotations.Values.ToList(),
        };
    }

    /// <summary>
    /// The entries of a list in the file's order (a dictionary that nothing is removed from keeps it), by their unique ids.
    /// </summary>
    private static Dictionary<TId, T> ReadEntries<TId, T>(
        CocoObject root, string key, Func<CocoObject, T> read, Func<T, TId> idOf)
        where TId : notnull =>
        ReadEntries(CocoObject.Entries(root.Required(key), $"{root.Where}: {key}"), read, idOf);

    private static Dictionary<TId, T> ReadEntries<TId, T>(IEnumerable<CocoObject> entries, Func<CocoObject, T> read, Func<T, TId> idOf)
        where TId : notnull
    {
        Dictionary<TId, T> byId = [];
        foreach (CocoObject entry in entries)
        {
            T item = read(entry);
            if (!byId.TryAdd(idOf(item), item))
            {
                throw entry.Error($"id {idOf(item)} is used twice; expected unique ids");
            }
        }

        return byId;
    }

    private static CocoInfo ReadInfo(CocoObject info)
    {
        Dictionary<string, string> provenance = [];
        if (info.Nested(CocoKeys.Extra) is CocoObject extra)
        {
            foreach (JsonProperty pair in extra.Element.EnumerateObject().Where(pair => pair.Name != CocoKeys.CoordinateSpace))
            {
                provenance[pair.Name] = extra.String(pair.Value, pair.Name);
            }
        }

        // Other tools write a version as a number and a year as a string; both are only for people.
        return new CocoInfo
        {
            Description = info.Optional("description")?.ToString() ?? "",
            Version = info.Optional("version")?.ToString() ?? "",
            Year = int.TryParse(info.Optional("year")?.ToString(), out int year) ? year : null,
            Provenance = provenance,
        };
    }

    private static CocoImage ReadImage(CocoObject entry)
    {
        CocoImage image = new(
            entry.LongInteger("id"),
            entry.String("file_name"),
            entry.Integer("width"),
            entry.Integer("height"),
            entry.Optional(CocoKeys.ExifOrientation) is JsonElement value ? entry.Integer(value, CocoKeys.ExifOrientation) : 1);
        return image is { Width: >= 1, Height: >= 1 }
            ? image
            : throw entry.Error($"image {image.Id} has the size {image.Width}x{image.Height}; expected at least 1x1");
    }

    private static CocoCategory ReadCategory(CocoObject entry) => new(
        entry.LongInteger("id"),
        entry.String("name"),
        entry.Optional("supercategory") is JsonElement value ? entry.String(value, "supercategory") : "");
}
