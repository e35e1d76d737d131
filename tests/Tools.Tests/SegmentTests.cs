using System.Diagnostics;
using System.Text.Json;

namespace ClipSurgery.Tests;

public sealed class SegmentTests : IDisposable
{
    private readonly ToolProcess _tool = new();

    public SegmentTests()
    {
        _tool.Add("square.png", "square.png");
        _tool.Add("wide.png", "wide.png");
    }

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void Pictures_and_texts_become_masks_overlays_and_a_coco_file()
    {
        string[] papersWay = ["--instances", "one", "--no-presence"];

        ToolRun run = _tool.Run(
            ["segment", "square.png", "wide.png", "--text", "person", "--text", "tiger", "--output", "out", .. papersWay]);

        Assert.Equal((0, ""), (run.ExitCode, run.Output));
        Assert.Contains("2 pictures, 4 instances, 0 failed", run.Errors);
        CocoDataset coco = CocoReader.Read(_tool["out", "annotations.json"]);
        Assert.Equal([new CocoImage(1, "square.png", 384, 384), new CocoImage(2, "wide.png", 384, 240)], coco.Images);
        Assert.Equal(["person", "tiger"], coco.Categories.Select(category => category.Name));
        CocoAnnotation[] annotations = [.. coco.Annotations];
        Assert.Equal([1L, 2, 3, 4], annotations.Select(annotation => annotation.Id));
        Assert.All(annotations, annotation => Assert.InRange(annotation.Score!.Value, 0, 1));
        RgbImage mask = ImageFile.Read(_tool["out", "masks", "square-2-tiger.png"]).Image;
        Assert.Equal(annotations[1].Mask.Area, mask.Pixels.ToArray().Chunk(3).Count(pixel => pixel[0] == 255));
        Assert.Equal((384, 240), (ImageFile.Read(_tool["out", "overlays", "wide.png"]).Image.Width, ImageFile.Read(_tool["out", "overlays", "wide.png"]).Image.Height));
    }

    [Fact]
    public void The_mask_is_on_the_object()
    {
        // The person's face in the reference picture lies around (235, 315): golden/sam/expected.json.
        _tool.Call("segment", "square.png", "--text", "person", "--context", "none", "--no-presence");

        Mask mask = CocoReader.Read(_tool["out", "annotations.json"]).Annotations.First().Mask;

        Assert.Equal(1, mask.ToBitmap()[315 * 384 + 235]);
    }

    /// <summary>ONNX Runtime's telemetry writes an identifier and a queue of events there, except where CI is set.</summary>
    [Fact]
    public void Nothing_is_told_to_the_makers_of_the_runtime()
    {
        string home = Directory.CreateDirectory(_tool["home"]).FullName;
        _tool.Environment["HOME"] = home;
        _tool.Environment["XDG_CACHE_HOME"] = Path.Combine(home, ".cache");
        _tool.Environment["CI"] = "";

        _tool.Run("segment", "square.png", "--text", "tiger", "--no-presence", "--instances", "one");

        Assert.NotEmpty(_tool.Files("out"));
        Assert.DoesNotContain(_tool.Files("home"), file => file.Name.Contains("onnxruntime", StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_input_gives_the_same_bytes_whatever_the_threads()
    {
        _tool.Call("segment", "square.png", "wide.png", "--text", "tiger", "--output", "a", "--threads", "1");
        _tool.Call("segment", "square.png", "wide.png", "--text", "tiger", "--output", "b", "--threads", "2");

        Assert.Equal(_tool.Files("a").Select(file => file.Name), _tool.Files("b").Select(file => file.Name));
        Assert.All(_tool.Files("a").Zip(_tool.Files("b")), pair => Assert.Equal(pair.First.Content, pair.Second.Content));
    }

    [Fact]
    public void Json_is_one_line_a_picture_failures_included()
    {
        ToolRun run = _tool.Run("segment", "square.png", "missing.png", "--text", "tiger", "--json");

        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(2, lines.Length);
        JsonElement instance = JsonDocument.Parse(lines[0]).RootElement.GetProperty("instances")[0];
        Mask mask = Mask.FromCompressed(384, 384, instance.GetProperty("segmentation").GetProperty("counts").GetString()!);
        Assert.Equal(("tiger", mask.Area), (instance.GetProperty("label").GetString(), instance.GetProperty("area").GetInt64()));
        Assert.Contains("no such file", JsonDocument.Parse(lines[1]).RootElement.GetProperty("error").GetString());
    }

    [Fact]
    public void Prompts_by_hand_need_no_text()
    {
        ToolRun run = _tool.Call("segment", "square.png", "--point", "235,315", "--negative-point", "10,10", "--candidates");

        Assert.Equal(0, run.ExitCode);
        CocoDataset coco = CocoReader.Read(_tool["out", "annotations.json"]);
        Assert.Equal("object", Assert.Single(coco.Categories).Name);
        Assert.Equal(1, Assert.Single(coco.Annotations).Mask.ToBitmap()[315 * 384 + 235]);
        Assert.Equal(3, Directory.EnumerateFiles(_tool["out", "candidates"]).Count());
        Assert.Single(Directory.EnumerateFiles(_tool["out", "candidates"], "*-chosen.png"));
    }

    [Fact]
    public void A_box_by_hand_holds_the_mask()
    {
        _tool.Call("segment", "square.png", "--box", "195,270,80,80");

        BoxXywh box = CocoReader.Read(_tool["out", "annotations.json"]).Annotations.Single().Mask.Bounds;

        Assert.True(box is { X: > 170, Y: > 250, Right: < 300, Bottom: < 370 }, $"{box}");
    }

    [Fact]
    public void Each_box_gives_a_mask()
    {
        _tool.Call("segment", "square.png", "--box", "195,270,80,80", "--box", "20,20,100,100");

        Assert.Equal(2, CocoReader.Read(_tool["out", "annotations.json"]).Annotations.Count());
    }

    [Fact]
    public void Points_belong_to_the_text_before_them()
    {
        // The person's face lies around (235, 315), and no bee is there.
        ToolRun run = _tool.Call("segment", "square.png", "--text", "person", "--negative-point=235,315", "-t", " bee ", "--point", "235,315");

        Assert.Equal(0, run.ExitCode);
        CocoDataset coco = CocoReader.Read(_tool["out", "annotations.json"]);
        CocoAnnotation[] here = [.. coco.Annotations.Where(found => found.Mask.Contains(235, 315))];
        Assert.Equal("bee", coco.Categories[(int)Assert.Single(here).CategoryId - 1].Name);
        Assert.Equal(1, here[0].ScoreParts["presence"]);
    }

    [Fact]
    public void A_text_that_comes_again_in_another_way_is_the_same_text()
    {
        ToolRun run = _tool.Call("segment", "square.png", "-t", "big  bee", "-t", "person", "-t", "Big bee", "--point", "235,315");

        Assert.Equal(0, run.ExitCode);
        CocoDataset coco = CocoReader.Read(_tool["out", "annotations.json"]);
        CocoAnnotation found = coco.Annotations.First(one => one.ScoreParts.GetValueOrDefault("presence") == 1);
        Assert.Equal("big  bee", coco.Categories[(int)found.CategoryId - 1].Name);
    }

    [Theory]
    [InlineData("--point 5,5: which text is meant? Put it behind one, as in --text cat --point 5,5.",
        "--point", "5,5", "--text", "cat", "--text", "dog")]
    [InlineData("Negative points alone ask for nothing: give a text, a positive point or a box too.", "--negative-point", "5,5")]
    [InlineData("The point 50,5 lies in no box of object.", "--box", "0,0,20,20", "--point", "50,5")]
    [InlineData("cat has 2 boxes, but is to give one mask.", "--text", "cat", "--box", "0,0,9,9", "--box", "9,9,9,9", "--instances", "one")]
    [InlineData("nothing to look for is given; add --text cat, --point X,Y, --box X,Y,WIDTH,HEIGHT or --example FILE:X,Y,WIDTH,HEIGHT.")]
    public void Prompts_by_hand_that_make_no_sense_are_refused(string expected, params string[] arguments)
    {
        ToolRun run = _tool.Call(["segment", "square.png", .. arguments]);

        Assert.Equal(2, run.ExitCode);
        Assert.Equal($"error: {expected}", Assert.Single(run.ErrorLines));
    }

    [Theory]
    [InlineData("--point", "500,10", "Point 500,10 lies outside the picture of 384x384 pixels")]
    [InlineData("--box", "300,300,100,100", "does not lie inside the picture of 384x384 pixels")]
    public void A_prompt_outside_the_picture_fails_the_picture(string option, string value, string expected)
    {
        ToolRun run = _tool.Call("segment", "square.png", option, value);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(expected, Assert.Single(run.ErrorLines));
    }

    [Theory]
    [InlineData("rle", JsonValueKind.Object)]
    [InlineData("polygon", JsonValueKind.Array)]
    public void Masks_are_written_as_asked(string format, JsonValueKind kind)
    {
        _tool.Call("segment", "square.png", "--text", "tiger", "--segmentation", format);

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(_tool["out", "annotations.json"]));
        Assert.Equal(kind, json.RootElement.GetProperty("annotations")[0].GetProperty("segmentation").ValueKind);
    }

    [Fact]
    public void Bad_pictures_are_told_and_the_others_still_run()
    {
        byte[] good = File.ReadAllBytes(_tool["square.png"]);
        File.WriteAllBytes(_tool["empty.png"], []);
        File.WriteAllText(_tool["text.png"], "not a picture");
        File.WriteAllBytes(_tool["cut.png"], good[..(good.Length / 2)]);

        ToolRun run = _tool.Call("segment", "missing.png", "empty.png", "text.png", "cut.png", "square.png", "--text", "tiger");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(4, run.ErrorLines.Length);
        Assert.Collection(
            run.ErrorLines,
            line => Assert.Contains("missing.png: no such file", line),
            line => Assert.Contains("empty.png: the file is empty (0 bytes)", line),
            line => Assert.Contains("text.png: this is not an image that can be", line),
            line => Assert.Contains("cut.png: the PNG data is damaged, cut short", line));
        Assert.Equal("square.png", Assert.Single(CocoReader.Read(_tool["out", "annotations.json"]).Images).FileName);
    }

    [Fact]
    public void Pictures_of_one_name_in_two_folders_keep_apart()
    {
        Directory.CreateDirectory(_tool["a"]);
        Directory.CreateDirectory(_tool["b"]);
        _tool.Add("square.png", Path.Combine("a", "x.png"));
        _tool.Add("wide.png", Path.Combine("b", "x.png"));

        _tool.Call("segment", "a/x.png", "b/x.png", "--text", "tiger");

        Assert.Equal(["a/x.png", "b/x.png"], CocoReader.Read(_tool["out", "annotations.json"]).Images.Select(image => image.FileName));
        Assert.True(File.Exists(_tool["out", "overlays", "a", "x.png"]));
        Assert.True(File.Exists(_tool["out", "overlays", "b", "x.png"]));
    }

    [Fact]
    public void Pictures_that_share_only_the_root_are_named_from_there()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A Windows path begins with a drive.");
        string elsewhere = TestData.Golden("demo", "wide.png");

        _tool.Call("segment", "square.png", elsewhere, "--text", "tiger");

        string[] names = [.. CocoReader.Read(_tool["out", "annotations.json"]).Images.Select(image => image.FileName)];
        Assert.EndsWith(names[1], elsewhere);
        Assert.All(names, name => Assert.False(name.StartsWith('/') || name.Contains("..")));
    }

    [Theory]
    [InlineData("-INT", 130)]
    [InlineData("-TERM", 75)]
    public async Task Interrupting_leaves_nothing_half_written(string signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        string[] pictures = [.. Enumerable.Range(0, 400).Select(i => $"p{i}.png")];
        Array.ForEach(pictures, picture => _tool.Add("square.png", picture));
        using Process process = _tool.Start(["segment", .. pictures, "--text", "tiger"]);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        SpinWait.SpinUntil(() => File.Exists(_tool["out", "overlays", "p3.png"]) || process.HasExited, TimeSpan.FromSeconds(60));

        using Process kill = Process.Start("kill", [signal, $"{process.Id}"]);
        kill.WaitForExit();
        process.WaitForExit();

        Assert.Equal(exitCode, process.ExitCode);
        Assert.Contains("cancelled", await errors);
        Assert.Empty(Directory.EnumerateFiles(_tool["out"], "*.tmp", SearchOption.AllDirectories));
        Assert.InRange(CocoReader.Read(_tool["out", "annotations.json"]).Images.Count, 1, 399);
        Assert.All(Directory.EnumerateFiles(_tool["out", "masks"]), mask => Assert.Equal(384, ImageFile.Read(mask).Image.Width));
    }
}
