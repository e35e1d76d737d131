namespace ClipSurgery.Tests;

public sealed class VocFileTests : IDisposable
{
    private const string Size = "<size><width>100</width><height>80</height><depth>3</depth></size>";

    private readonly BoxFiles _files = new("a.jpg", "sub/b.png");

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Pixels_count_from_one_and_the_last_one_is_inside()
    {
        _files.Write("voc/a.xml", $"<annotation><filename>a.jpg</filename>{Size}{Object("dog", 1, 11, 20, 30)}{Object("cat", 5, 5, 5, 5)}</annotation>");

        (BoxSource source, BoxFindings findings) = _files.ReadSource("voc");

        BoxedPicture picture = Assert.Single(source.Pictures);
        Assert.Equal((100, 80), picture.Size);
        Assert.Equal(["cat", "dog"], source.Classes.Select(label => label.Name));
        Assert.Equal(
            [("dog", new BoxXywh(0, 10, 20, 20)), ("cat", new BoxXywh(4, 4, 1, 1))],
            picture.Labels.Select(label => (label.Class, label.Box)));
        Assert.Empty(findings.Problems);
    }

    [Fact]
    public void The_picture_is_told_by_filename_or_else_by_the_files_own_name()
    {
        _files.Write("voc/Annotations/x.xml", $"<annotation><filename>a.jpg</filename>{Size}{Object("cat", 1, 1, 9, 9)}</annotation>");
        _files.Write("voc/Annotations/sub/b.xml", $"<annotation><filename>../../etc/b</filename>{Size}{Object("cat", 1, 1, 9, 9)}</annotation>");

        BoxLabels boxes = _files.Read("voc");

        Assert.Equal(["a.jpg", "sub/b.png"], boxes.FileNames);
        Assert.Empty(boxes.Missing);
    }

    [Fact]
    public void Boxes_are_cut_at_the_picture_and_left_out_beyond_it()
    {
        _files.Write("voc/a.xml", $"<annotation>{Size}{Object("cat", 91, 71, 120, 90)}{Object("cat", 101, 1, 120, 9)}</annotation>");

        BoxLabels boxes = _files.Read("voc");

        Assert.Equal("voc/a.xml: object 2: the box lies outside the picture", _files.Short(Assert.Single(boxes.LeftOut)));
        Assert.Equal(new BoxXywh(90, 70, 10, 10), Assert.Single(_files.ReadSource("voc").Source.Pictures[0].Labels).Box);
    }

    [Theory]
    [InlineData("<annotation><object/></annotation>", ": there is no <size> with a width and a height; expected those of the picture that the boxes are for.")]
    [InlineData("<annotation><size><width>0</width><height>8</height></size></annotation>", ": there is no <size> with a width and a height; expected those of the picture that the boxes are for.")]
    [InlineData("<annotation>SIZE<object><name>cat</name></object></annotation>", ": object 1 (\"cat\"): there is no <bndbox> with xmin, ymin, xmax, ymax; expected pixels.")]
    [InlineData("<annotation>SIZE<object><name>cat</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>nine</xmax><ymax>9</ymax></bndbox></object></annotation>", ": object 1 (\"cat\"): there is no <bndbox> with xmin, ymin, xmax, ymax; expected pixels.")]
    [InlineData("<annotation>SIZE<object><bndbox/></object></annotation>", ": object 1: there is no <name> of one line; expected that of its class.")]
    [InlineData("<annotation>SIZE<object><name>cat</name><bndbox><xmin>50</xmin><ymin>1</ymin><xmax>20.5</xmax><ymax>9</ymax></bndbox></object></annotation>", ": object 1 (\"cat\"): the box goes from 50,1 to 20.5,9; expected xmin, ymin below xmax, ymax.")]
    [InlineData("<annotations/>", ": its root is <annotations>; expected <annotation>, a Pascal VOC file.")]
    [InlineData("<annotation>", ":1:13: this is not plain XML; expected one document, and no document type in it.")]
    [InlineData("", ": this is not plain XML; expected one document, and no document type in it.")]
    public void What_is_wrong_is_told_with_the_file(string xml, string problem)
    {
        _files.Write("voc/a.xml", xml.Replace("SIZE", Size, StringComparison.Ordinal));

        Assert.Equal($"voc/a.xml{problem}", _files.Short(Assert.Single(_files.Read("voc").Problems)));
    }

    [Fact]
    public void A_bomb_of_entities_and_a_reference_to_another_file_are_not_read()
    {
        _files.Write("secret.txt", "cat");
        foreach (string declaration in (string[])["<!ENTITY a \"0123456789\"><!ENTITY b \"&a;&a;&a;&a;\">", $"<!ENTITY b SYSTEM \"{_files["secret.txt"]}\">"])
        {
            _files.Write("voc/a.xml", $"<!DOCTYPE x [{declaration}]>\n<annotation>{Size}<object><name>&b;</name></object></annotation>");

            Assert.Equal(
                "voc/a.xml: this is not plain XML; expected one document, and no document type in it.",
                _files.Short(Assert.Single(_files.Read("voc").Problems)));
        }
    }

    private static string Object(string name, int left, int top, int right, int bottom) =>
        $"<object><name>{name}</name><bndbox><xmin>{left}</xmin><ymin>{top}</ymin><xmax>{right}</xmax><ymax>{bottom}</ymax></bndbox></object>";
}
