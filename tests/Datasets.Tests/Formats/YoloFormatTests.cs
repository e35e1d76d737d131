using System.Globalization;
using CsCheck;
using YamlDotNet.RepresentationModel;

namespace ClipSurgery.Tests;

public class YoloFormatTests
{
    [Fact]
    public void Small_masks_give_exactly_these_files()
    {
        using TemporaryFolder folder = new();
        Mask square = DatasetSamples.Drawn("....", ".##.", ".##.", "....");
        Mask ring = DatasetSamples.Drawn("###.", "#.#.", "###.", "....");

        new YoloFormat().Write(DatasetSamples.One("sub/a.b.jpg", square, ring), folder.FullPath);

        Assert.Equal(
            "train: images\nval: images\nnames:\n  0: \"class 1\"\n  1: \"class 2\"\n",
            File.ReadAllText(folder["data.yaml"]));
        Assert.Equal(
            "0 0.745 0.255 0.745 0.745 0.255 0.745 0.255 0.255\n" +
            "1 0.745 0.005 0.505 0.245 0.245 0.245 0.245 0.505 0.505 0.505 0.505 0.245 0.745 0.005 0.745 0.745 0.005 0.745 0.005 0.005\n",
            File.ReadAllText(folder["labels", "sub", "a.b.txt"]));
    }

    [Fact]
    public void Every_object_comes_back_whichever_rule_fills_it() => DatasetSamples.Datasets.Sample(
        dataset =>
        {
            using TemporaryFolder folder = new();
            new YoloFormat().Write(dataset, folder.FullPath);

            Assert.Equal(dataset.Classes.Select(label => label.Name), ReadNames(folder["data.yaml"]));
            foreach (PictureLabels picture in dataset.Pictures)
            {
                (int Class, double[] Ring)[] lines = ReadLines(folder.FullPath, picture.Image);
                Assert.Equal(picture.Annotations.Select(found => (int)found.CategoryId - 1), lines.Select(line => line.Class));
                foreach ((Mask mask, double[] ring) in picture.Annotations.Zip(lines, (found, line) => (found.Mask, line.Ring)))
                {
                    Assert.InRange(PixelCentres.EvenOdd(mask.Width, mask.Height, ring).IoU(mask), 0.98, 1);
                    Assert.InRange(PixelCentres.NonZero(mask.Width, mask.Height, ring).IoU(mask), 0.98, 1);
                    Assert.InRange(Mask.FromPolygons(mask.Width, mask.Height, [ring]).IoU(mask), 0.98, 1);
                }
            }
        },
        iter: 60);

    [Fact]
    public void A_picture_without_objects_has_an_empty_file()
    {
        using TemporaryFolder folder = new();

        new YoloFormat().Write(DatasetSamples.One("a.jpg"), folder.FullPath);

        Assert.Empty(File.ReadAllBytes(folder["labels", "a.txt"]));
    }

    [Fact]
    public void A_crowd_is_left_out()
    {
        using TemporaryFolder folder = new();
        LabelledDataset dataset = DatasetSamples.One("a.jpg", DatasetSamples.Drawn("##"), DatasetSamples.Drawn("#."));
        PictureLabels picture = dataset.Pictures.Single();
        CocoAnnotation crowd = picture.Annotations[0] with { IsCrowd = true };

        new YoloFormat().Write(
            dataset with { Pictures = [picture with { Annotations = [crowd, picture.Annotations[1]] }] }, folder.FullPath);

        Assert.Equal("1 0.49 0.02 0.49 0.98 0.01 0.98 0.01 0.02\n", File.ReadAllText(folder["labels", "a.txt"]));
    }

    [Fact]
    public void Pictures_lie_under_images_as_in_their_own_folder()
    {
        using TemporaryFolder pictures = new();
        using TemporaryFolder folder = new();
        pictures.Create("tiere");
        pictures.Write("tiere/größe.jpg", [1, 2, 3]);
        LabelledDataset dataset = DatasetSamples.One("tiere/größe.jpg") with { PictureFolder = pictures.FullPath };

        new YoloFormat().Write(dataset, folder.FullPath);

        Assert.Equal([1, 2, 3], File.ReadAllBytes(folder["images", "tiere", "größe.jpg"]));
        Assert.True(File.Exists(folder["labels", "tiere", "größe.txt"]));
    }

    [Fact]
    public void Two_pictures_of_one_label_file_are_refused_by_name()
    {
        using TemporaryFolder folder = new();
        LabelledDataset dataset = DatasetSamples.One("a/b.jpg") with
        {
            Images = [new CocoImage(1, "a/b.jpg", 7, 5), new CocoImage(2, "a/b.png", 7, 5)],
        };

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => new YoloFormat().Write(dataset, folder.FullPath));

        Assert.StartsWith("a/b.jpg and a/b.png: both would have the same label file", error.Message);
        Assert.Empty(folder.Names());
    }

    [Theory]
    [InlineData("../a.jpg")]
    [InlineData("/a.jpg")]
    [InlineData("x/../../a.jpg")]
    [InlineData("x\\..\\a.jpg")]
    public void A_name_that_leads_out_of_the_folder_is_refused(string name)
    {
        using TemporaryFolder folder = new();

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(
            () => new YoloFormat().Write(DatasetSamples.One(name), folder.FullPath));

        Assert.StartsWith($"{name}: this name leads out of the picture folder", error.Message);
    }

    private static string[] ReadNames(string path)
    {
        YamlStream yaml = [];
        using StreamReader reader = new(path);
        yaml.Load(reader);
        YamlMappingNode names = (YamlMappingNode)yaml.Documents[0].RootNode["names"];
        Assert.Equal(Enumerable.Range(0, names.Children.Count).Select(i => $"{i}"), names.Children.Keys.Select(key => $"{key}"));
        return [.. names.Children.Values.Select(name => ((YamlScalarNode)name).Value!)];
    }

    /// <summary>As ultralytics/data/utils.py: from the picture's path to the label file's, then numbers between blanks.</summary>
    private static (int Class, double[] Ring)[] ReadLines(string folder, CocoImage image)
    {
        string picture = $"{folder}/images/{image.FileName}";
        int last = picture.LastIndexOf("/images/", StringComparison.Ordinal);
        string labels = $"{picture[..last]}/labels/{picture[(last + 8)..]}";
        string[] lines = File.ReadAllLines($"{labels[..labels.LastIndexOf('.')]}.txt");
        return [.. lines.Select(line =>
        {
            double[] numbers = [.. line.Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
            Assert.All(numbers[1..], number => Assert.InRange(number, 0, 1));
            Assert.True(numbers.Length >= 7 && numbers.Length % 2 == 1);
            return ((int)numbers[0], numbers[1..].Select((n, i) => n * (i % 2 == 0 ? image.Width : image.Height)).ToArray());
        })];
    }
}
