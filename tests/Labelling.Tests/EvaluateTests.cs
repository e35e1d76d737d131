using System.Text.Json.Nodes;

namespace ClipSurgery.Tests;

[Collection(nameof(EvaluationRun))]
public class EvaluateTests(EvaluationRun shared)
{
    /// <summary>Each row of the table: its name, where its number is in the report, its factor and its format.</summary>
    private static readonly (string Name, string Path, double Factor, string Format)[] Rows =
    [
        ("mIoU", "explanation.mean_iou", 1, "F3"),
        ("its threshold", "explanation.threshold", 1, "F2"),
        ("mSC, %", "explanation.score_contrast", 1, "F1"),
        ("pointing game", "explanation.pointing_game", 1, "F3"),
        ("positive points inside", "positive_points_inside", 1, "F3"),
        ("negative points outside", "negative_points_outside", 1, "F3"),
        ("mFSR, last block, raw", "raw_attention", 1, "F3"),
        ("mFSR, last block, consistent", "consistent_attention", 1, "F3"),
        ("mIoU, highest label", "semantic.mean_iou", 1, "F3"),
        ("mIoU with background", "semantic_with_background.mean_iou_with_background", 1, "F3"),
        ("pixel accuracy", "semantic.pixel_accuracy", 1, "F3"),
        ("mAP, class token", "recognition_map", 1, "F3"),
        ("mAP, redundancy removed", "recognition_surgery_map", 1, "F3"),
        ("union mIoU", "masks.union_iou", 1, "F3"),
        ("AP", "coco.ap", 1, "F3"),
        ("AP50", "coco.ap50", 1, "F3"),
        ("AP75", "coco.ap75", 1, "F3"),
        ("AR", "coco.ar100", 1, "F3"),
        ("chosen mask", "masks.chosen", 1, "F3"),
        ("best candidate", "masks.oracle", 1, "F3"),
        ("worse than the map's region, %", "masks.worse_than_region", 100, "F1"),
        ("present labels with a mask, %", "masks.present_kept", 100, "F1"),
        ("absent labels with a mask, %", "masks.absent_with_mask", 100, "F2"),
        ("count error", "masks.count_error", 1, "F2"),
    ];

    private readonly EvaluationRun _shared = shared;
    private readonly ToolProcess _tool = shared.Tool;

    [Fact]
    public void An_evaluation_gives_a_report_and_the_worst_pictures()
    {
        Assert.Equal((0, "", 0), (_shared.Run.ExitCode, _shared.Run.Output, _shared.Run.ErrorLines.Length));
        Assert.Contains("3 pictures, 8 labels, 0 left out", _shared.Run.Errors);
        JsonNode report = _shared.Report("done");
        Assert.Equal("truth.json, 3 pictures, 8 labels", (string?)report["run"]!["ground truth"]);
        Assert.Empty(report["left_out"]!.AsArray());
        Assert.Equal((3, 6), ((int)Surgery(report)["pictures"]!, (int)Surgery(report)["masks"]!["pairs"]!));
        string[] worst = [.. _tool.Files(Path.Combine("done", "worst", "surgery")).Select(file => Path.GetFileName(file.Name))];
        Assert.Equal(Enumerable.Range(1, 6).Select(i => $"{i:D2}-"), worst.Select(name => name[..3]));
        Assert.Equal(
            ["0002-bird.png", "0002-ice-cream.png", "0003-person.png", "0003-tiger.png", "0011-cloud.png", "0011-tv.png"],
            worst.Select(name => name[3..]).Order(StringComparer.Ordinal));
        RgbImage sheet = ImageFile.Read(_tool["done", "worst", "surgery", worst[0]]).Image;
        Assert.Equal((2 * 384 + 8, 384), (sheet.Width, sheet.Height));
    }

    [Fact]
    public void Methods_are_compared_by_the_numbers_of_the_report_and_by_time()
    {
        JsonNode methods = _shared.Report("done")["methods"]!;
        JsonArray compared = JsonNode.Parse(File.ReadAllText(_tool["done", "comparison.json"]))!.AsArray();
        string[] rows = [.. File.ReadLines(_tool["done", "comparison.md"]).Where(line => line.StartsWith('|'))];
        string svg = File.ReadAllText(_tool["done", "comparison.svg"]);

        Assert.Equal(["surgery", "clip"], compared.Select(method => (string?)method!["method"]));
        Assert.Equal(4, rows.Length);
        foreach ((JsonNode? method, string row) in compared.Zip(rows[2..]))
        {
            string name = (string)method!["method"]!;
            Assert.Equal((double)methods[name]!["explanation"]!["mean_iou"]!, (double)method["explanation_iou"]!);
            Assert.Equal((double)methods[name]!["masks"]!["union_iou"]!, (double)method["union_iou"]!);
            Assert.InRange((double)method["milli_seconds"]!, 0.1, 60_000);
            Assert.StartsWith($"| {name} | {(double)method["explanation_iou"]!:F3} | ", row);
            Assert.Contains($">{name}</text>", svg);
        }

        Assert.Equal(2 * 7, svg.Split("<rect ").Length - 1);
        Assert.DoesNotContain("seconds", File.ReadAllText(_tool["done", "report.json"]));
    }

    [Fact]
    public void The_table_has_the_numbers_of_the_report()
    {
        JsonNode methods = _shared.Report("done")["methods"]!;
        string[][] table =
        [
            .. File.ReadLines(_tool["done", "report.md"])
                .SkipWhile(line => !line.StartsWith('|'))
                .TakeWhile(line => line.StartsWith('|'))
                .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1]),
        ];

        Assert.Equal(["", "", "surgery", "clip"], table[0]);
        Assert.Equal(
            Rows.Select(row => $"{row.Name}: {Cell(methods["surgery"]!, row)}, {Cell(methods["clip"]!, row)}"),
            table[2..].Select(row => $"{row[1]}: {row[2]}, {row[3]}"));

        static string Cell(JsonNode method, (string Name, string Path, double Factor, string Format) row)
        {
            JsonNode? value = row.Path.Split('.').Aggregate((JsonNode?)method, (node, key) => node?[key]);
            value = value is JsonArray blocks ? blocks.LastOrDefault() : value;
            return value is null ? "-" : (row.Factor * (double)value).ToString(row.Format);
        }
    }

    [Fact]
    public void Surgery_explains_better_than_clip()
    {
        JsonNode methods = _shared.Report("done")["methods"]!;

        Assert.Equal(["surgery", "clip"], methods.AsObject().Select(method => method.Key));
        Assert.True(MeanIou("surgery") > MeanIou("clip") + 0.2, $"{MeanIou("surgery")}, {MeanIou("clip")}");
        Assert.Equal(8, methods["surgery"]!["raw_attention"]!.AsArray().Count);
        Assert.Empty(methods["clip"]!["raw_attention"]!.AsArray());

        double MeanIou(string method) => (double)methods[method]!["explanation"]!["mean_iou"]!;
    }

    [Fact]
    public void Polygons_run_lengths_and_a_crowd_score_like_compressed_masks()
    {
        JsonNode truth = JsonNode.Parse(_shared.TruthJson)!;
        Dictionary<string, int> kinds = new() { ["polygon"] = 0, ["list"] = 0, ["string"] = 0 };
        foreach (JsonNode? annotation in truth["annotations"]!.AsArray())
        {
            Mask mask = Mask.FromCompressed(384, 384, (string)annotation!["segmentation"]!["counts"]!);
            if (!mask.HasHoles && kinds["polygon"] <= kinds["list"])
            {
                annotation["segmentation"] = new JsonArray(
                    [.. mask.ToPolygons().Select(ring => new JsonArray([.. ring.Select(value => JsonValue.Create(value))]))]);
                kinds["polygon"]++;
            }
            else if (kinds["list"] <= kinds["string"])
            {
                annotation["segmentation"]!["counts"] = Counts(mask);
                kinds["list"]++;
            }
            else
            {
                kinds["string"]++;
            }
        }

        Assert.All(kinds, kind => Assert.InRange(kind.Value, 2, 4));
        truth["annotations"]!.AsArray().Add(new JsonObject
        {
            ["id"] = 900_000_000_000,
            ["image_id"] = 11,
            ["category_id"] = CategoryId(truth, "bird"),
            ["iscrowd"] = 1,
            ["segmentation"] = new JsonObject
            {
                ["size"] = new JsonArray(384, 384),
                ["counts"] = Counts(Mask.FromPolygons(384, 384, [[0, 0, 100, 0, 100, 50, 0, 50]])),
            },
        });
        File.WriteAllText(_tool["kinds.json"], truth.ToJsonString());

        Assert.Equal(0, _shared.Evaluate("kinds.json", "kinds").ExitCode);

        JsonNode expected = Surgery(_shared.Report("done"));
        JsonNode actual = Surgery(_shared.Report("kinds"));
        Assert.All(
            ["explanation", "masks", "coco"],
            part => Assert.Equal(expected[part]!.ToJsonString(), actual[part]!.ToJsonString()));

        static JsonArray Counts(Mask mask) => new([.. mask.Counts.ToArray().Select(count => JsonValue.Create(count))]);
    }

    [Fact]
    public void Labels_that_differ_by_case_are_noted_and_score_like_one()
    {
        JsonNode truth = JsonNode.Parse(_shared.TruthJson)!;
        int tiger = CategoryId(truth, "tiger");
        truth["categories"]!.AsArray().Add(new JsonObject { ["id"] = 1000, ["name"] = "Tiger" });
        truth["annotations"]!.AsArray().First(annotation => (int)annotation!["category_id"]! == tiger)!["category_id"] = 1000;
        File.WriteAllText(_tool["case.json"], truth.ToJsonString());

        ToolRun run = _shared.Evaluate("case.json", "case");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("note: categories that repeat the name of another: 1;", run.Errors);
        Assert.Equal(Surgery(_shared.Report("done")).ToJsonString(), Surgery(_shared.Report("case")).ToJsonString());
    }

    [Fact]
    public void A_missing_picture_is_told_and_the_others_are_evaluated()
    {
        Directory.CreateDirectory(_tool["some"]);
        File.Copy(_tool["images", "0003.jpg"], _tool["some", "0003.jpg"]);
        File.Copy(_tool["images", "0011.jpg"], _tool["some", "0011.jpg"]);

        ToolRun run = _shared.Evaluate("truth.json", "missing", "--images", "some");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("0002.jpg: no such picture", Assert.Single(run.ErrorLines));
        Assert.Contains("2 pictures, 8 labels, 1 left out", run.Errors);
        JsonNode report = _shared.Report("missing");
        Assert.Contains("0002.jpg", (string?)Assert.Single(report["left_out"]!.AsArray()));
        Assert.Equal((2, 4), ((int)Surgery(report)["pictures"]!, (int)Surgery(report)["masks"]!["pairs"]!));
    }

    [Fact]
    public void A_name_that_leads_out_of_the_folder_is_not_followed_and_a_box_is_no_mask()
    {
        JsonNode truth = JsonNode.Parse(_shared.TruthJson)!;
        truth["images"]![0]!["file_name"] = "../images/0002.jpg";
        truth["images"]![1]!["file_name"] = _tool["images", "0003.jpg"];
        truth["annotations"]!.AsArray().Add(JsonNode.Parse(
            $$"""
            {"id": 9007199254740993, "image_id": {{truth["images"]![2]!["id"]}}, "category_id": {{truth["categories"]![0]!["id"]}},
             "segmentation": [], "bbox": [1, 2, 3, 4], "area": 12, "iscrowd": 0}
            """));
        File.WriteAllText(_tool["outside.json"], truth.ToJsonString());

        ToolRun run = _shared.Evaluate("outside.json", "outside", "--images", "images");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(2, run.ErrorLines.Length);
        Assert.All(run.ErrorLines, line => Assert.Contains("leads out of images; it was left out", line));
        Assert.Contains("note: annotations with a box and no mask: 1; they are left out.", run.Errors);
        Assert.Contains("1 picture, 8 labels, 2 left out", run.Errors);
    }

    [Fact]
    public void Pictures_that_cannot_be_used_are_told_once_whatever_the_methods()
    {
        Directory.CreateDirectory(_tool["bad"]);
        File.WriteAllText(_tool["bad", "0002.jpg"], "not a picture");
        File.Copy(TestData.Golden("demo", "wide.png"), _tool["bad", "0003.jpg"]);

        ToolRun run = _shared.Evaluate("truth.json", "bad out", "--images", "bad", "--compare", "surgery,clip");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(3, run.ErrorLines.Length);
        Assert.Single(run.ErrorLines, line => line.Contains("0011.jpg: no such picture"));
        Assert.Single(run.ErrorLines, line => line.Contains("0002.jpg: this is not an image"));
        Assert.Single(run.ErrorLines, line => line.Contains("0003.jpg: is 384x240, and its ground truth 384x384"));
        Assert.Equal(0, (int)Surgery(_shared.Report("bad out"))["pictures"]!);
        Assert.Null(Surgery(_shared.Report("bad out"))["explanation"]!["mean_iou"]);
    }

    [Theory]
    [InlineData("nosuch.json: cannot be read", "nosuch.json")]
    [InlineData("note.json: line 1 is not JSON", "note.json")]
    [InlineData("\"category_id\" is 4711, which the data set does not have", "unknown.json")]
    [InlineData("The ground truth has 0 images", "empty.json")]
    [InlineData("has none of the 3 pictures, such as 0002.jpg", "truth.json", "--images", "nothing")]
    [InlineData("--compare nope: no such method; expected surgery,", "truth.json", "--compare", "surgery,nope")]
    [InlineData("--compare \",\" has no method", "truth.json", "--compare", ",")]
    [InlineData("cannot be written", "truth.json", "--output", "note.json")]
    public void One_line_says_what_is_wrong(string expected, string truth, params string[] options)
    {
        Directory.CreateDirectory(_tool["nothing"]);
        File.WriteAllText(_tool["note.json"], "not JSON");
        File.WriteAllText(_tool["unknown.json"], _shared.TruthJson.Replace("\"category_id\":", "\"category_id\":4711,\"was\":"));
        File.WriteAllText(_tool["empty.json"], """{"images": [], "categories": [], "annotations": []}""");

        EvaluationRun.AssertRefused(_tool.Call(["evaluate", truth, .. options]), expected);
        Assert.False(File.Exists(_tool["evaluation", "report.json"]));
    }

    private static int CategoryId(JsonNode truth, string label) =>
        (int)truth["categories"]!.AsArray().Single(category => (string?)category!["name"] == label)!["id"]!;

    private static JsonNode Surgery(JsonNode report) => report["methods"]!["surgery"]!;
}
