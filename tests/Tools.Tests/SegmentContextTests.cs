namespace ClipSurgery.Tests;

/// <summary>The context decides what is subtracted from a map, and so where the points lie.</summary>
public sealed class SegmentContextTests : IDisposable
{
    private readonly ToolProcess _tool = new();

    public SegmentContextTests() => _tool.Add("wide.png", "wide.png");

    public void Dispose() => _tool.Dispose();

    [Theory]
    [InlineData("none")]
    [InlineData("default")]
    [InlineData("labels")]
    public void Every_named_context_segments_both_texts(string context)
    {
        string[] papersWay = ["--instances", "one", "--no-presence"];

        ToolRun run = _tool.Call(["segment", "wide.png", "--text", "bee", "--text", "frog", "--context", context, .. papersWay]);

        Assert.Equal((0, ""), (run.ExitCode, run.Output));
        CocoDataset coco = CocoReader.Read(_tool["out", "annotations.json"]);
        Assert.Equal(["bee", "frog"], coco.Categories.Select(category => category.Name));
        Assert.Equal([1, 2], coco.Annotations.Select(annotation => annotation.CategoryId).Distinct().Order());
    }

    [Fact]
    public void A_file_with_the_asked_texts_gives_what_the_context_of_labels_gives()
    {
        File.WriteAllText(_tool["context.txt"], "bee\n\n  frog \n");
        string[] heatmap = ["heatmap", "wide.png", "--text", "bee", "--text", "frog"];

        ToolRun file = _tool.Call([.. heatmap, "--output", "file", "--context", "context.txt"]);
        ToolRun labels = _tool.Call([.. heatmap, "--output", "labels", "--context", "labels"]);
        ToolRun none = _tool.Call([.. heatmap, "--output", "none", "--context", "none"]);

        Assert.Equal((0, 0, 0), (file.ExitCode, labels.ExitCode, none.ExitCode));
        Assert.Equal(Values("labels"), Values("file"));
        Assert.NotEqual(Values("none"), Values("file"));
    }

    private byte[] Values(string output) => File.ReadAllBytes(_tool[output, "values", "wide-bee.png"]);
}
