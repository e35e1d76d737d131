using System.Text.Json.Nodes;

namespace ClipSurgery.Tests;

public sealed class RefineTests : IDisposable
{
    private readonly ToolProcess _tool = new();

    public RefineTests() => _tool.AddScenes(4);

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void Coco_boxes_become_masks_that_keep_ids_attributes_and_classes()
    {
        _tool.WriteCoco();

        ToolRun run = _tool.Refine("boxes.json", "out", "--format", "yolo");

        Assert.Equal((0, ""), (run.ExitCode, run.Output));
        CocoDataset truth = _tool.Truth();
        CocoDataset coco = CocoReader.Read(_tool["out", "annotations.json"]);
        Assert.Equal(truth.Images.Select(image => (image.Id, image.FileName)), coco.Images.Select(image => (image.Id, image.FileName)));
        Assert.Equal(truth.Categories.Select(category => (category.Name, "thing")), coco.Categories.Select(category => (category.Name, category.Supercategory)));
        Assert.InRange(MeanIoU(truth, coco), 0.75, 1);
        CocoAnnotation first = coco.Annotations.First();
        Assert.Equal("{\"occluded\":false}", first.Attributes);
        Assert.Equal(["box_agreement", "predicted_iou", "stability"], first.ScoreParts.Keys);
        JsonNode info = JsonNode.Parse(_tool.Annotations("out"))!["info"]!;
        Assert.Equal("Boxes refined to masks with ClipSurgery", (string?)info["description"]);
        Assert.Matches("^coco [0-9a-f]{64}$", (string?)info["clipsurgery"]!["boxes"]);
        Assert.Null(info["clipsurgery"]!["clip"]);
        Assert.Equal(4, Directory.GetFiles(_tool["out", "yolo", "labels"], "*.txt", SearchOption.AllDirectories).Length);
        Assert.Equal(0, _tool.Call("validate", "out/annotations.json").ExitCode);
    }

    [Fact]
    public void Yolo_and_voc_boxes_give_the_masks_of_the_coco_boxes()
    {
        _tool.WriteYolo();
        _tool.WriteVoc();

        ToolRun yolo = _tool.Refine("set/labels", "from-yolo");
        ToolRun voc = _tool.Refine("voc", "from-voc");

        Assert.Equal((0, 0), (yolo.ExitCode, voc.ExitCode));
        CocoDataset fromYolo = CocoReader.Read(_tool["from-yolo", "annotations.json"]);
        CocoDataset fromVoc = CocoReader.Read(_tool["from-voc", "annotations.json"]);
        CocoDataset truth = _tool.Truth();
        Assert.Equal(truth.Categories.Select(category => category.Name), fromYolo.Categories.Select(category => category.Name));
        Assert.Equal(truth.Categories.Select(category => category.Name).Order(StringComparer.Ordinal), fromVoc.Categories.Select(category => category.Name));
        Assert.InRange(MeanIoU(truth, fromYolo), 0.75, 1);
        Assert.InRange(MeanIoU(truth, fromVoc), 0.75, 1);
    }

    [Fact]
    public void An_export_to_yolo_can_be_refined_again()
    {
        _tool.WriteCoco();
        _tool.Refine("boxes.json", "out", "--format", "yolo");

        ToolRun again = _tool.Refine("out/yolo", "again");

        Assert.Equal((0, ""), (again.ExitCode, string.Join('\n', again.ErrorLines)));
        Assert.InRange(MeanIoU(_tool.Truth(), CocoReader.Read(_tool["again", "annotations.json"])), 0.75, 1);
    }

    [Fact]
    public void The_same_command_goes_on_and_shards_make_the_same_bytes()
    {
        _tool.WriteCoco();
        _tool.Refine("boxes.json", "whole", "--workers", "1");

        // A journal that ends behind its second picture, as of a process that was killed.
        string journal = _tool["whole", "journal", "part-00000-of-00001.jsonl"];
        string[] lines = File.ReadAllLines(journal);
        Directory.CreateDirectory(_tool["killed", "journal"]);
        File.WriteAllLines(_tool["killed", "journal", "part-00000-of-00001.jsonl"], lines.Take(5));
        ToolRun resumed = _tool.Refine("boxes.json", "killed", "--workers", "2");
        Assert.Equal(0, resumed.ExitCode);
        Assert.Contains("2/4 pictures", resumed.Errors);
        Assert.Equal(_tool.Annotations("whole"), _tool.Annotations("killed"));

        Assert.Equal(0, _tool.Refine("boxes.json", "parts", "--shard", "0/2").ExitCode);
        Assert.Contains("clip-surgery refine", string.Join('\n', _tool.Call("merge", "parts").ErrorLines));
        Assert.Equal(0, _tool.Refine("boxes.json", "parts", "--shard", "1/2").ExitCode);
        Assert.Equal(0, _tool.Call("merge", "parts").ExitCode);
        Assert.Equal(_tool.Annotations("whole"), _tool.Annotations("parts"));
    }

    [Fact]
    public void Other_boxes_are_another_run()
    {
        _tool.WriteCoco();
        _tool.Refine("boxes.json", "out");
        File.AppendAllText(_tool["boxes.json"], "\n");

        ToolRun run = _tool.Refine("boxes.json", "out");

        Assert.Equal(2, run.ExitCode);
        Assert.Matches("was made by another run: boxes was coco [0-9a-f]{64} and is coco [0-9a-f]{64}. Give another --output.$", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public void A_box_that_no_mask_fits_stays_and_is_told()
    {
        CocoImage image = _tool.Truth().Images[0];
        File.WriteAllText(_tool["boxes.json"], $$"""
            {"images": [{"id": 1, "file_name": "{{image.FileName}}", "width": {{image.Width}}, "height": {{image.Height}}}],
             "categories": [{"id": 1, "name": "strip"}],
             "annotations": [{"id": 5, "image_id": 1, "category_id": 1, "bbox": [0, 200, {{image.Width}}, 1]}]}
            """);

        ToolRun run = _tool.Refine("boxes.json", "out", "--format", "yolo");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"1 object that no mask fits kept the outline given: strip in {image.FileName}; out/kept-outlines.jsonl lists it.", run.Errors);
        CocoAnnotation kept = Assert.Single(CocoReader.Read(_tool["out", "annotations.json"]).Annotations);
        Assert.Equal(new BoxXywh(0, 200, image.Width, 1), kept.Mask.Bounds);
        Assert.Equal((0.0, 1.0), (kept.Score, kept.ScoreParts["kept_outline"]));
        JsonNode line = JsonNode.Parse(File.ReadAllText(_tool["out", "kept-outlines.jsonl"]))!;
        Assert.Equal((image.FileName, 5, "strip"), ((string?)line["file_name"], (int)line["id"]!, (string?)line["class"]));
    }

    [Fact]
    public void Review_and_export_take_the_run()
    {
        _tool.WriteCoco();
        _tool.Refine("boxes.json", "out");

        Assert.Equal(0, _tool.Call("review", "out").ExitCode);
        Assert.True(File.Exists(_tool["out", "review.html"]));
        Assert.Equal(0, _tool.Call("export", "out", "--target", "cvat").ExitCode);
        Assert.True(Directory.Exists(_tool["out", "cvat"]));
    }

    /// <summary>The mean IoU of true masks with those of the same picture and place in it.</summary>
    private static double MeanIoU(CocoDataset truth, CocoDataset refined)
    {
        Mask[][] Masks(CocoDataset dataset) =>
        [
            .. dataset.Images.OrderBy(image => image.FileName, StringComparer.Ordinal)
                .Select(image => dataset.Annotations.Where(one => one.ImageId == image.Id).Select(one => one.Mask).ToArray()),
        ];
        return Masks(truth).Zip(Masks(refined)).SelectMany(pair => pair.First.Zip(pair.Second)).Average(pair => pair.First.IoU(pair.Second));
    }
}
