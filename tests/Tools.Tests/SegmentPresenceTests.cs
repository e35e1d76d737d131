using System.Text.Json;

namespace ClipSurgery.Tests;

/// <summary>What <c>segment</c> says and writes of a text that is not in the picture.</summary>
public sealed class SegmentPresenceTests : IDisposable
{
    private readonly ToolProcess _tool = new();

    public SegmentPresenceTests() => _tool.Add("square.png", "square.png");

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void A_text_that_is_not_there_is_told_and_gets_no_mask()
    {
        ToolRun run = _tool.Call("segment", "square.png", "--text", "zebra", "--text", "tiger");

        Assert.Equal((0, ""), (run.ExitCode, run.Output));
        Assert.Matches(@"square\.png +zebra +0\.\d\d +not found", run.Errors);
        Assert.Matches(@"square\.png +tiger +0\.\d\d +0\.\d\d +\d+ +\d+, \d+, \d+, \d+", run.Errors);
        CocoDataset coco = CocoReader.Read(_tool["out", "annotations.json"]);
        Assert.Equal(["zebra", "tiger"], coco.Categories.Select(category => category.Name));
        CocoAnnotation tiger = Assert.Single(coco.Annotations);
        Assert.Equal(2, tiger.CategoryId);
        Assert.InRange(Assert.Contains("presence", tiger.ScoreParts), 0.5, 1);
        Assert.Equal(["square-1-tiger.png"], Directory.EnumerateFiles(_tool["out", "masks"]).Select(Path.GetFileName));
    }

    [Fact]
    public void Json_has_the_presence_of_every_text()
    {
        ToolRun run = _tool.Call("segment", "square.png", "--text", "zebra", "--text", "tiger", "--json");

        JsonElement line = JsonDocument.Parse(run.Output).RootElement;
        JsonElement[] presence = [.. line.GetProperty("presence").EnumerateArray()];
        Assert.Equal(["zebra", "tiger"], presence.Select(text => text.GetProperty("label").GetString()));
        Assert.Equal([false, true], presence.Select(text => text.GetProperty("present").GetBoolean()));
        Assert.InRange(presence[0].GetProperty("probability").GetDouble(), 0, 0.16);
        Assert.InRange(presence[1].GetProperty("probability").GetDouble(), 0.5, 1);
        Assert.Equal("tiger", Assert.Single(line.GetProperty("instances").EnumerateArray()).GetProperty("label").GetString());
    }

    [Theory]
    [InlineData("--no-presence")]
    [InlineData("--presence", "0")]
    public void Without_presence_every_text_gets_a_mask(params string[] options)
    {
        ToolRun run = _tool.Call(["segment", "square.png", "--text", "zebra", "--json", .. options]);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(0, JsonDocument.Parse(run.Output).RootElement.GetProperty("presence").GetArrayLength());
        CocoAnnotation[] annotations = [.. CocoReader.Read(_tool["out", "annotations.json"]).Annotations];
        Assert.NotEmpty(annotations);
        Assert.All(annotations, annotation => Assert.DoesNotContain("presence", annotation.ScoreParts!));
    }

    [Fact]
    public void Nothing_found_is_a_good_run_with_an_empty_list()
    {
        ToolRun run = _tool.Call("segment", "square.png", "--text", "zebra");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("1 picture, 0 instances, 0 failed", run.Errors);
        CocoDataset coco = CocoReader.Read(_tool["out", "annotations.json"]);
        Assert.Equal("square.png", Assert.Single(coco.Images).FileName);
        Assert.Empty(coco.Annotations);
        Assert.True(File.Exists(_tool["out", "overlays", "square.png"]));
    }

    [Fact]
    public void Small_instances_and_look_alikes_are_left_out_where_asked()
    {
        // The tiger covers 8 % of the picture.
        Assert.Empty(Annotations("--text", "tiger", "--min-area", "0.1"));
        Assert.Single(Annotations("--text", "tiger", "--min-area", "0.05"));

        // A ladybug is taken for a strawberry by those who do not know it.
        File.Copy(Path.Combine(TestData.Root, "samples", "emoji-0006.jpg"), _tool["square.png"], overwrite: true);
        Assert.NotEmpty(Annotations("--text", "strawberry"));
        Assert.Empty(Annotations("--text", "strawberry", "--not", "ladybug"));

        IEnumerable<CocoAnnotation> Annotations(params string[] options)
        {
            Assert.Equal(0, _tool.Call(["segment", "square.png", .. options]).ExitCode);
            return CocoReader.Read(_tool["out", "annotations.json"]).Annotations;
        }
    }

    [Fact]
    public void The_coco_file_tells_how_it_was_made()
    {
        string[] options = ["--not", "cat", "--not", " dog ", "--presence", "0.3", "--instances", "one", "--min-area", "0.01"];

        _tool.Call(["segment", "square.png", "--text", "tiger", .. options]);

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(_tool["out", "annotations.json"]));
        string info = json.RootElement.GetProperty("info").GetRawText();
        Assert.Contains("\"presence\":\"0.3\"", info);
        Assert.Contains("\"not\":\"cat, dog\"", info);
        Assert.Contains("\"instances\":\"One\"", info);
        Assert.Contains("\"minimum_area\":\"0.01\"", info);
        Assert.Contains("\"method\":\"surgery\"", info);
    }
}
