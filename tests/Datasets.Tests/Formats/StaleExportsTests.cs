namespace ClipSurgery.Tests;

public class StaleExportsTests
{
    private static readonly LabelledDataset Sample =
        FormatSamples.Dataset([FormatSamples.Ring, FormatSamples.Parts], [FormatSamples.Parts]);

    [Fact]
    public void Exports_of_other_labels_are_marked_until_they_are_written_again()
    {
        using TemporaryFolder folder = new();
        folder.Create("own files");
        Export("cvat", Sample);
        Export("coco", Sample);
        LabelledDataset less = Sample with
        {
            Pictures = [.. Sample.Pictures.Select(picture => picture with { Annotations = [.. picture.Annotations.Skip(1)] })],
        };

        Assert.Empty(StaleExports.Mark(folder.FullPath, DatasetFingerprint.Of(Sample)));
        Export("coco", less);
        Assert.Equal(["cvat"], StaleExports.Mark(folder.FullPath, DatasetFingerprint.Of(less)));
        Assert.True(File.Exists(folder["cvat", StaleExports.FileName]));
        Assert.False(File.Exists(folder["coco", StaleExports.FileName]));
        Assert.False(File.Exists(folder["own files", StaleExports.FileName]));
        Assert.Equal(["coco"], StaleExports.Mark(folder.FullPath, DatasetFingerprint.Of(Sample)));
        Assert.False(File.Exists(folder["cvat", StaleExports.FileName]));

        void Export(string format, LabelledDataset dataset) =>
            DatasetExport.Write(dataset, format, folder.FullPath, new ExportOptions(), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_fingerprint_is_of_everything_that_formats_hold()
    {
        CocoAnnotation first = Sample.Pictures.First().Annotations[0];
        CocoImage image = Sample.Images[0];
        LabelledDataset[] others =
        [
            With(first with { CategoryId = 3 - first.CategoryId }),
            With(first with { Score = 0.5 }),
            With(first with { IsCrowd = true }),
            With(first with { Prompt = "kitten" }),
            With(first with { Mask = FormatSamples.Parts }),
            Sample with { Classes = [.. Sample.Classes.Reverse()] },
            Sample with { Pictures = Sample.Pictures.Select(picture => picture with { Image = image with { FileName = "other.jpg" } }) },
        ];

        string[] fingerprints = [.. others.Append(Sample).Select(DatasetFingerprint.Of)];

        Assert.Equal(fingerprints.Length, fingerprints.Distinct().Count());
        Assert.Equal(DatasetFingerprint.Of(Sample), DatasetFingerprint.Of(With(first)));

        LabelledDataset With(CocoAnnotation annotation) => Sample with
        {
            Pictures =
            [
                .. Sample.Pictures.Select((picture, i) =>
                    i == 0 ? picture with { Annotations = [annotation, .. picture.Annotations.Skip(1)] } : picture),
            ],
        };
    }
}
