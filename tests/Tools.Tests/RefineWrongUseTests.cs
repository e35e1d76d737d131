namespace ClipSurgery.Tests;

public sealed class RefineWrongUseTests : IDisposable
{
    private const string Size = "<size><width>384</width><height>384</height></size>";

    private readonly ToolProcess _tool = new();

    public RefineWrongUseTests() => _tool.AddScenes(1);

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void Lines_in_percent_are_told_before_the_first_picture_each_with_its_place()
    {
        Write("yolo/classes.txt", "cat\n");
        Write("yolo/0001.txt", string.Concat(Enumerable.Repeat("0 50 50 10 10\n", 22)));

        ToolRun run = _tool.Refine("yolo", "out");

        Assert.Equal(2, run.ExitCode);
        Assert.Equal(21, run.ErrorLines.Length);
        Assert.Equal(
            "error: yolo/0001.txt:1: 50 is not in 0 to 1; expected shares of the picture's width and height. Divide percent by 100, pixels by the picture's size.",
            run.ErrorLines[0]);
        Assert.Equal("error: and 2 more of the kind.", run.ErrorLines[^1]);
        Assert.False(Directory.Exists(_tool["out"]));
    }

    [Fact]
    public void Labels_without_pictures_and_boxes_outside_are_listed_and_counted_and_the_others_refined()
    {
        Write("voc/0001.xml", $"<annotation>{Size}{Object(10, 10, 90, 90)}{Object(500, 10, 600, 90)}</annotation>");
        Write("voc/0009.xml", $"<annotation><filename>0009.jpg</filename>{Size}{Object(10, 10, 90, 90)}</annotation>");

        ToolRun run = _tool.Refine("voc", "out");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(
            [
                "error: voc/0009.xml: there is no picture 0009.jpg in pictures.",
                "error: 1 entry without a picture is left out; the others are refined.",
                "error: voc/0001.xml: object 2: the box lies outside the picture.",
                "error: 1 box that can have no mask is left out; the others are refined.",
            ],
            run.ErrorLines);
        Assert.Single(CocoReader.Read(_tool["out", "annotations.json"]).Annotations);
    }

    [Fact]
    public void Where_no_picture_is_there_the_folder_is_asked_for()
    {
        Write("voc/0009.xml", $"<annotation>{Size}{Object(10, 10, 90, 90)}</annotation>");

        Refuses(
            "none of the pictures of voc is there (voc/0009.xml: there is no picture 0009.* in pictures); give their folder with --pictures.",
            "voc");
    }

    [Fact]
    public void Where_there_is_no_box_at_all_nothing_is_done()
    {
        Write("voc/0001.xml", $"<annotation>{Size}</annotation>");
        Refuses("voc: there is no box; expected one or more, for there is nothing else to refine.", "voc");

        Write("voc/0001.xml", $"<annotation>{Size}{Object(500, 10, 600, 90)}</annotation>");
        Refuses(
            "voc: there is no box that can have a mask (voc/0001.xml: object 1: the box lies outside the picture); expected one or more, for there is nothing else to refine.",
            "voc");
    }

    [Fact]
    public void A_picture_of_another_size_fails_by_itself()
    {
        Write("voc/0001.xml", $"<annotation>{Size.Replace("384", "300", StringComparison.Ordinal)}{Object(10, 10, 90, 90)}</annotation>");

        ToolRun run = _tool.Refine("voc", "out");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(
            "0001.jpg: the picture has 384x384 pixels, but 300x300 in voc/0001.xml; use the boxes with the pictures that they were made for.",
            File.ReadAllText(_tool["out", "failures.jsonl"]));
    }

    [Fact]
    public void A_broken_coco_file_a_missing_folder_and_a_format_that_does_not_exist_are_refused()
    {
        Write("boxes.json", "{\"images\": [");
        Assert.StartsWith("error: boxes.json", Assert.Single(_tool.Refine("boxes.json", "out").ErrorLines));

        Write("voc/0001.xml", $"<annotation>{Size}{Object(10, 10, 90, 90)}</annotation>");
        Assert.Equal(
            "error: nowhere: no such folder; give a folder with pictures.",
            Assert.Single(_tool.Call("refine", "voc", "--pictures", "nowhere").ErrorLines));
        Refuses("--output pictures is the folder of the pictures; give another one for the results.", "voc", "pictures");
        Assert.StartsWith("error: --format nix: no such format", Assert.Single(_tool.Refine("voc", "out", "--format", "nix").ErrorLines));
    }

    [Fact]
    public void The_file_of_the_boxes_is_not_written_over()
    {
        _tool.WriteCoco();
        Directory.CreateDirectory(_tool["set"]);
        File.Move(_tool["boxes.json"], _tool["set", "annotations.json"]);
        byte[] before = File.ReadAllBytes(_tool["set", "annotations.json"]);

        Refuses("--output set: the results would take the place of set/annotations.json; give another folder.", "set/annotations.json", "set");

        Assert.Equal(before, File.ReadAllBytes(_tool["set", "annotations.json"]));
    }

    private void Refuses(string problem, string boxes, string output = "out")
    {
        ToolRun run = _tool.Refine(boxes, output);
        Assert.Equal((2, $"error: {problem}"), (run.ExitCode, Assert.Single(run.ErrorLines)));
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_tool[name])!);
        File.WriteAllText(_tool[name], text);
    }

    private static string Object(int left, int top, int right, int bottom) =>
        $"<object><name>cat</name><bndbox><xmin>{left}</xmin><ymin>{top}</ymin><xmax>{right}</xmax><ymax>{bottom}</ymax></bndbox></object>";
}
