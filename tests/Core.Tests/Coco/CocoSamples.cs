using System.Text;
using System.Text.Json;

namespace ClipSurgery.Tests;

/// <summary>
/// A small data set with a plain mask, a mask with a hole, a second picture without an instance, and ways to write and read it.
/// </summary>
internal static class CocoSamples
{
    public static Mask Plain { get; } = Mask.FromBitmap(6, 4,
    [
        0, 0, 0, 0, 0, 0,
        0, 1, 1, 0, 0, 0,
        0, 1, 1, 1, 0, 0,
        0, 0, 0, 0, 0, 0,
    ]);

    public static Mask Ring { get; } = Mask.FromBitmap(6, 4,
    [
        1, 1, 1, 0, 0, 0,
        1, 0, 1, 0, 0, 0,
        1, 1, 1, 0, 0, 0,
        0, 0, 0, 0, 0, 0,
    ]);

    public static CocoDataset Dataset(params CocoAnnotation[] annotations) => new()
    {
        Info = new CocoInfo
        {
            Description = "two pictures",
            Version = "1",
            Provenance = new Dictionary<string, string> { ["tool"] = "clip-surgery 0.1.0", ["clip"] = "emoji" },
        },
        Images = [new CocoImage(1, "a/über \"x\".png", 6, 4), new CocoImage(2, "b.jpg", 4, 6, ExifOrientation: 6)],
        Categories = [new CocoCategory(1, "cat", "animal"), new CocoCategory(2, "never seen")],
        Annotations = annotations,
    };

    public static CocoAnnotation Annotation(Mask mask, long id = 1) =>
        new() { Id = id, ImageId = 1, CategoryId = 1, Mask = mask };

    public static byte[] Write(CocoDataset dataset, SegmentationFormat format = SegmentationFormat.Auto)
    {
        using MemoryStream stream = new();
        CocoWriter.Write(stream, dataset, format);
        return stream.ToArray();
    }

    public static string WriteText(CocoDataset dataset, SegmentationFormat format = SegmentationFormat.Auto) =>
        Encoding.UTF8.GetString(Write(dataset, format));

    public static JsonElement WriteAnnotation(CocoAnnotation annotation, SegmentationFormat format = SegmentationFormat.Auto) =>
        JsonDocument.Parse(Write(Dataset(annotation), format)).RootElement.GetProperty("annotations")[0];

    /// <summary>Lends a file with this content.</summary>
    public static T WithFile<T>(ReadOnlySpan<byte> content, Func<string, T> use)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, content);
            return use(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public static CocoDataset Read(ReadOnlySpan<byte> content) => WithFile(content, CocoReader.Read);

    public static CocoDataset Read(string content) => Read(Encoding.UTF8.GetBytes(content));
}
