namespace ClipSurgery.Tests;

/// <summary>Files in the output folder agree with each other.</summary>
public sealed class SegmentOutputTests : IDisposable
{
    private readonly ToolProcess _tool = new();

    public SegmentOutputTests()
    {
        _tool.Add("square.png", "square.png");
        _tool.Add("wide.png", "wide.png");
    }

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void Every_annotation_has_one_mask_file_with_as_many_pixels_as_its_area()
    {
        _tool.Call("segment", "wide.png", "--text", "bee", "--text", "frog", "--no-presence");

        CocoDataset coco = CocoReader.Read(_tool["out", "annotations.json"]);
        long[] areas = [.. coco.Annotations.Select(annotation => annotation.Mask.Area)];
        long[] counts = [.. Directory.EnumerateFiles(_tool["out", "masks"]).Select(WhitePixels)];

        Assert.NotEmpty(areas);
        Assert.Equal(areas.Order(), counts.Order());
    }

    [Fact]
    public void Two_runs_give_the_same_bytes()
    {
        _tool.Call("segment", "square.png", "wide.png", "--text", "person", "--text", "bee", "--output", "a");
        _tool.Call("segment", "square.png", "wide.png", "--text", "person", "--text", "bee", "--output", "b");

        Assert.NotEmpty(_tool.Files("a"));
        Assert.Equal(_tool.Files("a").Select(file => file.Name), _tool.Files("b").Select(file => file.Name));
        Assert.All(_tool.Files("a").Zip(_tool.Files("b")), pair => Assert.Equal(pair.First.Content, pair.Second.Content));
    }

    [Fact]
    public void Most_of_what_was_not_found_is_counted_and_what_was_found_comes_first()
    {
        string[] texts = [.. Enumerable.Range(0, 30).SelectMany(i => (string[])["--text", $"thing {i}"]), "--text", "tiger"];

        ToolRun run = _tool.Call(["segment", "square.png", .. texts]);

        string[] rows = [.. run.Errors.Split('\n').Where(line => line.Contains("square.png  "))];
        Assert.Equal(21, rows.Length);
        Assert.Contains("tiger", rows[0]);
        Assert.Contains("and 10 more not found.", run.Errors);
        Assert.Contains("1 picture, 1 instance, 0 failed", run.Errors);
    }

    [Fact]
    public void No_color_leaves_no_escape_characters()
    {
        _tool.Environment["NO_COLOR"] = "1";

        ToolRun run = _tool.Run("segment", "wide.png", "missing.png", "--text", "bee");

        Assert.Single(run.ErrorLines);
        Assert.DoesNotContain('\u001b', run.Errors);
    }

    private static long WhitePixels(string mask) =>
        ImageFile.Read(mask).Image.Pixels.ToArray().Chunk(3).LongCount(pixel => pixel[0] == 255);
}
