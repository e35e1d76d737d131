namespace ClipSurgery.Tests;

/// <summary>What can be known before a picture is labelled is told then, and all of it.</summary>
public class FormatProblemsTests
{
    private static readonly LabelClass[] Cat = [new LabelClass { Name = "cat" }];

    [Fact]
    public void Voc_tells_everything_at_once()
    {
        LabelClass[] classes = [new LabelClass { Name = "x: y" }, new LabelClass { Name = "#hash" }, .. Cat];

        IReadOnlyList<string> problems =
            DatasetExport.Problems("voc", classes, ["a.jpg", "a.png", " b.jpg", "c.jpg"], new ExportOptions(), "nowhere");

        Assert.Equal(4, problems.Count);
        Assert.StartsWith("The class \"x: y\" cannot be written to VOC's labelmap.txt", problems[0]);
        Assert.StartsWith("The class \"#hash\" cannot be written to VOC's labelmap.txt", problems[1]);
        Assert.StartsWith(" b.jpg: VOC lists pictures line by line", problems[2]);
        Assert.StartsWith("a.jpg and a.png: both would have the same label file", problems[3]);
    }

    [Theory]
    [InlineData("yolo")]
    [InlineData("labelme")]
    [InlineData("voc")]
    [InlineData("panoptic")]
    public void Names_that_differ_by_case_share_a_label_file_on_windows_and_macos(string format)
    {
        Assert.StartsWith(
            "x/a.JPG and x/A.png: both would have the same label file",
            Assert.Single(DatasetExport.Problems(format, Cat, ["x/a.JPG", "x/A.png", "y/a.JPG"], new ExportOptions(), "nowhere")));
    }

    [Theory]
    [InlineData("coco")]
    [InlineData("coco-polygon")]
    [InlineData("fiftyone")]
    [InlineData("cvat")]
    [InlineData("labelstudio")]
    public void Formats_that_name_pictures_in_full_take_them(string format) =>
        Assert.Empty(DatasetExport.Problems(format, Cat, ["a.jpg", "a.png", "A.png"], new ExportOptions(), "nowhere"));

    [Theory]
    [InlineData("cvat")]
    [InlineData("cvat-polygon")]
    [InlineData("labelstudio")]
    [InlineData("voc")]
    public void A_class_that_xml_cannot_hold_is_told(string format)
    {
        LabelClass[] bell = [new LabelClass { Name = "bell\u0007" }];

        Assert.Contains("\"bell \"", Assert.Single(DatasetExport.Problems(format, bell, ["a.jpg"], new ExportOptions(), "nowhere")));
    }

    [Fact]
    public void Parts_can_bring_two_pictures_together()
    {
        ExportOptions options = new() { Split = DatasetSplit.Parse("100/0/0") };

        Assert.StartsWith(
            "a.jpg and train/a.jpg: both would have the same label file",
            Assert.Single(DatasetExport.Problems("yolo", Cat, ["a.jpg", "train/a.jpg"], options, "nowhere")));
    }

    [Fact]
    public void A_folder_with_files_from_elsewhere_is_told()
    {
        using TemporaryFolder folder = new();
        folder.Create("yolo");
        folder.Write("yolo/mine.txt", [1]);

        Assert.Contains(
            "holds files that are not an earlier export",
            Assert.Single(DatasetExport.Problems("yolo", Cat, ["a.jpg"], new ExportOptions(), folder["yolo"])));
    }
}
