using System.Diagnostics;

namespace ClipSurgery.Tests;

/// <summary>A second run into a folder with results adds to them, picture by picture, and loses none.</summary>
public sealed class SegmentAgainTests : IDisposable
{
    private readonly ToolProcess _tool = new();

    public SegmentAgainTests()
    {
        _tool.Add("square.png", "square.png");
        _tool.Add("wide.png", "wide.png");
        Segment("square.png", "--text", "person", "--text", "tiger");
    }

    public void Dispose() => _tool.Dispose();

    private string CocoFile => _tool["out", "annotations.json"];

    private string[] Masks => [.. Directory.GetFiles(_tool["out", "masks"]).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Fact]
    public void Another_picture_and_label_join_those_that_are_there()
    {
        CocoDataset before = CocoReader.Read(CocoFile);

        ToolRun run = Segment("wide.png", "--text", "bee", "--text", "tiger");

        Assert.Contains("note: out had results: 1 picture kept, 0 pictures replaced.", run.Errors);
        CocoDataset after = CocoReader.Read(CocoFile);
        Assert.Equal([new CocoImage(1, "square.png", 384, 384), new CocoImage(2, "wide.png", 384, 240)], after.Images);
        Assert.Equal([new CocoCategory(1, "person"), new CocoCategory(2, "tiger"), new CocoCategory(3, "bee")], after.Categories);
        Assert.Equal(
            [(1L, 1, 1), (2, 1, 2), (3, 2, 3), (4, 2, 2)],
            after.Annotations.Select(found => (found.Id, found.ImageId, found.CategoryId)));
        Assert.Equal(
            before.Annotations.Select(found => (found.Id, found.Mask, found.Score, found.Prompt)),
            after.Annotations.Take(2).Select(found => (found.Id, found.Mask, found.Score, found.Prompt)));
        Assert.Equal(before.Annotations.First().ScoreParts, after.Annotations.First().ScoreParts);
        Assert.Equal(["square-1-person.png", "square-2-tiger.png", "wide-1-bee.png", "wide-2-tiger.png"], Masks);
    }

    [Fact]
    public void A_picture_that_is_segmented_again_replaces_its_own_results()
    {
        Segment("wide.png", "--text", "bee");

        ToolRun run = Segment("square.png", "--text", "tiger");

        Assert.Contains("note: out had results: 1 picture kept, 1 picture replaced.", run.Errors);
        CocoDataset after = CocoReader.Read(CocoFile);
        Assert.Equal([(1, "square.png"), (2, "wide.png")], after.Images.Select(image => (image.Id, image.FileName)));
        string[] labels = [.. after.Annotations.Select(found => $"{found.ImageId} {after.Categories[(int)found.CategoryId - 1].Name}")];
        Assert.Equal(["2 bee", "1 tiger"], labels);
        Assert.Equal(["square-1-tiger.png", "wide-1-bee.png"], Masks);
    }

    [Fact]
    public void Candidates_are_replaced_with_their_masks()
    {
        Segment("wide.png", "--text", "bee", "--candidates");
        int count = Directory.GetFiles(_tool["out", "candidates"], "wide-1-bee-*").Length;

        Segment("wide.png", "--text", "tiger");

        Assert.NotEqual(0, count);
        Assert.Empty(Directory.GetFiles(_tool["out", "candidates"], "wide-1-bee-*"));
    }

    [Fact]
    public void The_same_run_gives_the_same_bytes_again()
    {
        (string, byte[])[] before = [.. _tool.Files("out")];

        Segment("square.png", "--text", "person", "--text", "tiger");

        Assert.Equal(before, _tool.Files("out"));
    }

    [Fact]
    public void A_run_in_which_every_picture_fails_takes_nothing_away()
    {
        byte[] before = File.ReadAllBytes(CocoFile);
        File.WriteAllText(_tool["square.png"], "not a picture");

        ToolRun run = Segment("square.png", "missing.png", "--text", "person", "--text", "tiger");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(before, File.ReadAllBytes(CocoFile));
        Assert.Equal(["square-1-person.png", "square-2-tiger.png"], Masks);
    }

    [Fact]
    public void A_picture_that_differs_from_an_earlier_one_in_its_extension_has_names_of_its_own()
    {
        RgbImage picture = ImageFile.Read(_tool["wide.png"]).Image;
        PngFile.WriteRgb(_tool["other", "square.png"], picture);
        File.Move(_tool["other", "square.png"], _tool["square.bmp"]);

        Segment("square.bmp", "--text", "tiger");

        Assert.Equal(["square-1-person.png", "square-2-tiger.png", "square.bmp-1-tiger.png"], Masks);
    }

    [Theory]
    [InlineData("the old one")]
    [InlineData("""{"images":[],"categories":[],"annotations":[]}""")]
    public void A_file_that_segment_did_not_write_is_not_overwritten(string content)
    {
        File.WriteAllText(CocoFile, content);

        ToolRun run = Segment("wide.png", "--text", "bee");

        Assert.Equal(2, run.ExitCode);
        Assert.Equal(
            $"error: {Path.Combine("out", "annotations.json")}: is not what 'segment' wrote, and would be lost; give another --output.",
            Assert.Single(run.ErrorLines));
        Assert.Equal(content, File.ReadAllText(CocoFile));
    }

    [Fact]
    public void What_is_done_when_a_run_is_interrupted_joins_what_was_there()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGINT is sent with kill.");
        string[] pictures = [.. Enumerable.Range(0, 200).Select(i => $"p{i}.png")];
        Array.ForEach(pictures, picture => _tool.Add("square.png", picture));
        using Process process = _tool.Start(["segment", .. pictures, "--text", "tiger"]);
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        SpinWait.SpinUntil(() => File.Exists(_tool["out", "overlays", "p3.png"]) || process.HasExited, TimeSpan.FromSeconds(60));

        using Process kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        kill.WaitForExit();
        process.WaitForExit();

        Assert.Equal(130, process.ExitCode);
        CocoDataset coco = CocoReader.Read(CocoFile);
        Assert.Equal(["square.png", "p0.png", "p1.png"], coco.Images.Take(3).Select(image => image.FileName));
        Assert.InRange(coco.Images.Count, 3, 199);
        Assert.Equal(2, coco.Annotations.Count(found => found.ImageId == 1));
    }

    private ToolRun Segment(params string[] arguments) =>
        _tool.Call(["segment", .. arguments, "--no-presence", "--instances", "one"]);
}
