namespace ClipSurgery.Tests;

public class DatasetExportTests
{
    private static readonly LabelledDataset Sample =
        FormatSamples.Dataset([FormatSamples.Ring, FormatSamples.Parts], [], [FormatSamples.Parts]);

    public static TheoryData<string> Formats => [.. DatasetExport.Formats];

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_same_data_set_gives_the_same_bytes(string format)
    {
        using TemporaryFolder folder = new();
        string first = Export(Sample, format, folder["first"]);
        string second = Export(Sample, format, folder["second"]);
        Assert.Equal(folder["first", format], first);
        Assert.Equal(Contents(first), Contents(second));
        Assert.True(Contents(first).Count > 1);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_name_may_be_as_long_as_file_systems_allow(string format)
    {
        using TemporaryFolder folder = new();
        string name = $"{new string('n', 250)}.jpg";

        Export(DatasetSamples.One(name, FormatSamples.Parts), format, folder.FullPath);

        Assert.NotEmpty(Contents(folder[format]));
    }

    [Fact]
    public void A_target_is_its_format_in_a_folder_of_its_own_name()
    {
        using TemporaryFolder folder = new();
        string target = DatasetExport.Write(
            Sample, DatasetTarget.Find("detectron2"), folder.FullPath, new ExportOptions(), TestContext.Current.CancellationToken);
        string format = Export(Sample, "coco-polygon", folder.FullPath);
        Assert.Equal(folder["detectron2"], target);
        Assert.Equal(Contents(format), Contents(target));
    }

    [Fact]
    public void An_earlier_export_is_replaced_as_a_whole()
    {
        using TemporaryFolder folder = new();
        string path = Export(Sample, "cvat", folder.FullPath);
        File.WriteAllText(Path.Combine(path, "left over.txt"), "");

        Export(FormatSamples.Dataset([FormatSamples.Ring]), "cvat", folder.FullPath);

        Assert.Equal([AtomicFolder.Marker, "annotations.xml", "labels.json"], Contents(path).Keys);
        Assert.Contains("<size>1</size>", File.ReadAllText(Path.Combine(path, "annotations.xml")));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.FullPath));
    }

    [Fact]
    public void A_failure_half_way_leaves_the_earlier_export_and_nothing_else()
    {
        using TemporaryFolder folder = new();
        string path = Export(Sample, "labelstudio", folder.FullPath);
        SortedDictionary<string, string> before = Contents(path);
        LabelledDataset failing = Sample with { Pictures = Failing(Sample.Pictures) };

        Assert.Throws<ClipSurgeryException>(() => Export(failing, "labelstudio", folder.FullPath));

        Assert.Equal(before, Contents(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.FullPath));
    }

    [Fact]
    public void A_cancellation_half_way_leaves_the_earlier_export_and_nothing_else()
    {
        using TemporaryFolder folder = new();
        string path = Export(Sample, "coco", folder.FullPath);
        SortedDictionary<string, string> before = Contents(path);
        using CancellationTokenSource source = new();
        LabelledDataset cancelling = Sample with { Pictures = Sample.Pictures.Select(picture => Cancel(picture, source)) };

        Assert.Throws<OperationCanceledException>(
            () => DatasetExport.Write(cancelling, "coco", folder.FullPath, new ExportOptions(), source.Token));

        Assert.Equal(before, Contents(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.FullPath));
    }

    [Fact]
    public void A_folder_of_somebody_elses_files_is_never_replaced()
    {
        using TemporaryFolder folder = new();
        folder.Create("coco");
        folder.Write("coco/instances_train2017.json", [1]);

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => Export(Sample, "coco", folder.FullPath));

        Assert.Contains(folder["coco"], error.Message);
        Assert.Equal(["instances_train2017.json"], Contents(folder["coco"]).Keys);
    }

    [Fact]
    public void Pictures_that_are_linked_survive_the_export_that_linked_them()
    {
        using TemporaryFolder folder = new();
        folder.Create("pictures", "a");
        folder.Write("pictures/a/猫.png", [1, 2]);
        LabelledDataset dataset = FormatSamples.Dataset([]) with
        {
            PictureFolder = folder["pictures"],
            Images = [new CocoImage(1, "a/猫.png", 8, 6)],
        };
        Export(dataset, "fiftyone", folder["out"]);
        string path = Export(dataset, "fiftyone", folder["out"]);
        Assert.Equal([1, 2], File.ReadAllBytes(Path.Combine(path, "data", "a", "猫.png")));
        Directory.Delete(path, recursive: true);
        Assert.Equal([1, 2], File.ReadAllBytes(folder["pictures", "a", "猫.png"]));
    }

    [Fact]
    public void An_unknown_format_is_answered_with_the_known_ones()
    {
        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => Export(Sample, "pascal", "nowhere"));
        Assert.Contains("\"pascal\"", error.Message);
        Assert.All(DatasetExport.Formats, format => Assert.Contains(format, error.Message));
        Assert.False(Directory.Exists("nowhere"));
    }

    private static string Export(LabelledDataset dataset, string format, string folder) =>
        DatasetExport.Write(dataset, format, folder, new ExportOptions(), TestContext.Current.CancellationToken);

    private static IEnumerable<PictureLabels> Failing(IEnumerable<PictureLabels> pictures)
    {
        yield return pictures.First();
        throw new ClipSurgeryException("The journal is damaged.");
    }

    private static PictureLabels Cancel(PictureLabels picture, CancellationTokenSource source)
    {
        source.Cancel();
        return picture;
    }

    /// <summary>Every file below a folder and its bytes.</summary>
    private static SortedDictionary<string, string> Contents(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(folder, file), file => Convert.ToHexString(File.ReadAllBytes(file))),
        StringComparer.Ordinal);
}
