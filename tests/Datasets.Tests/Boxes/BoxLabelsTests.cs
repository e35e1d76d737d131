namespace ClipSurgery.Tests;

public sealed class BoxLabelsTests : IDisposable
{
    private readonly BoxFiles _files = new("a.jpg", "a.png", "b.jpg", "far/c.jpg");

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Label_files_without_their_picture_are_told_with_where_one_of_that_name_lies()
    {
        _files.Write("yolo/classes.txt", "cat\n");
        _files.Write("yolo/b.txt", "0 0.5 0.5 0.1 0.1\n");
        _files.Write("yolo/c.txt", "0 0.5 0.5 0.1 0.1\n");
        _files.Write("yolo/d.txt", "0 0.5 0.5 0.1 0.1\n");

        BoxLabels boxes = _files.Read("yolo");

        Assert.Equal((1, "b.jpg"), (boxes.Count, Assert.Single(boxes.FileNames)));
        Assert.Equal(
            [
                "yolo/c.txt: there is no picture c.* in pictures; there is far/c.jpg, but the folders differ",
                "yolo/d.txt: there is no picture d.* in pictures",
            ],
            boxes.Missing.Select(line => _files.Short(line).Replace(_files.Pictures, "pictures")));
    }

    [Fact]
    public void A_label_file_that_may_be_of_two_pictures_and_two_of_one_picture_are_problems()
    {
        _files.Write("yolo/classes.txt", "cat\n");
        _files.Write("yolo/a.txt", "0 0.5 0.5 0.1 0.1\n");
        Assert.Equal(
            "yolo/a.txt: may be about a.jpg or a.png; rename one of these pictures, and its labels.",
            _files.Short(Assert.Single(_files.Read("yolo").Problems)));

        const string Voc = "<annotation><filename>b.jpg</filename><size><width>9</width><height>9</height></size></annotation>";
        _files.Write("voc/x.xml", Voc);
        _files.Write("voc/y.xml", Voc);
        Assert.Equal(
            "voc/y.xml: is about b.jpg, which voc/x.xml has boxes of already; take one of them away.",
            _files.Short(Assert.Single(_files.Read("voc").Problems)));
    }

    [Fact]
    public void What_is_no_file_of_boxes_is_refused()
    {
        Directory.CreateDirectory(_files["empty"]);
        _files.Write("both/a.txt", "");
        _files.Write("both/b.xml", "");
        _files.Write("boxes.csv", "");
        _files.Write("run/annotations.json", "{}");

        Assert.Equal("none: no such file or folder; give a COCO file, or a folder of YOLO or Pascal VOC files.", _files.Refusal("none"));
        Assert.Equal("empty: no boxes were found; expected .txt (YOLO) or .xml (Pascal VOC) files, or give a COCO file.", _files.Refusal("empty"));
        Assert.Equal(
            "both: holds .xml files (b.xml) and .txt files (a.txt); give the folder of one kind, or the data.yaml of YOLO files.",
            _files.Refusal("both"));
        Assert.Equal(
            "boxes.csv: is no file of boxes; expected .json (COCO), data.yaml (YOLO), or a folder of .txt (YOLO) or .xml (Pascal VOC) files.",
            _files.Refusal("boxes.csv"));
        Assert.Equal("run: is the folder of a run; give the COCO file in it, run/annotations.json.", _files.Refusal("run"));
    }

    [Fact]
    public void Names_beside_files_that_have_them_are_refused()
    {
        _files.Write("names.txt", "cat\n");
        _files.Write("voc/b.xml", "<annotation/>");

        Assert.Equal(
            "names.txt: names classes, which voc does itself; leave it out. YOLO files alone have numbers instead.",
            _files.Refusal("voc", "names.txt"));
    }

    [Fact]
    public void The_description_follows_from_names_and_contents()
    {
        _files.Write("yolo/classes.txt", "cat\n");
        _files.Write("yolo/b.txt", "0 0.5 0.5 0.1 0.1\n");
        string first = _files.Read("yolo").Description;
        Assert.Matches("^yolo [0-9a-f]{64}$", first);
        Assert.Equal(first, _files.Read("yolo").Description);

        _files.Write("yolo/b.txt", "0 0.5 0.5 0.1 0.2\n");
        Assert.NotEqual(first, _files.Read("yolo").Description);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Boxes_turn_with_the_picture_as_masks_do(int orientation)
    {
        Mask stored = Mask.FromPolygons(20, 10, [[3, 1, 10, 1, 10, 5, 3, 5]]);

        BoxXywh upright = MaskTurn.Upright(stored.Bounds, 10, 20, orientation);

        Assert.Equal(MaskTurn.Upright(stored, orientation).Bounds, upright);
    }

    [Fact]
    public void Boxes_of_a_picture_of_another_size_are_refused_unless_its_orientation_explains_it()
    {
        BoxedPicture boxes = new("a.xml") { Size = (20, 10), Labels = [] };
        RgbImage upright = new(10, 20, new byte[600]);

        Assert.True(BoxPlacement.IsTurned("a.jpg", boxes, new LoadedImage(upright, 6, "JPEG")));
        Assert.False(BoxPlacement.IsTurned("a.jpg", boxes, new LoadedImage(new RgbImage(20, 10, new byte[600]), 6, "JPEG")));
        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(
            () => BoxPlacement.IsTurned("a.jpg", boxes, new LoadedImage(upright, 1, "JPEG")));
        Assert.Equal(
            "a.jpg: the picture has 10x20 pixels, but 20x10 in a.xml; use the boxes with the pictures that they were made for.", error.Message);
    }

    [Theory]
    [InlineData(0.1, 0.9, 1)]
    [InlineData(0.3, 639.8, 640)]
    [InlineData(0.7, 1e9, 333.1)]
    public void A_cut_box_never_ends_beyond_the_picture(double first, double length, double side)
    {
        BoxXywh cut = BoxClip.Into(new BoxXywh(first, first, length, length), side, side);

        Assert.True(cut.Right <= side && cut.Bottom <= side && cut.Width > 0);
        Assert.Equal(Math.Min(side, first + length), cut.Right, 1e-9);
    }
}
