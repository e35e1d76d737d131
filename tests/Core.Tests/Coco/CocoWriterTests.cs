using System.Text;
using System.Text.Json;

namespace ClipSurgery.Tests;

/// <summary>
/// The rules that an auto-labeller's COCO file must keep, each with the importer that fails where it is broken.
/// </summary>
public class CocoWriterTests
{
    [Fact]
    public void The_whole_file_is_these_bytes()
    {
        CocoAnnotation annotation = CocoSamples.Annotation(CocoSamples.Plain) with
        {
            Score = .123456,
            Prompt = "a cat",
            ScoreParts = new Dictionary<string, double> { ["stability"] = 1, ["presence"] = .00004 },
        };

        const string Expected =
            """
            {"info":{"description":"two pictures","version":"1",
            "clipsurgery":{"coordinate_space":"upright","clip":"emoji","tool":"clip-surgery 0.1.0"}},"licenses":[],
            "images":[{"id":1,"file_name":"a/über \"x\".png","width":6,"height":4},
            {"id":2,"file_name":"b.jpg","width":4,"height":6,"exif_orientation":6}],
            "categories":[{"id":1,"name":"cat","supercategory":"animal"},{"id":2,"name":"never seen","supercategory":""}],
            "annotations":[{"id":1,"image_id":1,"category_id":1,"segmentation":[[3,1,3,2,4,2,4,3,1,3,1,1]],
            "area":5.0,"bbox":[1.0,1.0,3.0,2.0],"iscrowd":0,"score":0.1235,
            "clipsurgery":{"prompt":"a cat","score_parts":{"presence":0,"stability":1}}}]}
            """;
        Assert.Equal(Expected.ReplaceLineEndings(""), CocoSamples.WriteText(CocoSamples.Dataset(annotation)));
    }

    [Fact]
    public void Polygons_for_plain_masks_and_run_lengths_for_holes_with_iscrowd_zero_for_both()
    {
        JsonElement plain = CocoSamples.WriteAnnotation(CocoSamples.Annotation(CocoSamples.Plain));
        JsonElement ring = CocoSamples.WriteAnnotation(CocoSamples.Annotation(CocoSamples.Ring));

        Assert.Equal(JsonValueKind.Array, plain.GetProperty("segmentation").ValueKind);
        Assert.Equal("[4,6]", ring.GetProperty("segmentation").GetProperty("size").GetRawText());
        Assert.Equal(CocoSamples.Ring.ToCompressed(), ring.GetProperty("segmentation").GetProperty("counts").GetString());
        Assert.Equal((0, 0), (plain.GetProperty("iscrowd").GetInt32(), ring.GetProperty("iscrowd").GetInt32()));
    }

    [Fact]
    public void Forced_polygons_fill_holes_and_keep_the_area_of_the_mask()
    {
        JsonElement ring = CocoSamples.WriteAnnotation(CocoSamples.Annotation(CocoSamples.Ring), SegmentationFormat.Polygon);

        Assert.Equal("[[3,0,3,3,0,3,0,0]]", ring.GetProperty("segmentation").GetRawText());
        Assert.Equal("8.0", ring.GetProperty("area").GetRawText());
    }

    [Fact]
    public void Forced_run_lengths_are_written_for_plain_masks_too() => Assert.Equal(
        CocoSamples.Plain.ToCompressed(),
        CocoSamples.WriteAnnotation(CocoSamples.Annotation(CocoSamples.Plain), SegmentationFormat.Rle)
            .GetProperty("segmentation").GetProperty("counts").GetString());

    [Fact]
    public void A_crowd_keeps_its_flag_and_its_run_lengths()
    {
        JsonElement crowd = CocoSamples.WriteAnnotation(
            CocoSamples.Annotation(CocoSamples.Plain) with { IsCrowd = true }, SegmentationFormat.Polygon);

        Assert.Equal(1, crowd.GetProperty("iscrowd").GetInt32());
        Assert.Equal(JsonValueKind.Object, crowd.GetProperty("segmentation").ValueKind);
    }

    [Fact]
    public void A_backslash_in_run_lengths_is_escaped_once_and_nothing_else_is()
    {
        Mask mask = Mask.FromCounts(30, 30, [12 + 32 * 2, 12 + 32, 900 - 76 - 44]);
        CocoImage image = new(1, "a<é猫>'.png", 30, 30);
        CocoDataset dataset = CocoSamples.Dataset(CocoSamples.Annotation(mask)) with { Images = [image] };

        string text = CocoSamples.WriteText(dataset, SegmentationFormat.Rle);

        Assert.Contains('\\', mask.ToCompressed());
        Assert.Contains($"\"counts\":\"{mask.ToCompressed().Replace("\\", "\\\\")}\"", text);
        Assert.Contains("a<é猫>'.png", text);
    }

    [Fact]
    public void The_file_has_no_byte_order_mark_and_is_the_same_twice()
    {
        CocoDataset dataset = CocoSamples.Dataset(CocoSamples.Annotation(CocoSamples.Ring));

        Assert.Equal((byte)'{', CocoSamples.Write(dataset)[0]);
        Assert.Equal(CocoSamples.Write(dataset), CocoSamples.Write(dataset));
    }

    [Fact]
    public void Annotations_are_taken_once_and_streamed()
    {
        long lastPosition = 0;
        int taken = 0;
        using MemoryStream stream = new();
        IEnumerable<CocoAnnotation> Produce()
        {
            for (int id = 1; id <= 2000; id++)
            {
                taken++;
                lastPosition = stream.Position;
                yield return CocoSamples.Annotation(CocoSamples.Plain, id);
            }
        }

        CocoWriter.Write(stream, CocoSamples.Dataset() with { Annotations = Produce() });

        Assert.Equal(2000, taken);
        Assert.InRange(stream.Length - lastPosition, 0, 80_000);
        Assert.InRange(lastPosition, 100_000, stream.Length);
    }

    public static TheoryData<string, CocoDataset> BrokenDatasets
    {
        get
        {
            CocoAnnotation good = CocoSamples.Annotation(CocoSamples.Plain);
            CocoDataset set = CocoSamples.Dataset(good);
            CocoDataset WithImages(params CocoImage[] images) => set with { Images = images };
            CocoDataset WithCategories(params CocoCategory[] categories) => set with { Categories = categories };
            Dictionary<string, double> infinite = new() { ["presence"] = double.PositiveInfinity };
            Dictionary<string, string> reserved = new() { ["coordinate_space"] = "raw" };
            return new TheoryData<string, CocoDataset>
            {
                { "Annotation id 0 is below 1", CocoSamples.Dataset(good with { Id = 0 }) },
                { "Annotation id 1 is used twice", CocoSamples.Dataset(good, good) },
                { "Annotation 1 refers to image 9", CocoSamples.Dataset(good with { ImageId = 9 }) },
                { "Annotation 1 refers to category 9", CocoSamples.Dataset(good with { CategoryId = 9 }) },
                { "Annotation 1 has a mask of 6x4 on image 2 of 4x6", CocoSamples.Dataset(good with { ImageId = 2 }) },
                { "Annotation 1 has an empty mask", CocoSamples.Dataset(good with { Mask = Mask.FromCounts(6, 4, [24]) }) },
                { "Annotation 1 has the score NaN", CocoSamples.Dataset(good with { Score = double.NaN }) },
                { "Annotation 1 has the score part presence Infinity", CocoSamples.Dataset(good with { ScoreParts = infinite }) },
                { "Category id 0 is below 1", WithCategories(new CocoCategory(0, "cat")) },
                { "Category id 1 is used twice", WithCategories(new CocoCategory(1, "cat"), new CocoCategory(1, "dog")) },
                { "Category 1 has no name", WithCategories(new CocoCategory(1, "")) },
                { "Image id 0 is below 1", WithImages(new CocoImage(0, "a.png", 6, 4)) },
                { "Image id 1 is used twice", WithImages(new CocoImage(1, "a.png", 6, 4), new CocoImage(1, "b.png", 6, 4)) },
                { "Image 1 has the size 6x0", WithImages(new CocoImage(1, "a.png", 6, 0)) },
                { "Image 1 has the EXIF orientation 9", WithImages(new CocoImage(1, "a.png", 6, 4, 9)) },
                { "Image 1 has the file name \"/data/a.png\"", WithImages(new CocoImage(1, "/data/a.png", 6, 4)) },
                { "Image 1 has the file name \"C:/a.png\"", WithImages(new CocoImage(1, "C:/a.png", 6, 4)) },
                { "Image 1 has the file name \"a\\b.png\"", WithImages(new CocoImage(1, "a\\b.png", 6, 4)) },
                { "The provenance key coordinate_space", set with { Info = new CocoInfo { Provenance = reserved } } },
            };
        }
    }

    [Theory]
    [MemberData(nameof(BrokenDatasets))]
    public void A_data_set_that_importers_choke_on_is_refused_with_the_id(string problem, CocoDataset dataset) =>
        Assert.StartsWith(problem, Assert.Throws<ArgumentException>(() => CocoSamples.Write(dataset)).Message);

    [Fact]
    public void A_failed_write_leaves_the_old_file_and_no_other()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        string path = Path.Combine(folder, "instances.json");
        File.WriteAllText(path, "old");

        CocoDataset broken = CocoSamples.Dataset(CocoSamples.Annotation(CocoSamples.Plain, id: 0));
        Assert.Throws<ArgumentException>(() => CocoWriter.Write(path, broken));

        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Detections_are_a_bare_list_with_run_lengths_and_without_boxes()
    {
        string text = CocoSamples.WithFile([], path =>
        {
            CocoWriter.WriteDetections(path, [new CocoDetection(1, 2, .98765, CocoSamples.Plain)]);
            return File.ReadAllText(path, Encoding.UTF8);
        });

        Assert.Equal(
            $$"""
            [{"image_id":1,"category_id":2,
            "segmentation":{"size":[4,6],"counts":"{{CocoSamples.Plain.ToCompressed()}}"},"score":0.98765}]
            """.ReplaceLineEndings(""),
            text);
    }
}
