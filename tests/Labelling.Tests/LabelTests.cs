using System.Text.Json.Nodes;

namespace ClipSurgery.Tests;

public sealed class LabelTests : IDisposable
{
    private readonly ToolProcess _tool = new();

    public LabelTests() => _tool.AddScenes(6);

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void A_folder_becomes_a_coco_file()
    {
        ToolRun run = _tool.Label("out");

        Assert.Equal((0, ""), (run.ExitCode, run.Output));
        CocoDataset coco = CocoReader.Read(_tool["out", "annotations.json"]);
        Assert.Equal(
            ["0001.jpg", "0003.jpg", "0005.jpg", "sub folder ü/0002.jpg", "sub folder ü/0004.jpg", "sub folder ü/0006.jpg"],
            coco.Images.Select(image => image.FileName));
        Assert.Equal([1, 2, 3, 4, 5, 6], coco.Images.Select(image => image.Id));
        Assert.Equal(["bird", "tiger", "tv"], coco.Categories.Select(category => category.Name));
        CocoAnnotation tiger = coco.Annotations.First(annotation => annotation.CategoryId == 2);
        Assert.Equal("0003.jpg", coco.Images[(int)tiger.ImageId - 1].FileName);
        Assert.Equal("tiger", tiger.Prompt);
        Assert.Equal(["map_agreement", "predicted_iou", "presence", "stability"], tiger.ScoreParts.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("6 pictures, ", run.Errors);
        Assert.False(File.Exists(_tool["out", "failures.jsonl"]));
    }

    [Fact]
    public void The_file_says_how_it_was_made()
    {
        _tool.Label("out", "--presence", "0.2", "--not", "lion");

        JsonNode info = JsonNode.Parse(_tool.Annotations("out"))!["info"]!["clipsurgery"]!;
        Assert.Equal("0.2", (string?)info["presence"]);
        Assert.Equal("lion", (string?)info["not"]);
        Assert.Equal("MIT", (string?)info["clip_license"]);
        Assert.Equal("MIT", (string?)info["sam_license"]);
        Assert.Matches("^emoji [0-9a-f]{64}$", (string?)info["clip"]);
        Assert.Matches("^emoji [0-9a-f]{64}$", (string?)info["sam"]);
        Assert.Equal("number 2; prompts tiger", (string?)info["class tiger"]);
    }

    [Fact]
    public void Existing_labels_of_another_size_are_refused_with_both_sizes_when_they_are_taken_over_too()
    {
        File.WriteAllText(_tool["old.json"], """
            {
              "images": [
                {"id": 70, "file_name": "0001.jpg", "width": 384, "height": 384},
                {"id": 80, "file_name": "0003.jpg", "width": 200, "height": 100}
              ],
              "categories": [{"id": 90, "name": "cat", "supercategory": "animal"}],
              "annotations": [
                {"id": 5, "image_id": 70, "category_id": 90, "segmentation": [[1, 1, 9, 1, 9, 9, 1, 9]], "attributes": {"a": "b"}},
                {"id": 6, "image_id": 80, "category_id": 90, "segmentation": [[1, 1, 9, 1, 9, 9, 1, 9]]}
              ]
            }
            """);

        ToolRun run = _tool.Label("out", "--existing", "skip", "--existing-labels", "old.json");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(
            "0003.jpg: the picture has 384x384 pixels, but 200x100 in old.json; use the labels with the pictures that they were made for.",
            File.ReadAllText(_tool["out", "failures.jsonl"]));
        JsonNode coco = JsonNode.Parse(_tool.Annotations("out"))!;
        Assert.Equal([70, 71, 72, 73, 74], coco["images"]!.AsArray().Select(image => (int)image!["id"]!));
        JsonNode kept = Assert.Single(coco["annotations"]!.AsArray(), annotation => (int)annotation!["image_id"]! == 70)!;
        Assert.Equal((5, "{\"a\":\"b\"}"), ((int)kept["id"]!, kept["attributes"]!.ToJsonString()));
        Assert.Equal("animal", (string?)coco["categories"]!.AsArray().Last()!["supercategory"]);
    }

    [Fact]
    public void A_label_file_maps_prompts_to_classes()
    {
        File.WriteAllText(_tool["labels.yaml"], """
            classes:
              - name: big cat
                prompts: [lion, tiger]
                color: "#ff8800"
                supercategory: animal
              - name: set
                prompts: [tv]
                presence: 0.99
            contrast: [zebra]
            """);

        ToolRun run = _tool.Call("label", "pictures", "--labels", "labels.yaml", "--output", "out");

        Assert.Equal(0, run.ExitCode);
        CocoDataset coco = CocoReader.Read(_tool["out", "annotations.json"]);
        Assert.Equal([new CocoCategory(1, "big cat", "animal"), new CocoCategory(2, "set")], coco.Categories);
        Assert.NotEmpty(coco.Annotations);
        Assert.All(coco.Annotations, annotation => Assert.Equal((1, "tiger"), (annotation.CategoryId, annotation.Prompt)));
    }

    [Fact]
    public void Results_do_not_depend_on_workers_threads_and_shards()
    {
        _tool.Label("one", "--workers", "1");
        _tool.Label("five", "--workers", "5", "--threads", "2");
        foreach (string shard in (string[])["2/3", "0/3", "1/3", "1/3"])
        {
            ToolRun part = _tool.Label("shards", "--shard", shard);
            Assert.Equal(0, part.ExitCode);
            Assert.Contains("clip-surgery merge shards", part.Errors);
        }

        Assert.False(File.Exists(_tool["shards", "annotations.json"]));
        Assert.Equal(0, _tool.Call("merge", "shards", "--output", "merged").ExitCode);
        Assert.Equal(_tool.Annotations("one"), _tool.Annotations("five"));
        Assert.Equal(_tool.Annotations("one"), _tool.Annotations("merged"));
    }

    [Fact]
    public void A_missing_shard_is_named()
    {
        _tool.Label("out", "--shard", "0/3");
        _tool.Label("out", "--shard", "2/3");

        ToolRun run = _tool.Call("merge", "out");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("1 of 3 shards are missing or not complete (1)", Assert.Single(run.ErrorLines));
    }

    [Theory]
    [InlineData("-TERM", 75)]
    [InlineData("-INT", 130)]
    [InlineData("-KILL", 137)]
    public void The_same_command_goes_on_after_a_signal(string signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        _tool.Label("whole");

        Assert.Equal(exitCode, _tool.Interrupt("out", signal, "--workers", "1"));
        Assert.False(File.Exists(_tool["out", "annotations.json"]));
        Assert.Equal(0, _tool.Label("out", "--format", "yolo").ExitCode);

        Assert.Equal(_tool.Annotations("whole"), _tool.Annotations("out"));
        Assert.DoesNotContain(_tool.Files("out"), file => file.Name.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void A_picture_that_fails_is_recorded_and_the_others_are_labelled()
    {
        File.WriteAllText(_tool["pictures", "0002 broken.jpg"], "no picture");
        File.WriteAllBytes(_tool["pictures", "empty.png"], []);

        ToolRun run = _tool.Label("out");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(6, CocoReader.Read(_tool["out", "annotations.json"]).Images.Count);
        string[] failures = File.ReadAllLines(_tool["out", "failures.jsonl"]);
        Assert.Equal(["0002 broken.jpg", "empty.png"], failures.Select(line => (string?)JsonNode.Parse(line)!["file_name"]));
        Assert.StartsWith("0002 broken.jpg: this is not an image that can be read", (string?)JsonNode.Parse(failures[0])!["error"]);
        Assert.Equal(2, run.ErrorLines.Length);

        Assert.Contains("note: 2 pictures failed in an earlier run; --retry-failed tries again.", _tool.Label("out").Errors);
        File.Copy(_tool["pictures", "0001.jpg"], _tool["pictures", "empty.png"], overwrite: true);
        File.Delete(_tool["pictures", "0002 broken.jpg"]);
        ToolRun mended = _tool.Label("out");
        Assert.Equal(0, mended.ExitCode);
        Assert.Contains("note: 1 picture changed since the last run, and was labelled again.", mended.Errors);
        Assert.Contains("7 pictures, ", mended.Errors);
    }

    [Fact]
    public void Too_many_failures_end_the_run()
    {
        for (int i = 0; i < 4; i++)
        {
            File.WriteAllText(_tool["pictures", $"a{i}.jpg"], "no picture");
        }

        ToolRun run = _tool.Label("out", "--max-failures", "2", "--workers", "1");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("--max-failures", Assert.Single(run.ErrorLines));
        Assert.False(File.Exists(_tool["out", "annotations.json"]));
        Assert.Contains("6 pictures, ", _tool.Label("out", "--max-failures", "4").Errors);
    }

    [Fact]
    public void Another_run_in_the_same_folder_is_refused_with_the_difference()
    {
        _tool.Label("out");

        ToolRun run = _tool.Label("out", "--presence", "0.3", "--text", "cat");

        Assert.Equal(2, run.ExitCode);
        string line = Assert.Single(run.ErrorLines);
        Assert.Contains("class cat was not set and is number 4; prompts cat", line);
        Assert.Contains("presence was 0.28 and is 0.3", line);
    }

    [Fact]
    public void A_run_in_windows_says_so_and_does_not_go_on_without_them()
    {
        ToolRun tiled = _tool.Label("out", "--tiles", "300");

        Assert.Equal(0, tiled.ExitCode);
        Assert.Equal("300", (string?)JsonNode.Parse(_tool.Annotations("out"))!["info"]!["clipsurgery"]!["tiles"]);
        Assert.Contains("tiles was 300 and is not set", Assert.Single(_tool.Label("out").ErrorLines));
        Assert.Contains("tiles was 300 and is auto", Assert.Single(_tool.Label("out", "--tiles", "auto").ErrorLines));

        // The scenes are 384 pixels wide, which is no more than two windows.
        _tool.Label("auto", "--tiles", "auto");
        _tool.Label("plain");
        Assert.Equal(Masks("plain"), Masks("auto"));
        Assert.NotEqual(Masks("plain"), Masks("out"));

        string[] Masks(string run) =>
            [.. CocoReader.Read(_tool[run, "annotations.json"]).Annotations.Select(one => $"{one.ImageId} {one.CategoryId} {one.Score} {one.Mask.ToCompressed()}")];
    }

    [Fact]
    public void Pictures_are_chosen_by_patterns_and_lists()
    {
        File.WriteAllText(_tool["list.txt"], "0005.jpg\n0001.jpg\n");

        _tool.Label("a", "--include", "sub folder ü/**", "--exclude", "*4.jpg");
        _tool.Label("b", "--list", "list.txt");

        Assert.Equal(["sub folder ü/0002.jpg", "sub folder ü/0006.jpg"], CocoReader.Read(_tool["a", "annotations.json"]).Images.Select(image => image.FileName));
        Assert.Equal(["0001.jpg", "0005.jpg"], CocoReader.Read(_tool["b", "annotations.json"]).Images.Select(image => image.FileName));
    }

    [Fact]
    public void A_cluster_engine_gives_the_shard()
    {
        _tool.Environment["JOB_COMPLETION_INDEX"] = "1";
        _tool.Environment["CLIPSURGERY_SHARD_COUNT"] = "2";

        ToolRun run = _tool.Run(["label", "pictures", "--output", "out", .. PictureSet.Texts]);

        Assert.Contains("note: shard 1/2, as Kubernetes says.", run.Errors);
        Assert.True(File.Exists(_tool["out", "journal", "part-00001-of-00002.jsonl"]));
    }

    [Fact]
    public void The_same_folder_may_be_given_in_another_way()
    {
        _tool.Label("out");

        Assert.Equal(0, _tool.Call(["label", "./pictures/", "--output", "out", .. PictureSet.Texts]).ExitCode);
        Assert.DoesNotContain("cannot be read", _tool.Call("review", "out").Errors);
    }

    [Fact]
    public void Results_in_the_folder_of_pictures_are_no_pictures()
    {
        _tool.Call(["label", "pictures", "--output", "pictures/out", .. PictureSet.Texts, "--format", "voc"]);

        ToolRun again = _tool.Call(["label", "pictures", "--output", "pictures/out", .. PictureSet.Texts, "--format", "voc"]);

        Assert.Contains("6 pictures, ", again.Errors);
    }

}
