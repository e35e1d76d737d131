namespace ClipSurgery.Tests;

public class DatasetTargetTests
{
    [Fact]
    public void Each_target_has_the_format_that_its_importer_takes() => Assert.Equal(
        ["cvat: cvat", "labelstudio: labelstudio", "fiftyone: fiftyone", "ultralytics: yolo", "detectron2: coco-polygon"],
        DatasetTarget.All.Select(target => $"{target.Name}: {target.Format}"));

    [Fact]
    public void Each_hint_is_one_line_with_the_exports_own_paths() => Assert.All(DatasetTarget.All, target =>
    {
        string hint = target.ImportHint("/out/x", "/data/pics/");
        Assert.Contains("/out/x", hint);
        Assert.DoesNotContain('\n', hint);
        Assert.DoesNotContain("pics/\"", hint);
    });

    [Fact]
    public void Label_studios_document_root_is_the_folder_above_the_pictures()
    {
        string hint = DatasetTarget.Find("labelstudio").ImportHint("/out/x", "/data/pics");
        Assert.Contains("DOCUMENT_ROOT=\"/data\"", hint);
        Assert.Contains("\"/data/pics\" as a local source storage", hint);
    }

    [Fact]
    public void A_picture_folder_that_is_not_known_is_left_to_fill_in() =>
        Assert.Contains("\"PICTURES\"", DatasetTarget.Find("detectron2").ImportHint("/out/x", null));

    [Fact]
    public void An_unknown_target_is_answered_with_the_known_ones()
    {
        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => DatasetTarget.Find("roboflow"));
        Assert.All(DatasetTarget.All, target => Assert.Contains(target.Name, error.Message));
    }
}
