using System.Text;
using System.Text.Json;

namespace ClipSurgery;

/// <summary>Reads the annotations of one COCO file, whose pictures and categories are known.</summary>
/// <param name="path">The file, for error lines.</param>
/// <param name="images">Its pictures by id.</param>
/// <param name="categories">Its categories by id.</param>
internal sealed class CocoAnnotationReader(
    string path, Dictionary<long, CocoImage> images, Dictionary<long, CocoCategory> categories)
{
    public CocoAnnotation Read(CocoObject element)
    {
        long id = element.LongInteger("id");
        CocoObject entry = element with { Where = $"{path}: annotation {id}" };
        CocoImage image = Referred(images, entry, "image_id");
        CocoObject? extra = entry.Nested(CocoKeys.Extra);
        BoxXywh? box = ReadBox(entry);
        bool isBoxOnly = box is { Width: > 0, Height: > 0 } && CocoSegmentation.IsMissing(entry);
        Mask mask = isBoxOnly ? Mask.FromPolygons(image.Width, image.Height, []) : CocoSegmentation.Read(entry, image);
        return new CocoAnnotation
        {
            Id = id,
            ImageId = image.Id,
            CategoryId = Referred(categories, entry, "category_id").Id,
            Mask = mask,
            IsBoxOnly = isBoxOnly,
            Area = OptionalNumber(entry, "area") ?? (isBoxOnly ? box!.Value.Width * box.Value.Height : mask.Area),
            Bounds = box ?? mask.Bounds,
            IsCrowd = ReadCrowd(entry),
            Score = OptionalNumber(entry, "score"),
            Prompt = extra?.Optional(CocoKeys.Prompt) is JsonElement prompt ? entry.String(prompt, CocoKeys.Prompt) : null,
            Source = extra?.Optional(CocoKeys.Source) is JsonElement source ? LabelSources.Find(entry.String(source, CocoKeys.Source)) : null,
            Attributes = entry.Optional("attributes") is { ValueKind: JsonValueKind.Object } attributes ? Compact(attributes) : null,
            ScoreParts = ReadScoreParts(extra?.Nested(CocoKeys.ScoreParts)),
        };
    }

    /// <summary>The entry that an id refers to.</summary>
    /// <exception cref="ClipSurgeryException">There is none.</exception>
    public static T Referred<T>(Dictionary<long, T> byId, CocoObject entry, string key)
    {
        long id = entry.LongInteger(key);
        return byId.TryGetValue(id, out T? item)
            ? item
            : throw entry.Error($"\"{key}\" is {id}, which the data set does not have; expected one of its {byId.Count} ids");
    }

    private static string Compact(JsonElement value)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, CocoWriter.Options))
        {
            value.WriteTo(json);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static double? OptionalNumber(CocoObject entry, string key) =>
        entry.Optional(key) is JsonElement value ? entry.Number(value, key) : null;

    private static BoxXywh? ReadBox(CocoObject entry)
    {
        if (entry.Optional("bbox") is not JsonElement list)
        {
            return null;
        }

        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() != 4)
        {
            throw entry.Error("\"bbox\" is not a list of 4 numbers; expected [x, y, width, height]");
        }

        double[] box = [.. list.EnumerateArray().Select(value => entry.Number(value, "bbox"))];
        return new BoxXywh(box[0], box[1], box[2], box[3]);
    }

    private static bool ReadCrowd(CocoObject entry)
    {
        if (entry.Optional("iscrowd") is not JsonElement value)
        {
            return false;
        }

        int crowd = entry.Integer(value, "iscrowd");
        return crowd is 0 or 1 ? crowd == 1 : throw entry.Error($"\"iscrowd\" is {crowd}; expected 0 or 1");
    }

    private static Dictionary<string, double> ReadScoreParts(CocoObject? parts)
    {
        Dictionary<string, double> byName = [];
        if (parts is CocoObject holder)
        {
            foreach (JsonProperty part in holder.Element.EnumerateObject())
            {
                byName[part.Name] = holder.Number(part.Value, part.Name);
            }
        }

        return byName;
    }
}
