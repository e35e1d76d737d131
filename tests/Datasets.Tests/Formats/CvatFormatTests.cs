using System.Text.Json;
using System.Xml.Linq;
using CsCheck;

namespace ClipSurgery.Tests;

/// <summary>Reads annotations back as CVAT's <c>load_anno</c> does: runs row by row inside the box, the first outside.</summary>
public class CvatFormatTests
{
    private static readonly CvatFormat Format = new();

    [Fact]
    public void Masks_names_and_scores_come_back_exactly() => FormatSamples.Datasets.Sample(
        dataset => FormatSamples.WithWritten(Format, dataset, folder =>
        {
            XElement[] images = [.. Read(folder).Elements("image")];
            Assert.Equal(dataset.Images.Select(image => image.FileName), images.Select(image => Text(image, "name")));
            Assert.Equal(Enumerable.Range(0, images.Length), images.Select(image => Integer(image, "id")));
            foreach ((PictureLabels picture, XElement image) in dataset.Pictures.Zip(images))
            {
                XElement[] masks = [.. image.Elements("mask")];
                Assert.Equal(picture.Annotations.Count, masks.Length);
                foreach ((CocoAnnotation annotation, XElement mask) in picture.Annotations.Zip(masks))
                {
                    Assert.Equal(annotation.Mask.ToBitmap(), ReadMask(mask, Integer(image, "width"), Integer(image, "height")));
                    Assert.Equal(dataset.Classes[(int)annotation.CategoryId - 1].Name, Text(mask, "label"));
                    string? score = annotation.Score is double value ? $"{Math.Round(value, 4)}" : null;
                    Assert.Equal(score, (string?)mask.Element("attribute"));
                }
            }
        }),
        iter: 200);

    [Fact]
    public void Polygons_by_choice_are_a_shape_for_each_part_and_masks_where_there_are_holes() =>
        FormatSamples.WithWritten(
            new CvatFormat(isPolygon: true), FormatSamples.Dataset([FormatSamples.Parts, FormatSamples.Ring]), folder =>
            {
                XElement[] shapes = [.. Read(folder).Descendants("image").Single().Elements()];
                Assert.Equal(["polygon", "polygon", "mask"], shapes.Select(shape => shape.Name.LocalName));
                Assert.Equal(["1", "1", null], shapes.Select(shape => (string?)shape.Attribute("group_id")));
                Assert.Equal("1,0;1,1;0,1;0,0", Text(shapes[0], "points"));
                double[][] rings =
                    [.. shapes[..2].Select(shape => Text(shape, "points").Split(',', ';').Select(double.Parse).ToArray())];
                Assert.Equal(FormatSamples.Parts, Mask.FromPolygons(8, 6, rings));
            });

    [Fact]
    public void The_vector_of_cvats_own_sdk_comes_out()
    {
        byte[] bitmap = new byte[100];
        foreach (int pixel in (int[])[23, 24, 25, 34, 35])
        {
            bitmap[pixel] = 1;
        }

        FormatSamples.WithWritten(Format, FormatSamples.Dataset([Mask.FromBitmap(10, 10, bitmap)]), folder =>
        {
            XElement mask = Read(folder).Descendants("mask").Single();
            Assert.Equal("0, 3, 1, 2", Text(mask, "rle"));
            Assert.Equal([3, 2, 3, 2], ((string[])["left", "top", "width", "height"]).Select(name => Integer(mask, name)));
        });
    }

    [Fact]
    public void A_file_is_exactly_this()
    {
        LabelledDataset dataset = FormatSamples.Dataset([FormatSamples.Ring], []);
        FormatSamples.WithWritten(Format, dataset with { Classes = dataset.Classes.Take(2).ToArray() }, folder => Assert.Equal(
            """
            <?xml version="1.0" encoding="utf-8"?>
            <annotations>
              <version>1.1</version>
              <meta>
                <task>
                  <size>2</size>
                  <mode>annotation</mode>
                  <labels>
                    <label>
                      <name>&lt;"&amp;'&gt;</name>
                      <color>#0a0b0c</color>
                      <type>any</type>
                      <attributes>
                        <attribute>
                          <name>score</name>
                          <mutable>False</mutable>
                          <input_type>text</input_type>
                          <default_value />
                          <values />
                        </attribute>
                      </attributes>
                    </label>
                    <label>
                      <name>chat 🐈 été</name>
                      <color>#40a0ff</color>
                      <type>any</type>
                      <attributes>
                        <attribute>
                          <name>score</name>
                          <mutable>False</mutable>
                          <input_type>text</input_type>
                          <default_value />
                          <values />
                        </attribute>
                      </attributes>
                    </label>
                  </labels>
                </task>
              </meta>
              <image id="0" name="a/b c/über #1%?&amp;+.jpg" width="8" height="6">
                <mask label="chat 🐈 été" source="auto" occluded="0" rle="0, 5, 1, 6" left="2" top="1" width="4" height="3" z_order="0">
                  <attribute name="score">0.9877</attribute>
                </mask>
              </image>
              <image id="1" name="a/猫.png" width="8" height="6" />
            </annotations>
            """.ReplaceLineEndings("\n"),
            File.ReadAllText(folder["annotations.xml"])));
    }

    [Fact]
    public void The_label_constructors_file_has_every_class() =>
        FormatSamples.WithWritten(Format, FormatSamples.Dataset([FormatSamples.Ring]), folder =>
        {
            JsonElement labels = JsonDocument.Parse(File.ReadAllBytes(folder["labels.json"])).RootElement;
            Assert.Equal(
                FormatSamples.ClassNames,
                labels.EnumerateArray().Select(label => label.GetProperty("name").GetString()));
            Assert.Equal(
                """
                {"name":"never seen","color":"#40d050","type":"any","attributes":
                [{"name":"score","mutable":false,"input_type":"text","default_value":"","values":[]}]}
                """.ReplaceLineEndings(""),
                labels[2].GetRawText());
        });

    [Fact]
    public void A_name_that_xml_cannot_hold_is_refused()
    {
        LabelledDataset dataset = FormatSamples.Dataset([]) with { Classes = [new LabelClass { Name = "a\u0001b" }] };
        using TemporaryFolder folder = new();
        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => Format.Write(dataset, folder.FullPath));
        Assert.Contains("\"a b\"", error.Message);
        Assert.Empty(folder.Names());
    }

    private static XElement Read(TemporaryFolder folder) => XDocument.Load(folder["annotations.xml"]).Root!;

    private static string Text(XElement element, string attribute) => (string)element.Attribute(attribute)!;

    private static int Integer(XElement element, string attribute) => (int)element.Attribute(attribute)!;

    private static byte[] ReadMask(XElement mask, int width, int height)
    {
        byte[] bitmap = new byte[width * height];
        int position = 0;
        byte side = 0;
        foreach (int run in Text(mask, "rle").Split(',').Select(int.Parse))
        {
            for (int end = position + run; position < end; position++)
            {
                (int row, int column) = Math.DivRem(position, Integer(mask, "width"));
                bitmap[(Integer(mask, "top") + row) * width + Integer(mask, "left") + column] = side;
            }

            side ^= 1;
        }

        Assert.Equal(Integer(mask, "width") * Integer(mask, "height"), position);
        return bitmap;
    }
}
