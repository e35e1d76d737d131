namespace ClipSurgery.Tests;

public sealed class YoloBoxesTests : IDisposable
{
    private readonly BoxFiles _files = new("a.jpg", "train/b.png");

    public YoloBoxesTests() => _files.Write("yolo/classes.txt", "cat\ndog\n");

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Lines_are_centres_and_sides_in_shares_of_the_picture()
    {
        _files.Write("yolo/a.txt", "\uFEFF1 0.5 0.25 0.5 0.125\r\n\r\n0.0\t.25 .5 .125 .5 0.93\n");

        (BoxSource source, BoxFindings findings) = _files.ReadSource("yolo");

        BoxedPicture picture = Assert.Single(source.Pictures);
        Assert.Equal(["cat", "dog"], source.Classes.Select(label => label.Name));
        Assert.Null(picture.Size);
        Assert.Equal(
            [("dog", new BoxXywh(0.25, 0.1875, 0.5, 0.125)), ("cat", new BoxXywh(0.1875, 0.25, 0.125, 0.5))],
            picture.Labels.Select(label => (label.Class, label.Box)));
        Assert.Empty(findings.Problems);
    }

    [Fact]
    public void Outlines_of_three_corners_or_more_are_loose_masks()
    {
        _files.Write("yolo/a.txt", "0 0.25 0.25 0.75 0.25 0.5 0.75\n");

        BoxLabel label = Assert.Single(Assert.Single(_files.ReadSource("yolo").Source.Pictures).Labels);

        Assert.Equal([0.25, 0.25, 0.75, 0.25, 0.5, 0.75], label.Ring!);
        Assert.Equal(new BoxXywh(0.25, 0.25, 0.5, 0.5), label.Box);
        RoughObject rough = BoxPlacement.Place(label, isInShares: true, isTurned: false, new LoadedImage(new RgbImage(40, 20, new byte[2400]), 1, "PNG"));
        Assert.Equal(new BoxXywh(10, 5, 20, 10), rough.Box);
        Assert.Equal(Mask.FromPolygons(40, 20, [[10, 5, 30, 5, 20, 15]]), rough.Loose);
    }

    [Fact]
    public void Boxes_that_reach_out_are_cut_and_empty_ones_are_left_out()
    {
        _files.Write("yolo/a.txt", "0 0.9 0.5 0.4 0.5\n0 0.5 0.5 0 0.5\n0 0.25 0.25 0.5 0.5\n");

        BoxLabels boxes = _files.Read("yolo");

        Assert.Equal("yolo/a.txt:2: the box is empty", _files.Short(Assert.Single(boxes.LeftOut)));
        BoxXywh cut = _files.ReadSource("yolo").Source.Pictures[0].Labels[0].Box;
        Assert.Equal((0.7, 0.25, 0.3, 0.5), (Math.Round(cut.X, 9), cut.Y, Math.Round(cut.Width, 9), cut.Height));
        Assert.True(cut.Right <= 1);
        Assert.Equal((2, "a.jpg"), (boxes.Count, Assert.Single(boxes.FileNames)));
    }

    [Theory]
    [InlineData("0 50 25 50 12.5", "50 is not in 0 to 1; expected shares of the picture's width and height. Divide percent by 100, pixels by the picture's size.")]
    [InlineData("0 0.5 -0.2 0.5 0.1", "-0.2 is not in 0 to 1; expected shares of the picture's width and height. Divide percent by 100, pixels by the picture's size.")]
    [InlineData("2 0.5 0.5 0.1 0.1", "the class 2 has no name; expected one of 2 from 0 on. Name it in data.yaml, classes.txt or the label file.")]
    [InlineData("0.5 0.5 0.5 0.1 0.1", "the class 0.5 has no name; expected one of 2 from 0 on. Name it in data.yaml, classes.txt or the label file.")]
    [InlineData("-1 0.5 0.5 0.1 0.1", "the class -1 has no name; expected one of 2 from 0 on. Name it in data.yaml, classes.txt or the label file.")]
    [InlineData("0 0.5 0.5 0.1", "the line has 4 numbers; expected \"class cx cy w h\", or \"class x1 y1 x2 y2 x3 y3 …\".")]
    [InlineData("0 .1 .1 .2 .1 .2 .2 .3", "the line has 8 numbers; expected \"class cx cy w h\", or \"class x1 y1 x2 y2 x3 y3 …\".")]
    [InlineData("cat 0.5 0.5 0.1 0.1", "\"cat\" is no number; expected \"class cx cy w h\", or \"class x1 y1 x2 y2 x3 y3 …\".")]
    [InlineData("0 0,5 0.5 0.1 0.1", "\"0,5\" is no number; expected \"class cx cy w h\", or \"class x1 y1 x2 y2 x3 y3 …\".")]
    [InlineData("0 nan 0.5 0.1 0.1", "\"nan\" is no number; expected \"class cx cy w h\", or \"class x1 y1 x2 y2 x3 y3 …\".")]
    public void A_line_that_is_wrong_is_told_with_its_file_and_number(string line, string problem)
    {
        _files.Write("yolo/a.txt", $"0 0.5 0.5 0.1 0.1\n{line}\n");

        Assert.Equal($"yolo/a.txt:2: {problem}", _files.Short(Assert.Single(_files.Read("yolo").Problems)));
    }

    [Theory]
    [InlineData("names: [cat, \"12\"]\nnc: 2\ntrain: ../images\n", "cat 12")]
    [InlineData("path: x\nnames:\n  1: dog\n  0: cat\n", "cat dog")]
    [InlineData("classes:\n  - name: tom\n    prompts: [cat]\n  - dog\n", "tom dog")]
    public void Names_come_from_a_data_yaml_or_a_label_file(string yaml, string names)
    {
        _files.Write("yolo/a.txt", "1 0.5 0.5 0.1 0.1\n");
        _files.Write("names.yaml", yaml);

        Assert.Equal(names, string.Join(' ', _files.Read("yolo", "names.yaml").Classes.Select(label => label.Name)));
    }

    [Fact]
    public void A_data_yaml_two_folders_up_is_found_and_gives_the_folders_of_a_data_set()
    {
        _files.Write("set/data.yaml", "names: [bird]\n");
        _files.Write("set/labels/train/b.txt", "0 0.5 0.5 0.1 0.1\n");
        _files.Write("set/train.txt", "images/train/b.png\n");

        Assert.Equal(["train/b.png"], _files.Read("set/data.yaml").FileNames);
        Assert.Equal(["train/b.png"], _files.Read("set").FileNames);
        Assert.Equal(["train/b.png"], _files.Read("set/labels").FileNames);
        Assert.Equal("bird", _files.Read("set/labels").Classes[0].Name);
    }

    [Theory]
    [InlineData("names: {cat: 0}", "names.yaml:1:9: \"names\" has a key that is no number; expected 0: cat.")]
    [InlineData("names: {0: cat, 00: dog}", "names.yaml: the class 0 has two names; expected one for each number.")]
    [InlineData("names: [cat, cat]", "names.yaml: two classes are called \"cat\"; give each a name of its own.")]
    [InlineData("names: [cat, \"\"]", "names.yaml:1:14: a name is blank; expected a text, in quotes where it begins with #.")]
    [InlineData("nc: 3", "names.yaml:1:1: there is no list of \"names\"; expected \"names: [cat, dog]\".")]
    [InlineData("names: 3", "names.yaml:1:8: \"names\" is a text; expected a list, such as [cat, dog].")]
    [InlineData("names: [cat]\nkpt_shape: [17, 3]", "names.yaml: these are labels of key points (\"kpt_shape\"), which have no masks; expected boxes or outlines.")]
    public void Names_that_cannot_be_used_are_refused(string yaml, string problem)
    {
        _files.Write("yolo/a.txt", "0 0.5 0.5 0.1 0.1\n");
        _files.Write("names.yaml", yaml);

        Assert.Equal(problem, _files.Refusal("yolo", "names.yaml"));
    }

    [Fact]
    public void Without_names_and_with_a_blank_one_nothing_is_read()
    {
        _files.Write("deep/down/here/a.txt", "0 0.5 0.5 0.1 0.1\n");
        Assert.Equal(
            "deep/down/here: there is no data.yaml and no classes.txt with the names of the classes; give a label file, or a list with a name a line.",
            _files.Refusal("deep/down/here"));

        _files.Write("yolo/a.txt", "0 0.5 0.5 0.1 0.1\n");
        _files.Write("yolo/classes.txt", "cat\n\ndog\n");
        Assert.Equal("yolo/classes.txt: the class 1 has a blank name; expected one a line.", _files.Refusal("yolo"));
    }
}
