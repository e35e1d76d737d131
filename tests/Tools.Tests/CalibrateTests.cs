using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ClipSurgery.Tests;

/// <summary><c>calibrate</c>, and <c>--calibration</c> of the commands that find masks.</summary>
public sealed class CalibrateTests : IDisposable
{
    private readonly ToolProcess _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void A_reviewed_run_becomes_thresholds_and_diagrams()
    {
        (string Key, string FileName)[] keys = Label(30);
        WriteDecisions(keys.Select((one, i) => (one.Key, one.FileName, i % 10 != 0)).Append((keys[0].Key, keys[0].FileName, true)));

        ToolRun run = _tool.Call("calibrate", "run", "--decisions", "decisions.json", "--precision", "0.8");
        ToolRun again = _tool.Call("calibrate", "run", "--decisions", "decisions.json", "--precision", "0.8", "--output", "again.json");

        Assert.Equal((0, ""), (run.ExitCode, run.Output));
        Assert.Contains("60 decisions and 0 finished pictures are counted.", run.Errors);
        Assert.Contains("1 decision contradicted by a later one", run.Errors);
        Assert.Contains("nothing of what it missed", run.Errors);
        Assert.Contains("60 instances in 30 pictures, 55 right", run.Errors);
        JsonElement all = JsonDocument.Parse(File.ReadAllText(_tool["calibration.json"])).RootElement.GetProperty("all");
        Assert.Equal((60, 55), (all.GetProperty("instances").GetInt32(), all.GetProperty("right").GetInt32()));
        Assert.True(all.GetProperty("precision").GetDouble() >= .8);
        Assert.False(all.TryGetProperty("recall", out _));
        Assert.Equal(0, again.ExitCode);
        Assert.Equal(File.ReadAllBytes(_tool["calibration.json"]), File.ReadAllBytes(_tool["again.json"]));
        Assert.StartsWith("<svg", File.ReadAllText(_tool["calibration.reliability.svg"]));
        Assert.Contains("share of the right ones that were offered", File.ReadAllText(_tool["calibration.precision-recall.svg"]));
    }

    [Fact]
    public void Too_few_decisions_are_refused_in_one_line()
    {
        (string Key, string FileName)[] keys = Label(2);
        WriteDecisions(keys.Select(one => (one.Key, one.FileName, true)));

        ToolRun run = _tool.Call("calibrate", "run", "--decisions", "decisions.json");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("4 judged instances in 2 pictures are too few for a calibration", Assert.Single(run.ErrorLines));
        Assert.False(File.Exists(_tool["calibration.json"]));
    }

    [Fact]
    public void A_truth_is_judged_by_the_models()
    {
        _tool.AddScenes(2);
        JsonNode truth = JsonNode.Parse(File.ReadAllText(Path.Combine(TestData.Root, "bench", "data", "emoji-dev", "instances.json")))!;
        File.WriteAllText(_tool["truth.json"], truth.ToJsonString());

        ToolRun run = _tool.Call("calibrate", "truth.json", "--images", "pictures", "--text", "bird", "--text", "tiger");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(run.ErrorLines, line => line.Contains("no such picture; it was left out", StringComparison.Ordinal));
        Assert.Contains("are too few for a calibration; expected 50 or more in 10 pictures or more", run.ErrorLines[^1]);
    }

    [Fact]
    public void A_truth_with_boxes_alone_is_refused_for_what_is_found_there_would_count_as_wrong()
    {
        _tool.AddScenes(1);
        _tool.WriteCoco();

        ToolRun run = _tool.Call("calibrate", "boxes.json", "--images", "pictures");

        Assert.Equal(2, run.ExitCode);
        Assert.Equal(
            "error: boxes.json: has 1 object with a box and no mask, and what is found there would count as wrong; make masks of the boxes with 'clip-surgery refine'.",
            Assert.Single(run.ErrorLines));
    }

    [Fact]
    public void A_calibrated_score_is_a_probability_with_its_parts()
    {
        _tool.Add("square.png", "square.png");
        WriteCalibration("low.json", threshold: .2, "tiger");
        WriteCalibration("high.json", threshold: .999, "tiger");

        ToolRun plain = _tool.Call("segment", "square.png", "--text", "tiger", "--output", "plain");
        ToolRun low = _tool.Call("segment", "square.png", "--text", "tiger", "--output", "low", "--calibration", "low.json");
        ToolRun high = _tool.Call("segment", "square.png", "--text", "tiger", "--output", "high", "--calibration", "high.json");
        ToolRun asked = _tool.Call("segment", "square.png", "--text", "tiger", "--output", "asked", "--calibration", "high.json", "--presence", "0.2");

        Assert.Equal([0, 0, 0, 0], (int[])[plain.ExitCode, low.ExitCode, high.ExitCode, asked.ExitCode]);
        CocoAnnotation before = Assert.Single(CocoReader.Read(_tool["plain", "annotations.json"]).Annotations);
        CocoDataset after = CocoReader.Read(_tool["low", "annotations.json"]);
        CocoAnnotation tiger = after.Annotations.First();
        Assert.Equal(before.Mask, tiger.Mask);
        Assert.Equal(before.ScoreParts["presence"], tiger.ScoreParts["presence"]);
        Assert.Equal(new LogisticCurve(5, -2).At(before.Score!.Value), tiger.Score!.Value, 3);
        Assert.Equal(tiger.Score, tiger.ScoreParts["probability"]);
        Assert.Equal(Calibration.Read(_tool["low.json"]).FileHash, after.Info.Provenance["calibration"]);
        Assert.Empty(CocoReader.Read(_tool["high", "annotations.json"]).Annotations);
        Assert.Equal(after.Annotations.Count(), CocoReader.Read(_tool["asked", "annotations.json"]).Annotations.Count());
    }

    [Fact]
    public void A_calibration_for_something_else_is_refused()
    {
        _tool.Add("square.png", "square.png");
        WriteCalibration("c.json", threshold: .5, "tiger");
        File.WriteAllText(_tool["labels.yaml"], "classes: [{name: tiger, prompts: [tiger, lion], presence: 0.4}]");

        ToolRun labels = _tool.Call("segment", "square.png", "--text", "cat", "--calibration", "c.json");
        ToolRun prompts = _tool.Call("label", ".", "--labels", "labels.yaml", "--output", "out", "--calibration", "c.json");
        ToolRun maps = _tool.Call("segment", "square.png", "--text", "tiger", "--size", "384", "--calibration", "c.json");
        ToolRun one = _tool.Call("segment", "square.png", "--text", "tiger", "--instances", "one", "--calibration", "c.json");

        Assert.Equal([2, 2, 2, 2], (int[])[labels.ExitCode, prompts.ExitCode, maps.ExitCode, one.ExitCode]);
        Assert.Contains("made for other labels (tiger; now cat)", Assert.Single(labels.ErrorLines));
        Assert.Contains("other prompts of tiger (tiger; now tiger, lion)", Assert.Single(prompts.ErrorLines));
        Assert.Contains("The calibration was made with other maps", Assert.Single(maps.ErrorLines));
        Assert.Contains("--instances one", Assert.Single(one.ErrorLines));
    }

    [Fact]
    public void A_class_that_it_does_not_know_is_noted_and_a_class_presence_explained()
    {
        _tool.Add("square.png", "square.png");
        WriteCalibration("c.json", threshold: .2, "tiger");
        File.WriteAllText(_tool["labels.yaml"], "classes: [tiger, {name: bee, presence: 0.4}]");

        ToolRun run = _tool.Call("label", ".", "--labels", "labels.yaml", "--output", "out", "--calibration", "c.json");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("the calibration does not know 1 class (bee)", run.Errors);
        Assert.Contains("the presence that the label file gives bee is the probability that an instance is right now", run.Errors);
        Assert.Contains("calibration", File.ReadAllText(_tool["out", "annotations.json"]));
    }

    [Fact]
    public async Task Serve_takes_its_threshold()
    {
        _tool.Add("square.png", "square.png");
        WriteCalibration("c.json", threshold: .37, "tiger");
        using Process serve = _tool.Start("serve", ".", "--text", "tiger", "--output", "served", "--calibration", "c.json", "--port", "0");
        try
        {
            Match url = Match.Empty;
            while (!url.Success)
            {
                string line = await serve.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("serve has ended");
                url = Regex.Match(line, @"http://\S+?:\d+");
            }

            using HttpClient http = new();
            string answer = await http.GetStringAsync($"{url.Value}/api/v1/run", TestContext.Current.CancellationToken);
            Assert.Equal(.37, JsonDocument.Parse(answer).RootElement.GetProperty("presence").GetDouble());
        }
        finally
        {
            serve.Kill();
        }
    }

    [Fact]
    public void Evaluate_says_that_it_was_calibrated()
    {
        _tool.Add("square.png", "square.png");
        WriteCalibration("c.json", threshold: .999, "tiger");
        RgbImage picture = ImageFile.Read(_tool["square.png"]).Image;
        CocoWriter.Write(_tool["truth.json"], new CocoDataset
        {
            Info = new CocoInfo(),
            Images = [new CocoImage(1, "square.png", picture.Width, picture.Height)],
            Categories = [new CocoCategory(1, "tiger")],
            Annotations = [new CocoAnnotation { Id = 1, ImageId = 1, CategoryId = 1, Mask = Mask.FromPolygons(picture.Width, picture.Height, [[1, 1, 9, 1, 9, 9, 1, 9]]) }],
        });

        ToolRun run = _tool.Call("evaluate", "truth.json", "--calibration", "c.json");

        Assert.Equal(0, run.ExitCode);
        JsonElement report = JsonDocument.Parse(File.ReadAllText(_tool["evaluation", "report.json"])).RootElement;
        Assert.Contains($"calibrated by {Calibration.Read(_tool["c.json"]).FileHash}", report.GetRawText());
        Assert.Equal(0, report.GetProperty("methods").GetProperty("surgery").GetProperty("masks").GetProperty("present_kept").GetDouble());
    }

    [Fact]
    public void Sam_3_is_calibrated_without_clip()
    {
        RgbImage picture = MicroSam.Halves(60, 40, (255, 0, 0), (0, 0, 255));
        PngFile.WriteRgb(_tool["red-blue.png"], picture);
        using MicroSam sam3 = MicroSam3.Create();
        using (SamModel sam = SamModel.Load(sam3.Folder))
        {
            WriteCalibration("c.json", .9, "red thing", CalibratedModels.Of(null, sam));
        }

        ToolRun run = _tool.Call("segment", "red-blue.png", "--text", "red thing", "--sam", sam3.Folder, "--calibration", "c.json");

        Assert.Equal(0, run.ExitCode);
        CocoAnnotation found = Assert.Single(CocoReader.Read(_tool["out", "annotations.json"]).Annotations);
        Assert.Equal((.9, .9241), (Math.Round(found.ScoreParts["presence"], 4), found.Score));
    }

    [Theory]
    [InlineData("--precision 0.9 --f1", "--precision and --f1 are both given")]
    [InlineData("--precision 0", "--precision 0 is not within 0 to 1")]
    [InlineData("--precision 2", "--precision 2 is not within 0 to 1")]
    [InlineData("--images pictures", "leave out --images, --labels and --text")]
    [InlineData("--text cat", "leave out --images, --labels and --text")]
    public void Wrong_use_is_refused(string arguments, string problem)
    {
        Directory.CreateDirectory(_tool["run"]);

        ToolRun run = _tool.Call(["calibrate", "run", .. arguments.Split(' ')]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(problem, Assert.Single(run.ErrorLines));
    }

    [Fact]
    public void Decisions_belong_to_a_run()
    {
        File.WriteAllText(_tool["truth.json"], "{}");

        ToolRun run = _tool.Call("calibrate", "truth.json", "--decisions", "decisions.json");

        Assert.Contains("--decisions are of a run, and truth.json is no folder", Assert.Single(run.ErrorLines));
    }

    /// <summary>A run of pictures with a cat and a dog each, whose scores differ.</summary>
    private (string Key, string FileName)[] Label(int pictures)
    {
        Mask[] masks = [Box(1, 1), Box(4, 2)];
        string[] names = ["cat", "dog"];
        string[] fileNames = [.. Enumerable.Range(0, pictures).Select(i => $"{i:00}.png")];
        LabelRun.Run(new LabelJob
        {
            Output = _tool["run"],
            Classes = [.. names.Select(name => new LabelClass { Name = name, Prompts = [name] })],
            FileNames = fileNames,
            Label = (fileName, _) => new LabelledPicture(8, 6, 1, [.. names.Select((name, i) => new LabelledInstance
            {
                Class = name,
                Mask = masks[i],
                Score = .5,
                Parts = new Dictionary<string, double>
                {
                    ["presence"] = .3 + Array.IndexOf(fileNames, fileName) % 10 / 20.0,
                    ["predicted_iou"] = .9,
                    ["stability"] = .9,
                },
                Prompt = name,
            })]),
            Provenance = new Dictionary<string, string>
            {
                ["clip"] = "emoji abc",
                ["attention"] = "Surgery",
                ["sam"] = "emoji def",
                ["presence"] = "0.28",
            },
        });
        return [.. fileNames.SelectMany(fileName => names.Select((name, i) => (InstanceKey.Of(fileName, name, masks[i]), fileName)))];
    }

    private void WriteDecisions(IEnumerable<(string Key, string FileName, bool IsRight)> decisions) => File.WriteAllText(
        _tool["decisions.json"],
        new JsonObject
        {
            ["clipsurgery_decisions"] = 1,
            ["run"] = "0123456789abcdef",
            ["decisions"] = new JsonArray(
            [
                .. decisions.Select(one => new JsonObject
                {
                    ["file_name"] = one.FileName,
                    ["key"] = one.Key,
                    ["decision"] = one.IsRight ? "accept" : "reject",
                }),
            ]),
        }.ToJsonString());

    /// <summary>A calibration of the demo models.</summary>
    private void WriteCalibration(string name, double threshold, string label)
    {
        using ClipModel clip = ClipModel.Load(TestData.Model("clip", "emoji"), new ClipModelOptions { CacheDirectory = SharedCache.FullPath });
        using SamModel sam = SamModel.Load(TestData.Model("sam", "emoji"));
        WriteCalibration(name, threshold, label, CalibratedModels.Of(clip, sam));
    }

    /// <summary>Scores of .4 are as likely right as wrong.</summary>
    private void WriteCalibration(string name, double threshold, string label, CalibratedModels models)
    {
        File.WriteAllText(_tool[name], new JsonObject
        {
            ["clipsurgery_calibration"] = 1,
            ["models"] = new JsonObject { ["clip"] = models.Clip, ["maps"] = models.Maps, ["sam"] = models.Sam, ["gate"] = models.Gate },
            ["floor"] = .28,
            ["all"] = new JsonObject
            {
                ["curve"] = new JsonObject { ["logistic"] = new JsonObject { ["slope"] = 5, ["intercept"] = -2 } },
                ["threshold"] = threshold,
            },
            ["classes"] = new JsonArray(new JsonObject { ["name"] = label, ["prompts"] = new JsonArray(label) }),
        }.ToJsonString());
    }

    private static Mask Box(int x, int y) => Mask.FromPolygons(8, 6, [[x, y, x + 3, y, x + 3, y + 3, x, y + 3]]);
}
