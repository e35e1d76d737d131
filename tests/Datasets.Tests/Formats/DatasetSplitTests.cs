namespace ClipSurgery.Tests;

public class DatasetSplitTests
{
    private static readonly DatasetSplit Split = DatasetSplit.Parse("80/10/10");

    [Theory]
    [InlineData("80/10")]
    [InlineData("80/10/20")]
    [InlineData("100")]
    [InlineData("80/10/5/5")]
    [InlineData("0.8/0.1/0.1")]
    [InlineData("120/-20")]
    [InlineData("")]
    public void Anything_but_shares_of_100_is_refused(string text)
    {
        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => DatasetSplit.Parse(text));

        Assert.StartsWith($"split '{text}': expected the shares of train, val and test in percent, 100 together", error.Message);
    }

    [Fact]
    public void Shares_are_kept_and_a_picture_stays_where_it_is()
    {
        string[] names = [.. Enumerable.Range(0, 2000).Select(i => $"{i:D4}.jpg")];

        Dictionary<string, int> parts = names.CountBy(Split.PartOf).ToDictionary();

        Assert.InRange(parts["train"], 1540, 1660);
        Assert.InRange(parts["val"], 160, 240);
        Assert.InRange(parts["test"], 160, 240);
        // These may never change: a data set that grows would mix what was trained with into the tests.
        Assert.Equal(
            ["val", "train", "val", "train", "train", "train"],
            ((string[])["0000.jpg", "0001.jpg", "0002.jpg", "0003.jpg", "a/b.jpg", "猫.png"]).Select(Split.PartOf));
        Assert.Equal("80/20/0", DatasetSplit.Parse("80/20").ToString());
        Assert.DoesNotContain("test", names.Select(DatasetSplit.Parse("80/20").PartOf));
    }

    [Theory]
    [InlineData("train/a.jpg", "train", "train/a.jpg")]
    [InlineData("Val/b/a.jpg", "val", "val/b/a.jpg")]
    [InlineData("valid/a.jpg", "val", "val/a.jpg")]
    [InlineData("validation/a.jpg", "val", "val/a.jpg")]
    [InlineData("test/a.jpg", "test", "test/a.jpg")]
    public void Pictures_in_a_folder_of_a_part_stay_in_it(string name, string part, string path)
    {
        Assert.Equal(part, Split.PartOf(name));
        Assert.Equal(path, Split.PathOf(name));
    }

    [Fact]
    public void Yolo_has_a_folder_for_each_part()
    {
        using TemporaryFolder pictures = new();
        using TemporaryFolder folder = new();
        pictures.Create("val");
        pictures.Write("0001.jpg", [1]);
        pictures.Write("val/1.jpg", [2]);

        new YoloFormat().Write(TwoPictures(pictures), folder.FullPath, new ExportOptions { Split = Split, CopyPictures = true }, default);

        Assert.StartsWith("train: images/train\nval: images/val\nnames:\n", File.ReadAllText(folder["data.yaml"]));
        Assert.Equal([1], File.ReadAllBytes(folder["images", "train", "0001.jpg"]));
        Assert.Null(new FileInfo(folder["images", "train", "0001.jpg"]).LinkTarget);
        Assert.Equal([2], File.ReadAllBytes(folder["images", "val", "1.jpg"]));
        Assert.StartsWith("0 ", File.ReadAllText(folder["labels", "train", "0001.txt"]));
        Assert.True(File.Exists(folder["labels", "val", "1.txt"]));
    }

    [Fact]
    public void A_part_without_pictures_is_everything_for_yolo()
    {
        using TemporaryFolder folder = new();

        new YoloFormat().Write(DatasetSamples.One("train/a.jpg"), folder.FullPath, new ExportOptions { Split = Split }, default);

        Assert.StartsWith("train: images/train\nval: images\nnames:", File.ReadAllText(folder["data.yaml"]));
    }

    [Theory]
    [InlineData("coco")]
    [InlineData("coco-polygon")]
    public void Coco_has_a_file_for_each_part_and_one_folder_of_pictures(string format)
    {
        using TemporaryFolder pictures = new();
        using TemporaryFolder folder = new();
        pictures.Create("val");
        pictures.Write("0001.jpg", [1]);
        pictures.Write("val/1.jpg", [2]);

        DatasetFormats.Find(format).Write(
            TwoPictures(pictures), folder.FullPath, new ExportOptions { Split = Split, CopyPictures = true }, default);

        Assert.False(File.Exists(folder["annotations.json"]));
        Assert.Equal((1, "0001.jpg"), Only(folder["annotations", "instances_train.json"]));
        Assert.Equal((2, "val/1.jpg"), Only(folder["annotations", "instances_val.json"]));
        Assert.Empty(CocoReader.Read(folder["annotations", "instances_test.json"]).Images);
        Assert.Equal([2], File.ReadAllBytes(folder["images", "val", "1.jpg"]));
    }

    [Fact]
    public void Voc_lists_each_part()
    {
        using TemporaryFolder pictures = new();
        using TemporaryFolder folder = new();
        LabelledDataset dataset = TwoPictures(pictures) with { PictureFolder = null };

        new VocFormat().Write(dataset, folder.FullPath, new ExportOptions { Split = Split }, default);

        Assert.Equal("0001\n", File.ReadAllText(folder["ImageSets", "Segmentation", "train.txt"]));
        Assert.Equal("val/1\n", File.ReadAllText(folder["ImageSets", "Segmentation", "val.txt"]));
        Assert.False(File.Exists(folder["ImageSets", "Segmentation", "default.txt"]));
    }

    private static (long Id, string Name) Only(string path)
    {
        CocoDataset read = CocoReader.Read(path);
        CocoImage image = Assert.Single(read.Images);
        Assert.All(read.Annotations, annotation => Assert.Equal(image.Id, annotation.ImageId));
        return (image.Id, image.FileName);
    }

    private static LabelledDataset TwoPictures(TemporaryFolder pictures)
    {
        LabelledDataset one = DatasetSamples.One("0001.jpg", DatasetSamples.Drawn("##..", "##.."));
        CocoImage second = new(2, "val/1.jpg", 4, 2);
        return one with
        {
            Images = [.. one.Images, second],
            Pictures = [.. one.Pictures, new PictureLabels(second, [])],
            PictureFolder = pictures.FullPath,
        };
    }
}
