using System.Text;

namespace ClipSurgery.Tests;

public class CocoReaderTests
{
    private const string Head =
        """{"images":[{"id":3,"file_name":"a.png","width":6,"height":4}],"categories":[{"id":7,"name":"cat"}],"annotations":""";

    [Theory]
    [InlineData(SegmentationFormat.Auto)]
    [InlineData(SegmentationFormat.Rle)]
    public void What_was_written_is_read_back_and_written_to_the_same_bytes(SegmentationFormat format)
    {
        CocoAnnotation plain = CocoSamples.Annotation(CocoSamples.Plain) with
        {
            Score = .5,
            Prompt = "a \\ cat",
            ScoreParts = new Dictionary<string, double> { ["presence"] = .25 },
        };
        CocoDataset written = CocoSamples.Dataset(
            plain,
            CocoSamples.Annotation(CocoSamples.Ring, 900100373705),
            CocoSamples.Annotation(CocoSamples.Plain, 3) with { IsCrowd = true });
        byte[] bytes = CocoSamples.Write(written, format);

        CocoDataset read = CocoSamples.Read(bytes);

        Assert.Equal(written.Images, read.Images);
        Assert.Equal(written.Categories, read.Categories);
        Assert.Equal(written.Annotations.Select(item => item.Mask), read.Annotations.Select(item => item.Mask));
        Assert.Equal([1L, 900100373705, 3], read.Annotations.Select(annotation => annotation.Id));
        Assert.Equal(bytes, CocoSamples.Write(read, format));
    }

    [Theory]
    [InlineData("""[[1,1,3,1,3,3,1,3]]""", "polygon")]
    [InlineData("""{"size":[4,6],"counts":[5,2,2,2,13]}""", "list of runs")]
    [InlineData("""{"size":[4,6],"counts":"5220;"}""", "compressed runs")]
    [InlineData("""{"size":[4,6],"counts":[5,1,0,1,2,2,13]}""", "list with a zero run")]
    public void All_forms_of_a_segmentation_give_the_same_mask(string segmentation, string form)
    {
        CocoAnnotation annotation = Single($$"""{"id":1,"image_id":3,"category_id":7,"segmentation":{{segmentation}}}""");

        Assert.True(annotation.Mask.Counts.SequenceEqual([5, 2, 2, 2, 13]), form);
        Assert.Equal((4, new BoxXywh(1, 1, 2, 2), false), (annotation.Area, annotation.Bounds, annotation.IsCrowd));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    public void A_box_without_a_mask_is_read_as_one(string segmentation)
    {
        CocoAnnotation annotation = Single(
            "{\"id\":1,\"image_id\":3,\"category_id\":7,\"bbox\":[1,1,2,3],\"attributes\":{\"a\": [1.50]},"
            + $"\"segmentation\":{segmentation}}}");

        Assert.Equal((true, true, 6, new BoxXywh(1, 1, 2, 3)),
            (annotation.IsBoxOnly, annotation.Mask.IsEmpty, annotation.Area, annotation.Bounds));
        Assert.Equal("""{"a":[1.50]}""", annotation.Attributes);
    }

    [Fact]
    public void Ids_have_64_bits()
    {
        string content = Head.Replace("\"id\":3", "\"id\":9007199254740993").Replace("\"id\":7", "\"id\":9223372036854775807")
            + """[{"id":5000000000,"image_id":9007199254740993,"category_id":9223372036854775807,"segmentation":[[1,1,3,1,3,3,1,3]]}]}""";

        CocoAnnotation annotation = Assert.Single(CocoSamples.Read(content).Annotations);

        Assert.Equal((5000000000, 9007199254740993, 9223372036854775807), (annotation.Id, annotation.ImageId, annotation.CategoryId));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(true, false)]
    public void Utf_16_is_named(bool isBigEndian, bool hasMark)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["wide.json"], "{}", new UnicodeEncoding(isBigEndian, hasMark));

        Assert.StartsWith(
            $"{folder["wide.json"]}: is UTF-16; expected UTF-8 ('clip-surgery validate --fix' converts a COCO file). ",
            Assert.Throws<ClipSurgeryException>(() => CocoReader.Read(folder["wide.json"])).Message);
    }

    [Fact]
    public void A_key_that_comes_twice_is_refused()
    {
        (string path, string message) = Refusal(Head + """[],"annotations":[]}""");

        Assert.StartsWith($"{path}: a key comes twice in one object", message);
    }

    [Fact]
    public void An_outline_that_would_fill_the_memory_is_refused()
    {
        string ring = string.Join(",", Enumerable.Repeat("0,0,46000,46000", 400));
        string content = Head.Replace("\"width\":6,\"height\":4", "\"width\":46340,\"height\":46340")
            + $$"""[{"id":1,"image_id":3,"category_id":7,"segmentation":[[{{ring}}]]}]}""";

        (string path, string message) = Refusal(content);

        Assert.StartsWith(
            $"{path}: annotation 1: Polygons of 800 corners have 36800000 edges over pixel columns; expected at most", message);
    }

    [Fact]
    public void Stated_area_and_box_are_kept_beside_the_mask()
    {
        CocoAnnotation annotation = Single(
            """
            {"id":1,"image_id":3,"category_id":7,"segmentation":[[1,1,3,1,3,3,1,3]],"area":3.5,"bbox":[1.5,1,2.25,2],"iscrowd":1}
            """);

        Assert.Equal((3.5, new BoxXywh(1.5, 1, 2.25, 2), true), (annotation.Area, annotation.Bounds, annotation.IsCrowd));
        Assert.Equal(4, annotation.Mask.Area);
    }

    [Theory]
    [InlineData("""[[1,1,3,1,3,3,1]]""", "A polygon has 7 numbers")]
    [InlineData("""[[1,1,3,3]]""", "A polygon has 4 numbers")]
    [InlineData("""[[]]""", "A polygon has 0 numbers")]
    [InlineData("""[]""", "segmentation is empty")]
    [InlineData("""[1,1,3,1,3,3]""", "segmentation holds a number")]
    [InlineData("""[[1,1,3,1,3,"3"]]""", "\"segmentation\" has a string")]
    [InlineData("""[[1,1,3,1,3,1e999]]""", "\"segmentation\" has 1e999")]
    [InlineData("\"52200=\"", "segmentation is a string")]
    [InlineData("""null""", "\"segmentation\" is missing")]
    [InlineData("""{"counts":[24]}""", "\"size\" is missing")]
    [InlineData("""{"size":[6,4],"counts":[24]}""", "segmentation has the size [6, 4]; expected [4, 6]")]
    [InlineData("""{"size":[4,6]}""", "\"counts\" is missing")]
    [InlineData("""{"size":[4,6],"counts":[23]}""", "cover 23 pixels; expected the 24 of 6x4")]
    [InlineData("""{"size":[4,6],"counts":[25,-1]}""", "cover more than 24 pixels")]
    [InlineData("""{"size":[4,6],"counts":[23.5,0.5]}""", "\"counts\" is 23.5")]
    [InlineData("""{"size":[4,6],"counts":"i0"}""", "cover more than 24")]
    [InlineData("""{"size":[4,6],"counts":"\ud800"}""", "not valid Unicode", false)]
    public void A_broken_segmentation_is_refused_with_file_annotation_and_cause(
        string segmentation, string cause, bool namesAnnotation = true)
    {
        string content = Head + $$"""[{"id":12,"image_id":3,"category_id":7,"segmentation":{{segmentation}}}]}""";

        (string path, string message) = Refusal(content);

        Assert.StartsWith(namesAnnotation ? $"{path}: annotation 12: " : $"{path}: ", message);
        Assert.Contains(cause, message);
    }

    [Theory]
    [InlineData("""{"id":1,"image_id":4,"category_id":7,"segmentation":[[1,1,3,1,3,3]]}""", "annotation 1: \"image_id\" is 4")]
    [InlineData("""{"id":1,"image_id":3,"category_id":1,"segmentation":[[1,1,3,1,3,3]]}""", "annotation 1: \"category_id\" is 1")]
    [InlineData("""{"id":1,"image_id":"3","category_id":7,"segmentation":[[1,1,3,1,3,3]]}""", "\"image_id\" is a string")]
    [InlineData("""{"id":1,"image_id":3,"category_id":7,"segmentation":[[1,1,3,1,3,3]],"iscrowd":2}""", "\"iscrowd\" is 2")]
    [InlineData("""{"id":1,"image_id":3,"category_id":7,"segmentation":[[1,1,3,1,3,3]],"bbox":[1]}""", "\"bbox\" is not a")]
    [InlineData("""{"id":1,"image_id":3,"category_id":7,"segmentation":[[1,1,3,1,3,3]],"area":"x"}""", "\"area\" has a string")]
    [InlineData("""{"image_id":3}""", "annotations[0]: \"id\" is missing")]
    [InlineData("7", "annotations[0]: it is a number; expected an object")]
    public void A_broken_annotation_is_refused_with_the_key(string annotation, string cause) =>
        Assert.Contains(cause, Refusal($"{Head}[{annotation}]}}").Message);

    [Theory]
    [InlineData("", "line 1 is not JSON")]
    [InlineData("{\"images\":[", "line 1 is not JSON")]
    [InlineData("[]", "it holds a list; expected an object")]
    [InlineData("{}", "\"images\" is missing")]
    [InlineData("""{"images":{},"categories":[],"annotations":[]}""", "images: it is an object; expected a list")]
    [InlineData("""{"images":[{"id":1,"file_name":"a","width":0,"height":4}],"categories":[]}""", "image 1 has the size 0x4")]
    [InlineData("""{"images":[],"categories":[{"id":1,"name":"a"},{"id":1,"name":"b"}]}""", "categories[1]: id 1 is used twice")]
    [InlineData("""{"images":[],"categories":[{"id":1,"name":null}],"annotations":[]}""", "categories[0]: \"name\" is missing")]
    public void A_file_that_is_no_data_set_is_refused_in_one_line(string content, string cause)
    {
        (string path, string message) = Refusal(content);

        Assert.StartsWith(path, message);
        Assert.Contains(cause, message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_missing_file_is_refused_with_its_name()
    {
        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => CocoReader.Read("no/such.json"));

        Assert.StartsWith("no/such.json: cannot be read", error.Message);
    }

    [Fact]
    public void Detections_come_back_and_strangers_are_refused()
    {
        CocoDataset truth = CocoSamples.Dataset();
        CocoDetection detection = new(1, 2, .5, CocoSamples.Ring);
        byte[] bytes = CocoSamples.WithFile([], path =>
        {
            CocoWriter.WriteDetections(path, [detection]);
            return File.ReadAllBytes(path);
        });

        Assert.Equal([detection], CocoSamples.WithFile(bytes, path => CocoReader.ReadDetections(path, truth)));
        byte[] foreign = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace("\"image_id\":1", "\"image_id\":9"));
        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(
            () => CocoSamples.WithFile(foreign, path => CocoReader.ReadDetections(path, truth)));
        Assert.Contains("detections[0]: \"image_id\" is 9", error.Message);
    }

    private static CocoAnnotation Single(string annotation) =>
        Assert.Single(CocoSamples.Read($"{Head}[{annotation}]}}").Annotations);

    private static (string Path, string Message) Refusal(string content) => CocoSamples.WithFile(
        Encoding.UTF8.GetBytes(content),
        path => (path, Assert.Throws<ClipSurgeryException>(() => CocoReader.Read(path)).Message));
}
