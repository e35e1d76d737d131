using System.Text.Json;
using CsCheck;

namespace ClipSurgery.Tests;

public class LabelMeFormatTests
{
    [Fact]
    public void Small_masks_give_exactly_this_file()
    {
        using TemporaryFolder folder = new();
        LabelledDataset dataset = DatasetSamples.One(
            "sub/größe.jpg", DatasetSamples.Drawn("##...", "##...", "....."), DatasetSamples.Drawn("#.#..", ".....", "....."));

        new LabelMeFormat().Write(dataset with { PictureFolder = folder["pictures"] }, folder["out"]);

        Assert.Equal(
            """
            {"version":"5.5.0","flags":{},"shapes":[
            {"label":"class 1","points":[[1.98,0.02],[1.98,1.98],[0.02,1.98],[0.02,0.02]],"mask":null,"group_id":null,
            "description":"a photo of 0","shape_type":"polygon","flags":{},"score":0.9},
            {"label":"class 2","points":[[0.98,0.02],[0.98,0.98],[0.02,0.98],[0.02,0.02]],"mask":null,"group_id":1,
            "description":"a photo of 1","shape_type":"polygon","flags":{},"score":0.8},
            {"label":"class 2","points":[[2.98,0.02],[2.98,0.98],[2.02,0.98],[2.02,0.02]],"mask":null,"group_id":1,
            "description":"a photo of 1","shape_type":"polygon","flags":{},"score":0.8}],
            "imagePath":"../../pictures/sub/größe.jpg","imageData":null,"imageHeight":3,"imageWidth":5}
            """.ReplaceLineEndings(""),
            File.ReadAllText(folder["out", "sub", "größe.json"]));
    }

    [Fact]
    public void Without_a_picture_folder_the_picture_is_looked_for_beside_the_file()
    {
        using TemporaryFolder folder = new();

        new LabelMeFormat().Write(DatasetSamples.One("sub/a.jpg"), folder.FullPath);

        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(folder["sub", "a.json"]));
        Assert.Equal("a.jpg", json.RootElement.GetProperty("imagePath").GetString());
        Assert.Equal(0, json.RootElement.GetProperty("shapes").GetArrayLength());
    }

    [Fact]
    public void Every_object_comes_back_and_exactly_where_it_has_holes() => DatasetSamples.Datasets.Sample(
        dataset =>
        {
            using TemporaryFolder folder = new();
            new LabelMeFormat().Write(dataset, folder.FullPath);

            foreach (PictureLabels picture in dataset.Pictures)
            {
                string name = picture.Image.FileName;
                using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(folder[$"{name[..name.LastIndexOf('.')]}.json"]));
                (string Label, Mask Mask)[] objects = ReadObjects(json.RootElement);
                Assert.Equal(
                    picture.Annotations.Select(annotation => dataset.Classes[(int)annotation.CategoryId - 1].Name),
                    objects.Select(found => found.Label));
                foreach ((Mask expected, Mask mask) in picture.Annotations.Zip(objects, (a, found) => (a.Mask, found.Mask)))
                {
                    Assert.InRange(mask.IoU(expected), expected.HasHoles ? 1 : 0.98, 1);
                }
            }
        },
        iter: 60);

    /// <summary>As labelme/_label_file.py and shapes_to_label: shapes of one label and group id are one object.</summary>
    private static (string Label, Mask Mask)[] ReadObjects(JsonElement root)
    {
        int width = root.GetProperty("imageWidth").GetInt32();
        int height = root.GetProperty("imageHeight").GetInt32();
        List<(string Label, int? Group, Mask Mask)> objects = [];
        foreach (JsonElement shape in root.GetProperty("shapes").EnumerateArray())
        {
            string label = shape.GetProperty("label").GetString()!;
            JsonElement id = shape.GetProperty("group_id");
            int? group = id.ValueKind == JsonValueKind.Null ? null : id.GetInt32();
            Mask mask = ReadShape(shape, width, height);
            int same = group is null ? -1 : objects.FindIndex(found => found.Label == label && found.Group == group);
            if (same < 0)
            {
                objects.Add((label, group, mask));
            }
            else
            {
                objects[same] = (label, group, objects[same].Mask.Union(mask));
            }
        }

        return [.. objects.Select(found => (found.Label, found.Mask))];
    }

    private static Mask ReadShape(JsonElement shape, int width, int height)
    {
        double[] points = [.. shape.GetProperty("points").EnumerateArray()
            .SelectMany(point => point.EnumerateArray()).Select(number => number.GetDouble())];
        if (shape.GetProperty("shape_type").GetString() == "polygon")
        {
            Assert.True(points.Length >= 6);
            return PixelCentres.EvenOdd(width, height, points);
        }

        (int cropWidth, int cropHeight, byte[] levels) = TestPng.ReadGrey8(shape.GetProperty("mask").GetBytesFromBase64());
        Assert.Equal([points[0] + cropWidth - 1, points[1] + cropHeight - 1], points[2..]);
        byte[] pixels = new byte[width * height];
        for (int i = 0; i < levels.Length; i++)
        {
            pixels[((int)points[1] + i / cropWidth) * width + (int)points[0] + i % cropWidth] = levels[i];
        }

        return Mask.FromBitmap(width, height, pixels);
    }
}
