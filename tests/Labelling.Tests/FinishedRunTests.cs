using System.Text.Json.Nodes;

namespace ClipSurgery.Tests;

/// <summary>One finished run for the tests of what is made of it.</summary>
public sealed class FinishedLabels : IDisposable
{
    public FinishedLabels()
    {
        Tool.AddScenes(4);
        Run = Tool.Label("out");
    }

    internal ToolProcess Tool { get; } = new();

    internal ToolRun Run { get; }

    public void Dispose() => Tool.Dispose();
}

/// <summary><c>export</c>, <c>review</c> and existing labels.</summary>
public sealed class FinishedRunTests(FinishedLabels labels) : IClassFixture<FinishedLabels>
{
    private readonly ToolProcess _tool = labels.Tool;

    [Fact]
    public void Every_format_is_written_without_the_models()
    {
        _tool.Environment["CLIPSURGERY_MODELS"] = _tool.Folder;
        ToolRun run = _tool.Run(["export", "out", "--output", "formats", .. DatasetExport.Formats.SelectMany(format => (string[])["--format", format])]);
        _tool.Environment.Remove("CLIPSURGERY_MODELS");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(_tool.Annotations("out"), _tool.Annotations("formats"));
        Assert.Equal(
            DatasetExport.Formats.Order(StringComparer.Ordinal),
            Directory.GetDirectories(_tool["formats"]).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal));
        Assert.True(File.Exists(_tool["formats", "yolo", "labels", "sub folder ü", "0002.txt"]));
        Assert.True(File.Exists(_tool["formats", "yolo", "images", "sub folder ü", "0002.jpg"]));
    }

    [Fact]
    public void A_target_says_what_to_do_next()
    {
        ToolRun run = _tool.Call("export", "out", "--output", "target", "--target", "ultralytics,cvat");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("yolo segment train", run.Errors);
        Assert.True(File.Exists(_tool["target", "ultralytics", "data.yaml"]));
        Assert.True(File.Exists(_tool["target", "cvat", "annotations.xml"]));
    }

    [Fact]
    public void What_a_review_rejects_is_left_out()
    {
        Assert.Equal(0, _tool.Call("review", "out").ExitCode);
        Assert.Contains("<title>", File.ReadAllText(_tool["out", "review.html"]));
        CocoDataset before = CocoReader.Read(_tool["out", "annotations.json"]);
        CocoAnnotation rejected = before.Annotations.First();
        string fileName = before.Images[(int)rejected.ImageId - 1].FileName;
        JsonObject decisions = new()
        {
            ["clipsurgery_decisions"] = 1,
            ["run"] = "0123456789abcdef",
            ["decisions"] = new JsonArray(new JsonObject
            {
                ["file_name"] = fileName,
                ["key"] = InstanceKey.Of(fileName, before.Categories[(int)rejected.CategoryId - 1].Name, rejected.Mask),
                ["decision"] = "reject",
            }),
        };
        File.WriteAllText(_tool["decisions.json"], decisions.ToJsonString());

        ToolRun run = _tool.Call("export", "out", "--output", "reviewed", "--decisions", "decisions.json");

        Assert.Contains("decisions: 0 accepted, 1 rejected and left out, 0 of instances that are not in this run.", run.Errors);
        CocoDataset after = CocoReader.Read(_tool["reviewed", "annotations.json"]);
        Assert.Equal(before.Annotations.Skip(1).Select(annotation => annotation.Mask), after.Annotations.Select(annotation => annotation.Mask));
        Assert.Equal(after.Annotations.Select((_, i) => i + 1L), after.Annotations.Select(annotation => annotation.Id));
    }

    [Theory]
    [InlineData("skip")]
    [InlineData("merge")]
    public void Labels_of_an_earlier_run_are_not_doubled(string mode)
    {
        ToolRun run = _tool.Label($"again {mode}", "--existing", mode, "--existing-labels", "out");

        Assert.Equal(0, run.ExitCode);
        Mask[] before = [.. CocoReader.Read(_tool["out", "annotations.json"]).Annotations.Select(annotation => annotation.Mask)];
        Mask[] after = [.. CocoReader.Read(_tool[$"again {mode}", "annotations.json"]).Annotations.Select(annotation => annotation.Mask)];
        Assert.Equal(before, after);
    }

    [Fact]
    public void Classes_that_an_earlier_run_has_found_in_the_same_way_are_not_computed_again()
    {
        ToolRun refused = _tool.Label("out", "--text", "zebra");
        ToolRun run = _tool.Label("more", "--text", "zebra", "--existing", "replace", "--existing-labels", "out");
        ToolRun other = _tool.Label("other", "--presence", "0.5", "--existing", "replace", "--existing-labels", "out");

        Assert.Contains("with --existing replace --existing-labels out", Assert.Single(refused.ErrorLines));
        Assert.Contains("3 classes of the existing run are the same, and kept as found there.", run.Errors);
        CocoDataset before = CocoReader.Read(_tool["out", "annotations.json"]);
        CocoDataset after = CocoReader.Read(_tool["more", "annotations.json"]);
        Assert.Equal(4, after.Categories.Count);
        Assert.Equal(
            before.Annotations.Select(found => (found.Id, found.Mask, found.Score)),
            after.Annotations.Where(found => found.CategoryId < 4).Select(found => (found.Id, found.Mask, found.Score)));
        Assert.DoesNotContain("kept as found there", other.Errors);
    }

    [Fact]
    public void Manual_work_is_kept_and_its_classes_too()
    {
        CocoDataset found = CocoReader.Read(_tool["out", "annotations.json"]);
        CocoAnnotation moved = found.Annotations.First();
        CocoDataset manual = found with
        {
            Categories = [new CocoCategory(1, "tiger"), new CocoCategory(7, "castle")],
            Annotations = [moved with { Id = 5, CategoryId = 7, Score = null, Prompt = null, ScoreParts = new Dictionary<string, double>() }],
        };
        CocoWriter.Write(_tool["manual.json"], manual);

        ToolRun run = _tool.Label("with manual", "--existing", "merge", "--existing-labels", "manual.json");

        Assert.Equal(0, run.ExitCode);
        CocoDataset merged = CocoReader.Read(_tool["with manual", "annotations.json"]);
        Assert.Equal(["bird", "tiger", "tv", "castle"], merged.Categories.Select(category => category.Name));
        CocoAnnotation kept = Assert.Single(merged.Annotations, annotation => annotation.CategoryId == 4);
        Assert.Equal((moved.Mask, null, moved.ImageId), (kept.Mask, kept.Score, kept.ImageId));
        Assert.Equal(found.Annotations.Count(), merged.Annotations.Count());
    }

    [Fact]
    public void The_readme_sample_of_the_library_labels_a_folder()
    {
        using ClipModel clip = ClipModel.Load(TestData.Model("clip", "emoji"));
        using SamModel sam = SamModel.Load(TestData.Model("sam", "emoji"));
        LabelSet labels = LabelSet.FromTexts(["bird", "tiger", "tv"]);
        var segmenter = new LabelSetSegmenter(new TextSegmenter(clip, sam), labels, new SegmentOptions());
        CancellationToken stop = TestContext.Current.CancellationToken;
        LabelJob job = new()
        {
            Output = _tool["by library"],
            Classes = labels.Classes,
            FileNames = PictureFolder.List(_tool["pictures"], cancellationToken: stop).FileNames,
            Label = (name, _) => LabelledPicture.Of(PictureFolder.Read(_tool["pictures"], name), segmenter, stop),
            Provenance = new Dictionary<string, string> { ["program"] = "sample" },
        };

        LabelSummary summary = LabelRun.Run(job, stop: stop);

        Assert.Equal(new LabelSummary(RunOutcome.Complete, 4, 0), summary);
        LabelledDataset dataset = FinishedRun.Open(_tool["by library"]).Dataset;
        Assert.Equal(
            CocoReader.Read(_tool["out", "annotations.json"]).Annotations.Select(annotation => annotation.Mask),
            dataset.Pictures.SelectMany(picture => picture.Annotations).Select(annotation => annotation.Mask));
    }
}
