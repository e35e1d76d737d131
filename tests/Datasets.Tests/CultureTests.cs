using System.Globalization;

namespace ClipSurgery.Tests;

/// <summary>A program may run in a culture that writes numbers with a comma; files and provenance do not follow it.</summary>
public sealed class CultureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;

    public CultureTests()
    {
        CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.CurrentCulture = comma;
    }

    public void Dispose()
    {
        CultureInfo.CurrentCulture = _culture;
        _folder.Dispose();
    }

    [Fact]
    public void A_class_is_described_the_same() =>
        Assert.Equal("number 1; presence 0.25", new LabelClass { Name = "cat", Presence = 0.25 }.Describe(0));

    [Fact]
    public void Cvat_gets_scores_with_a_point()
    {
        LabelledDataset dataset =
            ReviewSample.Create(_folder.FullPath, ["cat"], ("a.png", [(0, 0.75, ReviewSample.Box(1, 1, 2, 2))]));

        new CvatFormat().Write(dataset, _folder.FullPath);

        Assert.Contains("<attribute name=\"score\">0.75</attribute>", File.ReadAllText(_folder["annotations.xml"]));
    }

    [Fact]
    public void A_polygons_texts_are_read_as_numbers_with_a_point()
    {
        string texts = BrokenCoco.Sound.Replace("[[2, 2, 6, 2, 6, 5, 2, 5]]", "[[2, 2, 6, 2, 6, \"5.5\", 2, 5]]");
        File.WriteAllText(_folder["a.json"], texts);

        CocoRepair.Write(_folder["a.json"], _folder["b.json"]);

        Assert.Contains("[[2,2,6,2,6,5.5,2,5]]", File.ReadAllText(_folder["b.json"]));
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public void Every_writer_writes_the_same_bytes(string culture)
    {
        CultureInfo.CurrentCulture = _culture;
        foreach (string name in (string[])["a.png", "-2.png"])
        {
            ReviewSample.WritePicture(_folder[name]);
        }

        WriteAll(_folder["plain"]);
        TestCultures.In(culture, () => WriteAll(_folder["other"]));

        string[] files = Files(_folder["plain"]);
        Assert.True(files.Length > 3 * DatasetExport.Formats.Count);
        Assert.Equal(files, Files(_folder["other"]));
        Assert.All(files, file => Assert.Equal(
            File.ReadAllBytes(Path.Combine(_folder["plain"], file)), File.ReadAllBytes(Path.Combine(_folder["other"], file))));
    }

    private void WriteAll(string output)
    {
        Mask ring = ReviewSample.Box(1, 1, 20, 15).Subtract(ReviewSample.Box(5, 5, 3, 3));
        LabelledDataset dataset = ReviewSample.Create(
            _folder.FullPath,
            ["cat", "Title I"],
            ("a.png", [(0, 0.75, ReviewSample.Box(1, 1, 2, 2)), (1, 0.123456, ring)]),
            ("-2.png", [(1, null, ring)]));
        foreach (string format in DatasetExport.Formats)
        {
            DatasetExport.Write(dataset, format, output, new ExportOptions());
        }

        CocoDataset coco = CocoFormat.ToCoco(dataset);
        foreach (SegmentationFormat format in Enum.GetValues<SegmentationFormat>())
        {
            CocoWriter.Write(Path.Combine(output, $"{format}.json"), coco, format);
        }

        CocoWriter.WriteDetections(Path.Combine(output, "detections.json"), [new CocoDetection(1, 1, 0.123456789, ring)]);
        ReviewPage.Write(Path.Combine(output, "review.html"), dataset);
        File.WriteAllText(Path.Combine(output, "flaws.json"), BrokenCoco.Sound.Replace("[[2, 2,", "[[2.5, \"2.25\","));
        CocoRepair.Write(Path.Combine(output, "flaws.json"), Path.Combine(output, "mended.json"));
    }

    private static string[] Files(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file))
            .Order(StringComparer.Ordinal),
    ];
}
