namespace ClipSurgery.Tests;

/// <summary>Wrong input gets one line and costs nothing.</summary>
public sealed class LabelWrongUseTests : IDisposable
{
    private readonly ToolProcess _tool = new();

    public LabelWrongUseTests() => _tool.AddScenes(1);

    public void Dispose() => _tool.Dispose();

    [Theory]
    [InlineData("nothing to look for", "label", "pictures")]
    [InlineData("--labels and --text are both given", "label", "pictures", "--text", "cat", "--labels", "labels.yaml")]
    [InlineData("nowhere", "label", "nowhere", "--text", "cat")]
    [InlineData("no picture was found", "label", "pictures", "--text", "cat", "--include", "*.gif")]
    [InlineData("shard '4'", "label", "pictures", "--text", "cat", "--shard", "4")]
    [InlineData("shard 4/4", "label", "pictures", "--text", "cat", "--shard", "4/4")]
    [InlineData("--workers -1", "label", "pictures", "--text", "cat", "--workers", "-1")]
    [InlineData("--max-failures -1", "label", "pictures", "--text", "cat", "--max-failures", "-1")]
    [InlineData("an argument is empty", "label", "", "--text", "cat")]
    [InlineData("--max-pixels 0", "label", "pictures", "--text", "cat", "--max-pixels", "0")]
    [InlineData("--format tfrecord", "label", "pictures", "--text", "cat", "--format", "tfrecord")]
    [InlineData("labelbox: no such target; expected cvat, ", "label", "pictures", "--text", "cat", "--target", "labelbox")]
    [InlineData("Unknown option --formt; --format is near;", "label", "pictures", "--text", "cat", "--formt", "yolo")]
    [InlineData("--segmentation rles: expected auto, polygon, rle;", "export", "pictures", "--segmentation", "rles")]
    [InlineData("--workers x: expected a whole number;", "label", "pictures", "--text", "cat", "--workers", "x")]
    [InlineData("--presence x: expected a number", "label", "pictures", "--text", "cat", "--presence", "x")]
    [InlineData("empty.txt: the list names no picture", "label", "pictures", "--text", "cat", "--list", "empty.txt")]
    [InlineData("pictures: this is a folder", "label", "pictures", "--text", "cat", "--list", "pictures")]
    [InlineData("pictures: this is a folder", "label", "pictures", "--labels", "pictures")]
    [InlineData("Unknown option --fomat; --format is near;", "merge", "pictures", "--fomat", "yolo")]
    [InlineData("Unknown option --x;", "review", "--x", "pictures")]
    [InlineData("labl: no such command; label is near;", "labl", "pictures", "--text", "cat")]
    [InlineData("photos: one name too many;", "label", "pictures", "photos", "--text", "cat")]
    [InlineData("--existing needs --existing-labels", "label", "pictures", "--text", "cat", "--existing", "merge")]
    [InlineData("--existing-labels needs --existing", "label", "pictures", "--text", "cat", "--existing-labels", "x.json")]
    [InlineData("none.json", "label", "pictures", "--text", "cat", "--existing", "skip", "--existing-labels", "none.json")]
    [InlineData("none.json", "label", "pictures", "--text", "cat", "--decisions", "none.json")]
    [InlineData("labels.yaml:2:5: unknown key \"promts\"", "label", "pictures", "--labels", "labels.yaml")]
    [InlineData("twice.yaml:3:3", "label", "pictures", "--labels", "twice.yaml")]
    [InlineData("give cat a presence above 0 in the label file", "label", "pictures", "--labels", "always.yaml", "--tiles", "auto")]
    [InlineData("holds no run", "merge", "pictures")]
    [InlineData("holds no run", "export", "pictures")]
    [InlineData("holds no run", "review", "pictures")]
    public void One_line_says_what_is_wrong(string expected, params string[] arguments)
    {
        File.WriteAllText(_tool["labels.yaml"], "classes:\n  - promts: [cat]\n");
        File.WriteAllText(_tool["empty.txt"], "\n");
        File.WriteAllText(_tool["twice.yaml"], "classes:\n- cat\n- Cat\n");

        File.WriteAllText(_tool["always.yaml"], "classes:\n- name: cat\n  presence: 0\n");

        ToolRun run = _tool.Call([.. arguments, .. arguments[0] == "label" ? (string[])["--output", "out"] : []]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, Assert.Single(run.ErrorLines));
        Assert.DoesNotContain("   at ", run.Errors);
        Assert.False(File.Exists(_tool["out", "annotations.json"]));
    }

    [Fact]
    public void A_second_run_in_the_same_folder_is_refused()
    {
        _tool.AddScenes(0);
        string journal = _tool["out", "journal", "part-00000-of-00001.jsonl"];
        Directory.CreateDirectory(Path.GetDirectoryName(journal)!);
        using FileStream running = new(journal, FileMode.Create, FileAccess.ReadWrite, FileShare.None);

        ToolRun run = _tool.Label("out");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("another run is writing to it", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_told_at_once()
    {
        File.WriteAllText(_tool["file"], "");

        ToolRun run = _tool.Label("file/out");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Give an --output that you may write to", Assert.Single(run.ErrorLines));
    }
}
