using System.Text.Json;
using System.Xml.Linq;
using CsCheck;

namespace ClipSurgery.Tests;

/// <summary>Reads tasks back as Label Studio does: the alpha of RGBA for brushes, percentages for polygons.</summary>
public class LabelStudioFormatTests
{
    private static readonly LabelStudioFormat Brush = new(isPolygon: false);
    private static readonly LabelStudioFormat Polygon = new(isPolygon: true);

    [Fact]
    public void Brush_masks_come_back_exactly() => FormatSamples.Datasets.Sample(
        dataset => FormatSamples.WithWritten(Brush, dataset, folder =>
        {
            JsonElement[] tasks = ReadTasks(folder);
            Assert.Equal(dataset.Images.Count, tasks.Length);
            foreach ((PictureLabels picture, JsonElement task) in dataset.Pictures.Zip(tasks))
            {
                JsonElement[] regions = Regions(task);
                Assert.Equal(picture.Annotations.Count, regions.Length);
                foreach ((CocoAnnotation annotation, JsonElement region) in picture.Annotations.Zip(regions))
                {
                    Assert.Equal(annotation.Mask.ToBitmap(), ReadBrush(region));
                    AssertRegion(dataset, annotation, region, "brushlabels");
                }
            }
        }),
        iter: 200);

    [Fact]
    public void Polygons_cover_the_mask_with_its_holes_filled() => FormatSamples.Datasets.Sample(
        dataset => FormatSamples.WithWritten(Polygon, dataset, folder =>
        {
            foreach ((PictureLabels picture, JsonElement task) in dataset.Pictures.Zip(ReadTasks(folder)))
            {
                foreach (CocoAnnotation annotation in picture.Annotations)
                {
                    Mask mask = annotation.Mask;
                    JsonElement[] rings =
                        [.. Regions(task).Where(region => Text(region, "id").StartsWith($"{annotation.Id}-"))];
                    byte[] filled = FillRings(mask.Width, mask.Height, rings.Select(Points));
                    Mask read = Mask.FromBitmap(mask.Width, mask.Height, filled);
                    Assert.Equal(0, mask.Subtract(read).Area);
                    Assert.Equal(mask.HasHoles, read.Area > mask.Area);
                    Assert.All(rings, ring => AssertRegion(dataset, annotation, ring, "polygonlabels"));
                }
            }
        }),
        iter: 200);

    [Fact]
    public void A_task_is_exactly_this()
    {
        Mask diagonal = Mask.FromBitmap(2, 2, [0, 1, 1, 0]);
        LabelledDataset dataset = FormatSamples.Dataset([diagonal], []) with { PictureFolder = "/data/my pics" };
        FormatSamples.WithWritten(Brush, dataset, folder => Assert.Equal(
            """
            [{"data":{"image":"/data/local-files/?d=my%20pics/a/b%20c/%C3%BCber%20%231%25%3F%26%2B.jpg"},"predictions":
            [{"model_version":"clip-surgery 1.2.3","score":0.9877,"result":[{"id":"1","from_name":"label","to_name":"image",
            "type":"brushlabels","original_width":2,"original_height":2,"image_rotation":0,"score":0.9877,"value":{"format":"rle",
            "rle":[0,0,0,16,57,27,252,96,19,255,198,0],"brushlabels":["chat \uD83D\uDC08 été"]}}]}]},
            {"data":{"image":"/data/local-files/?d=my%20pics/a/%E7%8C%AB.png"},"predictions":
            [{"model_version":"clip-surgery 1.2.3","result":[]}]}]
            """.ReplaceLineEndings(""),
            File.ReadAllText(folder["tasks.json"])));
    }

    [Fact]
    public void A_picture_folder_that_is_not_known_leaves_paths_as_they_are() =>
        FormatSamples.WithWritten(Brush, FormatSamples.Dataset([], [FormatSamples.Ring]), folder =>
        {
            string image = Text(ReadTasks(folder)[1].GetProperty("data"), "image");
            Assert.Equal("/data/local-files/?d=a/猫.png", Uri.UnescapeDataString(image));
        });

    [Fact]
    public void A_predictions_score_is_that_of_its_least_sure_region() => FormatSamples.WithWritten(
        Brush,
        FormatSamples.Dataset([FormatSamples.Ring, FormatSamples.Parts, FormatSamples.Ring]),
        folder => Assert.Equal(0.4938, Prediction(ReadTasks(folder)[0]).GetProperty("score").GetDouble()));

    [Theory]
    [InlineData(false, "BrushLabels")]
    [InlineData(true, "PolygonLabels")]
    public void The_interface_has_every_class_with_its_colour(bool isPolygon, string tag) => FormatSamples.WithWritten(
        new LabelStudioFormat(isPolygon),
        FormatSamples.Dataset([FormatSamples.Ring]),
        folder =>
        {
            XElement view = XDocument.Load(folder["labels.xml"]).Root!;
            Assert.Equal("$image", (string?)view.Element("Image")!.Attribute("value"));
            XElement[] labels = [.. view.Element(tag)!.Elements("Label")];
            Assert.Equal(FormatSamples.ClassNames, labels.Select(label => (string?)label.Attribute("value")));
            Assert.Equal("#0a0b0c", (string?)labels[0].Attribute("background"));
            Assert.Equal("#40a0ff", (string?)labels[1].Attribute("background"));
        });

    private static void AssertRegion(LabelledDataset dataset, CocoAnnotation annotation, JsonElement region, string type)
    {
        Assert.Equal(type, Text(region, "type"));
        Assert.Equal(annotation.Mask.Width, region.GetProperty("original_width").GetInt32());
        Assert.Equal(annotation.Mask.Height, region.GetProperty("original_height").GetInt32());
        string? label = region.GetProperty("value").GetProperty(type).EnumerateArray().Single().GetString();
        Assert.Equal(dataset.Classes[(int)annotation.CategoryId - 1].Name, label);
        Assert.Equal(annotation.Score is not null, region.TryGetProperty("score", out JsonElement score));
        Assert.True(annotation.Score is null || Math.Abs(annotation.Score.Value - score.GetDouble()) <= 0.00005);
    }

    private static JsonElement[] ReadTasks(TemporaryFolder folder) =>
        [.. JsonDocument.Parse(File.ReadAllBytes(folder["tasks.json"])).RootElement.EnumerateArray()];

    private static JsonElement Prediction(JsonElement task) => task.GetProperty("predictions").EnumerateArray().Single();

    private static JsonElement[] Regions(JsonElement task) => [.. Prediction(task).GetProperty("result").EnumerateArray()];

    private static string Text(JsonElement parent, string name) => parent.GetProperty(name).GetString()!;

    private static byte[] ReadBrush(JsonElement region)
    {
        JsonElement value = region.GetProperty("value");
        Assert.Equal("rle", Text(value, "format"));
        byte[] rgba = RlePackReader.Decode([.. value.GetProperty("rle").EnumerateArray().Select(item => item.GetByte())]);
        return [.. rgba.Where((_, i) => i % 4 == 3).Select(alpha => (byte)(alpha / 255))];
    }

    private static (double X, double Y)[] Points(JsonElement region)
    {
        JsonElement value = region.GetProperty("value");
        Assert.True(value.GetProperty("closed").GetBoolean());
        double width = region.GetProperty("original_width").GetInt32();
        double height = region.GetProperty("original_height").GetInt32();
        return [.. value.GetProperty("points").EnumerateArray()
            .Select(point => (point[0].GetDouble() / 100 * width, point[1].GetDouble() / 100 * height))];
    }

    /// <summary>A pixel is inside where a ray from its centre crosses a ring an odd number of times.</summary>
    private static byte[] FillRings(int width, int height, IEnumerable<(double X, double Y)[]> rings)
    {
        byte[] bitmap = new byte[width * height];
        foreach ((double X, double Y)[] ring in rings)
        {
            for (int i = 0; i < bitmap.Length; i++)
            {
                (double x, double y) = (i % width + 0.5, i / width + 0.5);
                int crossings = ring.Zip([.. ring[1..], ring[0]])
                    .Count(edge => edge.First.Y > y != edge.Second.Y > y && Math.Min(edge.First.X, edge.Second.X) > x);
                bitmap[i] |= (byte)(crossings & 1);
            }
        }

        return bitmap;
    }
}
