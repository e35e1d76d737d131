using CsCheck;

namespace ClipSurgery.Tests;

public class CocoFormatTests
{
    [Theory]
    [InlineData("coco", "annotations.json")]
    [InlineData("fiftyone", "labels.json")]
    public void Masks_come_back_exactly(string name, string file) => FormatSamples.Datasets.Sample(
        dataset => FormatSamples.WithWritten(DatasetFormats.Find(name), dataset, folder =>
        {
            CocoDataset read = CocoReader.Read(folder[file]);
            Assert.Equal(dataset.Images, read.Images);
            Assert.Equal(dataset.Categories, read.Categories);
            Assert.Equal(Annotations(dataset).Select(Identity), read.Annotations.Select(Identity));
        }),
        iter: 100);

    [Fact]
    public void Polygons_for_all_fill_holes_and_change_nothing_else() => FormatSamples.Datasets.Sample(
        dataset => FormatSamples.WithWritten(DatasetFormats.Find("coco-polygon"), dataset, folder =>
        {
            Assert.DoesNotContain("\"counts\"", File.ReadAllText(folder["annotations.json"]));
            IEnumerable<CocoAnnotation> annotations = CocoReader.Read(folder["annotations.json"]).Annotations;
            foreach ((CocoAnnotation written, CocoAnnotation read) in Annotations(dataset).Zip(annotations))
            {
                Assert.Equal(0, written.Mask.Subtract(read.Mask).Area);
                Assert.Equal(written.Mask.HasHoles, read.Mask.Area > written.Mask.Area);
            }
        }),
        iter: 100);

    [Fact]
    public void Fiftyone_gets_run_lengths_and_the_pictures_under_data()
    {
        using TemporaryFolder pictures = new();
        foreach (string name in FormatSamples.PictureNames[..2])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(pictures[name])!);
            File.WriteAllText(pictures[name], name);
        }

        LabelledDataset dataset = FormatSamples.Dataset([FormatSamples.Parts], []) with { PictureFolder = pictures.FullPath };
        FormatSamples.WithWritten(DatasetFormats.Find("fiftyone"), dataset, folder =>
        {
            Assert.Contains("\"counts\"", File.ReadAllText(folder["labels.json"]));
            Assert.All(FormatSamples.PictureNames[..2], name => Assert.Equal(name, File.ReadAllText(folder["data", name])));
        });
    }

    private static IEnumerable<CocoAnnotation> Annotations(LabelledDataset dataset) =>
        dataset.Pictures.SelectMany(picture => picture.Annotations);

    private static (long Id, long Image, long Category, Mask Mask) Identity(CocoAnnotation annotation) =>
        (annotation.Id, annotation.ImageId, annotation.CategoryId, annotation.Mask);
}
