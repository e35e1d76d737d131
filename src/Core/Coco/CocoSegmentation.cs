using System.Text.Json;

namespace ClipSurgery;

/// <summary>The <c>segmentation</c> of a COCO annotation: polygons, run lengths as a string, or run lengths as a list.</summary>
internal static class CocoSegmentation
{
    /// <summary>Run lengths, or where <paramref name="format"/> leaves it open, polygons that say the same.</summary>
    public static void Write(Utf8JsonWriter json, Mask mask, SegmentationFormat format)
    {
        if (format != SegmentationFormat.Rle)
        {
            IReadOnlyList<double[]> rings = mask.Outline(out bool hasHoles);
            if (!hasHoles)
            {
                WritePolygons(json, rings);
                return;
            }
        }

        json.WriteStartObject("segmentation");
        json.WriteStartArray("size");
        json.WriteNumberValue(mask.Height);
        json.WriteNumberValue(mask.Width);
        json.WriteEndArray();
        json.WriteString("counts", mask.ToCompressed());
        json.WriteEndObject();
    }

    /// <summary>True where an annotation has no mask, as in data sets of boxes.</summary>
    public static bool IsMissing(CocoObject annotation) => annotation.Optional("segmentation") is not JsonElement segmentation
        || segmentation.ValueKind == JsonValueKind.Array && segmentation.GetArrayLength() == 0;

    /// <summary>Reads any of the three forms.</summary>
    /// <exception cref="ClipSurgeryException">It is none of them, or does not fit the picture.</exception>
    public static Mask Read(CocoObject annotation, CocoImage image)
    {
        JsonElement segmentation = annotation.Required("segmentation");
        try
        {
            return segmentation.ValueKind switch
            {
                JsonValueKind.Array => Mask.FromPolygons(image.Width, image.Height, ReadPolygons(annotation, segmentation)),
                JsonValueKind.Object => ReadRuns(new CocoObject(segmentation, annotation.Where), image),
                _ => throw annotation.Error(
                    $"segmentation is {CocoObject.KindOf(segmentation)}; expected polygons or run lengths"),
            };
        }
        catch (ClipSurgeryException error) when (!error.Message.StartsWith(annotation.Where, StringComparison.Ordinal))
        {
            throw new ClipSurgeryException($"{annotation.Where}: {error.Message}", error);
        }
    }

    public static void WritePolygons(Utf8JsonWriter json, IReadOnlyList<double[]> rings)
    {
        json.WriteStartArray("segmentation");
        foreach (double[] ring in rings)
        {
            json.WriteStartArray();
            foreach (double coordinate in ring)
            {
                // Corners of pixels are whole numbers, middles of their edges halves.
                json.WriteNumberValue(coordinate);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static List<double[]> ReadPolygons(CocoObject annotation, JsonElement rings)
    {
        if (rings.GetArrayLength() == 0)
        {
            throw annotation.Error("segmentation is empty; expected one polygon or more");
        }

        List<double[]> polygons = [];
        foreach (JsonElement ring in rings.EnumerateArray())
        {
            if (ring.ValueKind != JsonValueKind.Array)
            {
                throw annotation.Error(
                    $"segmentation holds {CocoObject.KindOf(ring)}; expected polygons, each a list [x0, y0, x1, y1, …]");
            }

            polygons.Add([.. ring.EnumerateArray().Select(number => annotation.Number(number, "segmentation"))]);
        }

        return polygons;
    }

    private static Mask ReadRuns(CocoObject segmentation, CocoImage image)
    {
        int[] size = segmentation.Integers("size");
        if (size.Length != 2 || size[0] != image.Height || size[1] != image.Width)
        {
            throw segmentation.Error(
                $"segmentation has the size [{string.Join(", ", size)}]; " +
                $"expected [{image.Height}, {image.Width}], height and width of image {image.Id}");
        }

        JsonElement counts = segmentation.Required("counts");
        return counts.ValueKind == JsonValueKind.String
            ? Mask.FromCompressed(image.Width, image.Height, counts.GetString()!)
            : Mask.FromCounts(image.Width, image.Height, segmentation.Integers("counts"));
    }
}
