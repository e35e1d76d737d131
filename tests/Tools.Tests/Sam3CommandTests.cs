using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClipSurgery.Tests;

/// <summary>What <c>segment</c>, <c>label</c> and <c>evaluate</c> do with a SAM 3 export.</summary>
public sealed class Sam3CommandTests : IDisposable
{
    private static readonly RgbImage Picture = MicroSam.Halves(60, 40, (255, 0, 0), (0, 0, 255));

    private readonly ToolProcess _tool = new();
    private readonly MicroSam _sam3 = MicroSam3.Create();

    public Sam3CommandTests()
    {
        Directory.CreateDirectory(_tool["pictures"]);
        PngFile.WriteRgb(_tool["pictures", "red-blue.png"], Picture);
    }

    public void Dispose()
    {
        _sam3.Dispose();
        _tool.Dispose();
    }

    [Fact]
    public void Segment_needs_no_clip_and_shows_the_licence()
    {
        // No CLIP can be found here.
        _tool.Environment["CLIPSURGERY_MODELS"] = Directory.CreateDirectory(_tool["none"]).FullName;

        ToolRun run = _tool.Run(SegmentArguments("--text", "red thing", "--text", "cat", "--json"));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("note: SAM 3 answers to texts by itself, without CLIP (licence of its weights: SAM License (Meta), see https://", run.Errors);
        JsonElement line = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal([0.9, 0], line.GetProperty("presence").EnumerateArray().Select(label => label.GetProperty("probability").GetDouble()));
        CocoDataset coco = CocoReader.Read(_tool["out", "annotations.json"]);
        Assert.Equal([0.9, 0.7], coco.Annotations.Select(annotation => Math.Round(annotation.Score!.Value, 5)));
        Assert.True(coco.Annotations.First().Mask.IoU(MicroSam.Rectangle(Picture, 0, 0, 30, 20)) > 0.9);
    }

    [Fact]
    public void The_coco_file_names_sam_3_and_no_clip()
    {
        Segment("--text", "blue", "--presence", "0.65");

        JsonObject info = Info();
        Assert.Equal(("sam3", "0.65"), ((string?)info["segmenter"], (string?)info["presence"]));
        Assert.StartsWith("SAM License (Meta)", (string?)info["sam_license"]);
        Assert.DoesNotContain(info, entry => entry.Key is "clip" or "clip_license" or "attention" or "method" or "context" or "threshold");
    }

    [Fact]
    public void The_licence_is_that_of_the_models_manifest_where_there_is_one()
    {
        string[] names = [MicroSam3.Encoder, MicroSam3.Language, MicroSam3.Decoder];
        new ModelManifest
        {
            Name = "micro",
            Kind = ModelKind.Sam,
            Description = "A test.",
            License = "LicenseRef-Test",
            Source = "here",
            Files = names.ToDictionary(name => name, name => ModelFile.Describe(Path.Combine(_sam3.Folder, name))),
        }.Write(_sam3.Folder);

        ToolRun run = Segment("--text", "blue");

        Assert.Contains("(licence of its weights: LicenseRef-Test)", run.Errors);
        Assert.Equal(("LicenseRef-Test", "0.5"), ((string?)Info()["sam_license"], (string?)Info()["presence"]));
    }

    [Fact]
    public void An_explicit_clip_prompts_sam_3_by_boxes()
    {
        ToolRun run = Segment("--text", "tiger", "--clip", "emoji");

        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain("SAM 3 answers", run.Errors);
        Assert.StartsWith("emoji", (string?)Info()["clip"]);
    }

    [Fact]
    public void A_box_needs_neither_clip_nor_text()
    {
        ToolRun run = Segment("--box", "5,5,20,20", "--candidates");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("object", Assert.Single(CocoReader.Read(_tool["out", "annotations.json"]).Categories).Name);
    }

    [Fact]
    public void A_text_that_is_too_long_is_told()
    {
        ToolRun run = Segment("--text", MicroSam3.LongText);

        Assert.Contains("is longer than 32 tokens and was cut", run.Errors);
    }

    [Theory]
    [InlineData("--method is about CLIP's maps", "--method", "clip")]
    [InlineData("--context is about CLIP's maps", "--context", "none")]
    [InlineData("--threshold is about CLIP's maps", "--threshold", "0.7")]
    [InlineData("--depth is about CLIP's maps", "--depth", "3")]
    [InlineData("--candidates is about CLIP's maps", "--candidates")]
    [InlineData("leave out --text, or --point", "--point", "3,3")]
    public void Options_of_clip_are_refused(string expected, params string[] options)
    {
        ToolRun run = Segment(["--text", "blue", .. options]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, Assert.Single(run.ErrorLines));
        Assert.Contains("--clip model", run.Errors);
    }

    [Fact]
    public void Label_goes_the_same_way_and_its_second_run_has_nothing_to_do()
    {
        File.WriteAllText(_tool["labels.yaml"], "classes:\n- name: warm\n  prompts: [crimson, red thing]\n- blue\n");
        string[] label = ["label", "pictures", "--labels", "labels.yaml", "--sam", _sam3.Folder, "--output", "out"];

        ToolRun run = _tool.Call(label);
        ToolRun again = _tool.Call(label);

        Assert.Equal((0, 0), (run.ExitCode, again.ExitCode));
        Assert.Contains("SAM 3 answers to texts by itself", run.Errors);
        CocoAnnotation[] annotations = [.. CocoReader.Read(_tool["out", "annotations.json"]).Annotations];
        Assert.Equal([1, 1, 2, 2], annotations.Select(annotation => annotation.CategoryId));
        Assert.Equal(["red thing", "red thing", "blue", "blue"], annotations.Select(annotation => annotation.Prompt));
        Assert.Equal([0.9, 0.7], annotations.Take(2).Select(annotation => Math.Round(annotation.ScoreParts["presence"], 5)));
    }

    [Fact]
    public void A_missing_language_encoder_is_one_line()
    {
        File.Delete(Path.Combine(_sam3.Folder, MicroSam3.Language));

        ToolRun run = Segment("--text", "blue");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("needs a language_encoder.onnx beside it", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public void Evaluate_asks_for_a_clip()
    {
        File.WriteAllText(_tool["truth.json"], """
            {"images": [{"id": 1, "file_name": "red-blue.png", "width": 60, "height": 40}],
             "categories": [{"id": 1, "name": "blue"}], "annotations": []}
            """);

        ToolRun run = _tool.Call("evaluate", "truth.json", "--images", "pictures", "--sam", _sam3.Folder);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("name the --clip model", Assert.Single(run.ErrorLines));
    }

    private ToolRun Segment(params string[] more) => _tool.Call(SegmentArguments(more));

    private string[] SegmentArguments(params string[] more) =>
        ["segment", _tool["pictures", "red-blue.png"], "--sam", _sam3.Folder, "--output", "out", .. more];

    private JsonObject Info() => JsonNode.Parse(File.ReadAllText(_tool["out", "annotations.json"]))!["info"]!["clipsurgery"]!.AsObject();
}
