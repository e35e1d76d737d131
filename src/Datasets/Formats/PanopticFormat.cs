using System.Runtime.InteropServices;
using System.Text.Json;

namespace ClipSurgery;

/// <summary>
/// COCO's panoptic format (<c>panopticapi</c>): <c>panoptic.json</c>, and for each picture an RGB PNG under <c>panoptic/</c>
/// whose pixels hold the segment's id as R + 256 G + 65536 B, 0 for none. Ids count from 1 in each picture. A pixel of several
/// objects goes to the surest one; area and box are those of the pixels in the PNG.
/// </summary>
internal sealed class PanopticFormat : IDatasetFormat
{
    /// <inheritdoc/>
    public string Name => "panoptic";

    /// <inheritdoc/>
    public IEnumerable<string> Problems(
        IReadOnlyList<LabelClass> classes, IReadOnlyList<string> fileNames, ExportOptions options) =>
        PictureStem.Problems(fileNames);

    /// <inheritdoc/>
    public void Write(LabelledDataset dataset, string folder, ExportOptions options, CancellationToken cancellation)
    {
        this.Require(dataset, options);
        JsonFile.Write(Path.Combine(folder, "panoptic.json"), json =>
        {
            json.WriteStartObject();
            CocoWriter.WriteInfo(json, dataset.Info);
            json.WriteStartArray("licenses");
            json.WriteEndArray();
            CocoWriter.WriteEach(json, "images", dataset.Images, CocoWriter.WriteImage);
            CocoWriter.WriteEach(json, "annotations", dataset.Pictures, (_, picture) => WritePicture(json, picture, folder));
            CocoWriter.WriteEach(json, "categories", dataset.Categories, WriteCategory);
            json.WriteEndObject();
        });
    }

    private static void WriteCategory(Utf8JsonWriter json, CocoCategory category)
    {
        CocoWriter.WriteCategory(json, category);
        // A thing rather than stuff: each annotation is one object.
        json.WriteNumber("isthing", 1);
    }

    private static void WritePicture(Utf8JsonWriter json, PictureLabels picture, string folder)
    {
        (long imageId, _, int width, int height, _) = picture.Image;
        string file = $"{PictureStem.Of(picture.Image.FileName)}.png";
        json.WriteNumber("image_id", imageId);
        json.WriteString("file_name", file);
        json.WriteStartArray("segments_info");
        Rgb[] pixels = new Rgb[checked(width * height)];
        int id = 0;
        foreach (VisibleMask segment in VisibleMask.Of(picture.Annotations))
        {
            id++;
            segment.Paint(pixels, new Rgb((byte)id, (byte)(id >> 8), (byte)(id >> 16)));
            WriteSegment(json, id, segment);
        }

        json.WriteEndArray();
        RgbImage image = new(width, height, MemoryMarshal.AsBytes(pixels.AsSpan()));
        PngFile.WriteRgb(Path.Combine(folder, "panoptic", file), image);
    }

    private static void WriteSegment(Utf8JsonWriter json, int id, VisibleMask segment)
    {
        BoxXywh box = segment.Mask.Bounds;
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteNumber("category_id", segment.Annotation.CategoryId);
        json.WriteNumber("area", segment.Mask.Area);
        json.WriteStartArray("bbox");
        json.WriteNumberValue((int)box.X);
        json.WriteNumberValue((int)box.Y);
        json.WriteNumberValue((int)box.Width);
        json.WriteNumberValue((int)box.Height);
        json.WriteEndArray();
        json.WriteNumber("iscrowd", segment.Annotation.IsCrowd ? 1 : 0);
        json.WriteEndObject();
    }
}
