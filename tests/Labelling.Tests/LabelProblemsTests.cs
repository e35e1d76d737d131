namespace ClipSurgery.Tests;

/// <summary>What formats cannot hold is told before the first picture; what is found later stops nothing else.</summary>
public sealed class LabelProblemsTests : IDisposable
{
    private readonly ToolProcess _tool = new();

    public LabelProblemsTests() => _tool.AddScenes(2);

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void All_that_is_known_is_told_before_the_first_picture()
    {
        File.Copy(_tool["pictures", "0001.jpg"], _tool["pictures", "0001.png"]);

        ToolRun run = _tool.Call(
            "label", "pictures", "--text", "bird: small", "--output", "out", "--format", "voc", "--format", "cvat", "--target", "ultralytics");

        Assert.Equal(2, run.ExitCode);
        Assert.Equal(3, run.ErrorLines.Length);
        Assert.StartsWith("error: voc: The class \"bird: small\" cannot be written", run.ErrorLines[0]);
        Assert.StartsWith("error: voc: 0001.jpg and 0001.png: both would have the same label file", run.ErrorLines[1]);
        Assert.StartsWith("error: ultralytics: 0001.jpg and 0001.png: both would", run.ErrorLines[2]);
        Assert.False(Directory.Exists(_tool["out"]));
    }

    [Fact]
    public void One_format_that_cannot_be_written_does_not_stop_the_others()
    {
        Assert.Equal(0, _tool.Label("out", "--format", "cvat").ExitCode);
        Directory.CreateDirectory(_tool["out", "yolo"]);
        File.WriteAllText(_tool["out", "yolo", "mine.txt"], "");

        ToolRun run = _tool.Call("export", "out", "--format", "yolo", "--format", "coco");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("yolo: was not written.", Assert.Single(run.ErrorLines));
        Assert.True(File.Exists(_tool["out", "coco", "annotations.json"]));
        Assert.Equal("", File.ReadAllText(_tool["out", "yolo", "mine.txt"]));
    }

    [Fact]
    public void Decisions_say_which_folders_they_left_stale()
    {
        Assert.Equal(0, _tool.Label("out", "--format", "cvat", "--format", "yolo").ExitCode);
        CocoDataset found = CocoReader.Read(_tool["out", "annotations.json"]);
        CocoAnnotation first = found.Annotations.First();
        string name = found.Images[(int)first.ImageId - 1].FileName;
        string key = InstanceKey.Of(name, found.Categories[(int)first.CategoryId - 1].Name, first.Mask);
        File.WriteAllText(
            _tool["decisions.json"],
            $$"""
            {"clipsurgery_decisions":1,"run":"0123456789abcdef","decisions":[{"file_name":"{{name}}","key":"{{key}}","decision":"reject"}]}
            """);

        ToolRun run = _tool.Call("export", "out", "--decisions", "decisions.json", "--format", "yolo");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("cvat: these folders hold other labels than annotations.json", run.Errors);
        Assert.Contains("the same command with --format cvat writes them again", run.Errors);
        Assert.True(File.Exists(_tool["out", "cvat", "STALE.txt"]));
        Assert.False(File.Exists(_tool["out", "yolo", "STALE.txt"]));
    }

    [Theory]
    [InlineData("--simplify -1", "--simplify", "-1")]
    [InlineData("--simplify 1000", "--simplify", "1000")]
    [InlineData("split '80/30'", "--split", "80/30")]
    public void Wrong_numbers_get_one_line(string expected, params string[] options)
    {
        ToolRun run = _tool.Call(["label", "pictures", "--text", "bird", "--output", "out", "--format", "yolo", .. options]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, Assert.Single(run.ErrorLines));
    }
}
