using System.Xml.Linq;
using CsCheck;

namespace ClipSurgery.Tests;

public class VocFormatTests
{
    [Fact]
    public void A_small_data_set_gives_exactly_these_indices_and_lists()
    {
        using TemporaryFolder folder = new();
        LabelledDataset dataset = DatasetSamples.One(
            "sub/größe.jpg", DatasetSamples.Drawn(".##.", "...."), DatasetSamples.Drawn("##..", "#..."));

        new VocFormat().Write(dataset, folder.FullPath);

        Assert.Equal(
            "# label:color_rgb:parts:actions\nbackground:0,0,0::\nclass 1:128,0,0::\nclass 2:0,128,0::\n",
            File.ReadAllText(folder["labelmap.txt"]));
        Assert.Equal("sub/größe\n", File.ReadAllText(folder["ImageSets", "Segmentation", "default.txt"]));
        (int width, int height, byte[] indices, byte[] palette) =
            TestPng.ReadIndexed(folder["SegmentationClass", "sub", "größe.png"]);
        Assert.Equal((4, 2), (width, height));
        Assert.Equal([2, 1, 1, 0, 2, 0, 0, 0], indices);
        Assert.Equal([0, 0, 0, 128, 0, 0, 0, 128, 0, 128, 128, 0, 0, 0, 128], palette[..15]);
        // The last colours of the devkit's table; 255 is its void.
        Assert.Equal([224, 224, 192], palette[^3..]);
    }

    [Fact]
    public void Another_decoder_sees_the_colours_of_the_label_map()
    {
        using TemporaryFolder folder = new();
        LabelledDataset dataset = DatasetSamples.One("a.jpg", DatasetSamples.Drawn("#."), DatasetSamples.Drawn(".#"));

        new VocFormat().Write(dataset, folder.FullPath);

        Assert.Equal([128, 0, 0, 0, 128, 0], ImageFile.Read(folder["SegmentationClass", "a.png"]).Image.Pixels.ToArray());
    }

    [Fact]
    public void Every_pixel_comes_back_and_the_surer_object_has_those_of_two() => DatasetSamples.Datasets.Sample(
        dataset =>
        {
            using TemporaryFolder folder = new();
            new VocFormat().Write(dataset, folder.FullPath);

            string[] stems = File.ReadAllLines(folder["ImageSets", "Segmentation", "default.txt"]);
            foreach ((PictureLabels picture, string stem) in dataset.Pictures.Zip(stems))
            {
                byte[] classes = TestPng.ReadIndexed(folder["SegmentationClass", $"{stem}.png"]).Indices;
                (int width, int height, byte[] objects, _) = TestPng.ReadIndexed(folder["SegmentationObject", $"{stem}.png"]);
                CocoAnnotation?[] owners = SurestOwners(picture);
                Assert.Equal((picture.Image.Width, picture.Image.Height), (width, height));
                Assert.Equal(owners.Select(owner => (byte)(owner?.CategoryId ?? 0)), classes);
                CocoAnnotation[] visible = [.. owners.OfType<CocoAnnotation>().Distinct().OrderBy(owner => owner.Id)];
                Assert.Equal(owners.Select(owner => (byte)(Array.IndexOf(visible, owner) + 1)), objects);
            }
        },
        iter: 60);

    [Fact]
    public void A_picture_of_255_objects_is_refused_with_both_numbers()
    {
        using TemporaryFolder folder = new();
        Mask[] masks = [.. Enumerable.Range(0, 255).Select(place => Mask.FromCounts(255, 1, [place, 1, 254 - place]))];
        LabelledDataset dataset = DatasetSamples.One("sub/a.jpg", masks) with { Classes = [new LabelClass { Name = "cat" }] };

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => new VocFormat().Write(dataset, folder.FullPath));

        Assert.StartsWith("sub/a.jpg: this picture has 255 objects; a VOC mask tells 254 apart.", error.Message);
    }

    [Fact]
    public void A_data_set_of_255_classes_is_refused_with_both_numbers()
    {
        using TemporaryFolder folder = new();
        LabelledDataset dataset = DatasetSamples.One("a.jpg") with
        {
            Classes = [.. Enumerable.Range(0, 255).Select(i => new LabelClass { Name = $"class {i}" })],
        };

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => new VocFormat().Write(dataset, folder.FullPath));

        Assert.StartsWith("The data set has 255 classes; a VOC mask tells 254 apart.", error.Message);
    }

    [Theory]
    [InlineData("a:b")]
    [InlineData("#a")]
    [InlineData(" a")]
    [InlineData("a\nb")]
    [InlineData("background")]
    public void A_class_that_the_label_map_cannot_hold_is_refused(string name)
    {
        using TemporaryFolder folder = new();
        LabelledDataset dataset = DatasetSamples.One("a.jpg") with { Classes = [new LabelClass { Name = name }] };

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => new VocFormat().Write(dataset, folder.FullPath));

        Assert.Contains("cannot be written to VOC's labelmap.txt", error.Message);
    }

    [Fact]
    public void Boxes_count_pixels_from_1_and_pictures_lie_beside_them()
    {
        using TemporaryFolder pictures = new();
        using TemporaryFolder folder = new();
        pictures.Create("sub");
        pictures.Write("sub/größe.jpg", [1, 2, 3]);
        LabelledDataset dataset = DatasetSamples.One(
            "sub/größe.jpg", DatasetSamples.Drawn("......", ".##...", "......"), DatasetSamples.Drawn("....##", "......", "......"));

        new VocFormat().Write(dataset with { PictureFolder = pictures.FullPath }, folder.FullPath);

        Assert.Equal([1, 2, 3], File.ReadAllBytes(folder["JPEGImages", "sub", "größe.jpg"]));
        XElement annotation = XElement.Load(folder["Annotations", "sub", "größe.xml"]);
        Assert.Equal(["6", "3", "3"], annotation.Element("size")!.Elements().Select(element => element.Value));
        Assert.Equal(
            ["class 1 Unspecified 0 0 2 2 3 2", "class 2 Unspecified 1 0 5 1 6 1"],
            annotation.Elements("object").Select(
                found => string.Join(' ', found.Descendants().Where(part => !part.HasElements).Select(part => part.Value))));
    }

    [Fact]
    public void All_overfull_pictures_are_named()
    {
        using TemporaryFolder folder = new();
        Mask[] masks = [.. Enumerable.Range(0, 255).Select(place => Mask.FromCounts(255, 1, [place, 1, 254 - place]))];
        LabelledDataset one = DatasetSamples.One("a.jpg", masks) with { Classes = [new LabelClass { Name = "cat" }] };
        PictureLabels first = one.Pictures.Single();
        PictureLabels second = first with { Image = first.Image with { Id = 2, FileName = "b.jpg" } };

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(
            () => new VocFormat().Write(one with { Images = [first.Image, second.Image], Pictures = [first, second] }, folder.FullPath));

        Assert.Contains("a.jpg: this picture has 255 objects", error.Message);
        Assert.Contains("b.jpg: this picture has 255 objects", error.Message);
    }

    /// <summary>For each pixel the annotation of the highest score; the samples have no equal ones.</summary>
    private static CocoAnnotation?[] SurestOwners(PictureLabels picture)
    {
        CocoAnnotation?[] owners = new CocoAnnotation?[picture.Image.Width * picture.Image.Height];
        foreach (CocoAnnotation annotation in picture.Annotations)
        {
            byte[] bitmap = annotation.Mask.ToBitmap();
            for (int i = 0; i < bitmap.Length; i++)
            {
                owners[i] = bitmap[i] != 0 && !(owners[i]?.Score > annotation.Score) ? annotation : owners[i];
            }
        }

        return owners;
    }
}
