using System.Text.Json.Nodes;

namespace ClipSurgery.Tests;

/// <summary><c>adapt</c>, and what other commands make of its file and of examples.</summary>
public sealed class AdaptTests : IDisposable
{
    private readonly ToolProcess _tool = new();

    public AdaptTests()
    {
        _tool.AddScenes(12);
        _tool.WriteCoco();
    }

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void What_was_learned_is_taken_by_label_and_written_down()
    {
        ToolRun adapt = _tool.Call("adapt", "boxes.json", "--images", "pictures", "--output", "parts.safetensors");
        ToolRun label = _tool.Call(["label", "pictures", "--output", "out", .. PictureSet.Texts, "--adapt", "parts.safetensors"]);

        Assert.Equal((0, 0), (adapt.ExitCode, label.ExitCode));
        Assert.Matches(@"\d+ classes from \d+ objects in 12 pictures: \d+ stay with their texts, \d+ are mixed, \d+ go by their examples alone -> parts.safetensors", adapt.Errors);
        Assert.Contains("with a single example: ", adapt.Errors);
        Adaptation learned = AdaptationFile.Read(_tool["parts.safetensors"]);
        Assert.Equal(_tool.Truth().Categories.Select(category => category.Name).Order(StringComparer.Ordinal), learned.Classes.Select(one => one.Name));
        JsonNode info = JsonNode.Parse(_tool.Annotations("out"))!["info"]!;
        Assert.Equal(learned.Fingerprint, (string?)info["clipsurgery"]!["adaptation"]);
    }

    [Fact]
    public void The_file_is_the_same_for_any_number_of_threads()
    {
        _tool.Call("adapt", "boxes.json", "--images", "pictures", "--output", "one.safetensors", "--threads", "1");
        _tool.Call("adapt", "boxes.json", "--images", "pictures", "--output", "two.safetensors", "--threads", "2");

        Assert.Equal(File.ReadAllBytes(_tool["one.safetensors"]), File.ReadAllBytes(_tool["two.safetensors"]));
    }

    [Fact]
    public void A_class_by_an_example_alone_is_found_in_another_picture()
    {
        CocoDataset truth = _tool.Truth();
        IGrouping<long, CocoAnnotation> twice = truth.Annotations.GroupBy(annotation => annotation.CategoryId)
            .First(ofClass => ofClass.Select(annotation => annotation.ImageId).Distinct().Count() > 1);
        CocoAnnotation example = twice.First();
        CocoAnnotation other = twice.First(annotation => annotation.ImageId != example.ImageId);
        BoxXywh box = example.Bounds;

        ToolRun run = _tool.Call(
            "segment", $"pictures/{NameOf(other)}", "--example", $"pictures/{NameOf(example)}:{box.X},{box.Y},{box.Width},{box.Height}");

        Assert.Equal(0, run.ExitCode);
        CocoDataset found = CocoReader.Read(_tool["out", "annotations.json"]);
        Assert.Equal("object", found.Categories[0].Name);
        Assert.Contains(found.Annotations, annotation => annotation.Mask.IoU(other.Mask) > 0.6);
        Assert.DoesNotContain("not among them", run.Errors);

        string NameOf(CocoAnnotation annotation) => truth.Images.First(image => image.Id == annotation.ImageId).FileName;
    }

    [Fact]
    public void Examples_of_a_label_file_are_looked_for_beside_it()
    {
        CocoDataset truth = _tool.Truth();
        CocoAnnotation example = truth.Annotations.First();
        BoxXywh box = example.Bounds;
        string picture = truth.Images.First(image => image.Id == example.ImageId).FileName;
        Directory.CreateDirectory(_tool["set"]);
        File.Copy(_tool["pictures", picture], _tool["set", "ref.jpg"]);
        File.WriteAllText(
            _tool["set", "labels.yaml"],
            $"classes:\n- name: part\n  examples: [{{image: ref.jpg, box: [{box.X}, {box.Y}, {box.Width}, {box.Height}]}}]\n");

        ToolRun run = _tool.Call("label", "pictures", "--labels", "set/labels.yaml", "--output", "out");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(CocoReader.Read(_tool["out", "annotations.json"]).Annotations, annotation => annotation.Mask.IoU(example.Mask) > 0.6);
    }

    [Fact]
    public void Points_go_by_the_map_of_what_was_learned()
    {
        CocoDataset truth = _tool.Truth();
        CocoAnnotation example = truth.Annotations.First();
        string picture = truth.Images.First(image => image.Id == example.ImageId).FileName;
        using (ClipModel clip = ClipModel.Load(TestData.Model("clip", "emoji")))
        {
            AdaptationTrainer trainer = new(clip);
            trainer.Add(ImageFile.Read(_tool["pictures", picture]).Image, [new ExampleObject("type A", example.Mask)], TestContext.Current.CancellationToken);
            AdaptationFile.Write(
                _tool["parts.safetensors"],
                trainer.Train(new Dictionary<string, IReadOnlyList<string>>(), new HashSet<string> { "type A" }, TestContext.Current.CancellationToken));
        }

        ToolRun run = _tool.Call("points", $"pictures/{picture}", "--text", "type A", "--adapt", "parts.safetensors");

        Assert.Equal(0, run.ExitCode);
        JsonNode[] points = [.. JsonNode.Parse(run.Output)!["points"]!["type A"]!.AsArray().Where(point => (int)point![2]! == 1).Select(point => point!)];
        JsonNode highest = points[^1];
        Assert.True(example.Mask.Contains((int)highest[0]!, (int)highest[1]!), $"{highest.ToJsonString()}");
    }

    [Theory]
    [InlineData("adapt none.json", "none.json")]
    [InlineData("points pictures/*.jpg --text cat --adapt other.safetensors", "The learned classes belong to another CLIP checkpoint")]
    [InlineData("points pictures/*.jpg --text cat --method naclip --adapt other.safetensors", "--adapt goes with CLIP Surgery's maps; leave it out, or --method naclip.")]
    [InlineData("mcp --adapt none.safetensors", "none.safetensors: no such file")]
    [InlineData("adapt boxes.json --images nowhere", "--images nowhere: no such folder")]
    [InlineData("adapt boxes.json --images pictures --decisions d.json", "--decisions are of a run, and boxes.json is no folder")]
    [InlineData("adapt empty.json --images pictures", "empty.json: has no object to learn from in 1 finished picture")]
    [InlineData("adapt outside.json --images pictures", "\"../a.jpg\": the name leads out of pictures; it was left out.")]
    [InlineData("adapt sizes.json --images pictures", "and its ground truth 10x10; expected the same.")]
    [InlineData("adapt missing.json --images pictures", "none.jpg: no such picture; it was left out.")]
    [InlineData("label pictures --text cat --adapt boxes.json", "boxes.json: is no safetensors file; expected one that 'clip-surgery adapt' has written.")]
    [InlineData("label pictures --text cat --adapt none.safetensors", "none.safetensors: no such file")]
    [InlineData("label pictures --text cat --adapt other.safetensors", "The learned classes belong to another CLIP checkpoint (000000000000 Surgery 6; here ")]
    [InlineData("label pictures --text cat --adapt model.safetensors", "model.safetensors: holds no learned classes")]
    [InlineData("segment pictures/*.jpg --example pictures", "--example pictures: has no box; expected FILE:X,Y,WIDTH,HEIGHT")]
    [InlineData("segment pictures/*.jpg --example none.jpg:1,2,3,4", "none.jpg")]
    [InlineData("segment pictures/*.jpg --example ref.jpg:1,2,0,4", "has a width or height that is not above 0")]
    [InlineData("segment pictures/*.jpg --example ref.jpg:900,900,5,5", "the box 900,900,5,5 lies outside the picture, which has 384x384 pixels")]
    [InlineData("segment pictures/*.jpg --example ref.jpg:1,2,3,4 --text a --text b", "which text is meant? Put it behind one, as in --text a --example")]
    [InlineData("label pictures --labels black.yaml", "ref.png: is all black")]
    public void Wrong_input_is_one_line(string arguments, string problem)
    {
        File.Copy(Directory.EnumerateFiles(_tool["pictures"]).Order(StringComparer.Ordinal).First(), _tool["ref.jpg"]);
        const string Coco = """{"images":[{"id":1,"file_name":"NAME","width":10,"height":10}],"categories":[{"id":1,"name":"cat"}],"annotations":[ALL]}""";
        const string One = """{"id":1,"image_id":1,"category_id":1,"bbox":[1,1,5,5]}""";
        string name = Path.GetFileName(Directory.EnumerateFiles(_tool["pictures"]).Order(StringComparer.Ordinal).First());
        File.WriteAllText(_tool["empty.json"], Coco.Replace("NAME", name).Replace("ALL", ""));
        File.WriteAllText(_tool["outside.json"], Coco.Replace("NAME", "../a.jpg").Replace("ALL", One));
        File.WriteAllText(_tool["missing.json"], Coco.Replace("NAME", "none.jpg").Replace("ALL", One));
        File.WriteAllText(_tool["sizes.json"], Coco.Replace("NAME", name).Replace("ALL", One));
        File.Copy(TestData.Model("clip", "emoji", "model.safetensors"), _tool["model.safetensors"]);
        PngFile.WriteRgb(_tool["ref.png"], new RgbImage(384, 384, new byte[384 * 384 * 3]));
        File.WriteAllText(_tool["black.yaml"], "classes:\n- name: part\n  examples: [{image: ref.jpg, mask: ref.png}]\n");
        AdaptationFile.Write(_tool["other.safetensors"], new Adaptation(new string('0', 64) + " Surgery 6",
            [new LearnedClass { Name = "cat", Direction = new float[128], Offset = 0, Weight = 1, Examples = 1 }]));

        ToolRun run = _tool.Call([.. arguments.Split(' ').SelectMany(Expand)]);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(problem, run.ErrorLines[0]);
    }

    private string[] Expand(string argument) => argument == "pictures/*.jpg"
        ? [.. Directory.EnumerateFiles(_tool["pictures"]).Select(file => $"pictures/{Path.GetFileName(file)}")]
        : [argument];
}
