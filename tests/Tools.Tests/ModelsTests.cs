using System.Diagnostics;

namespace ClipSurgery.Tests;

/// <summary>The commands of the model store, run as processes against a hub in the test process.</summary>
public sealed class ModelsTests : IDisposable
{
    private static readonly string[] ClipFiles = ["model.safetensors", "config.json", "preprocessor_config.json"];

    private readonly ToolProcess _tool = new();
    private readonly HubServer _hub = new();

    public ModelsTests()
    {
        _tool.Environment["XDG_DATA_HOME"] = _tool["data"];
        _tool.Environment["HF_ENDPOINT"] = _hub.Address.ToString();
        foreach (string file in ClipFiles)
        {
            _hub.Add("lab/clip", file, File.ReadAllBytes(TestData.Model("clip", "emoji", file)), isLarge: file == "model.safetensors");
        }

        foreach (string file in (string[])["encoder.onnx", "decoder.onnx"])
        {
            _hub.Add("lab/sam", file, File.ReadAllBytes(TestData.Model("sam", "emoji", file)));
        }
    }

    private string Store => _tool["data", "clip-surgery", "models"];

    public void Dispose()
    {
        _hub.Dispose();
        _tool.Dispose();
    }

    [Fact]
    public void Pulled_models_segment_as_their_files_do()
    {
        _tool.Add("square.png", "square.png");
        ToolRun pull = _tool.Run("models", "pull", "lab/clip", "lab/sam@main", "--license", "permissive");
        Assert.Equal((0, 2), (pull.ExitCode, pull.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
        Assert.Contains("installed: lab--clip (17 MB, licence MIT); use it with --clip lab--clip", pull.Errors);

        _tool.Run("segment", "square.png", "--text", "tiger", "--output", "a", "--clip", "lab--clip", "--sam", "lab--sam");
        Directory.CreateDirectory(_tool["files"]);
        foreach (string file in ClipFiles)
        {
            File.Copy(TestData.Model("clip", "emoji", file), _tool["files", file]);
        }

        _tool.Run("segment", "square.png", "--text", "tiger", "--output", "b", "--clip", "files");
        string made = File.ReadAllText(_tool["a", "annotations.json"]);
        Assert.Contains("\"segmentation\"", made);
        Assert.Contains("\"clip_license\":\"MIT\"", made);
        Assert.Equal(Labels(File.ReadAllText(_tool["b", "annotations.json"])), Labels(made));

        Assert.Contains($"sam\tlab--sam\t{Path.Combine(Store, "sam", "lab--sam")}", _tool.Run("models", "list").Output);
        Assert.Contains($"source: {_hub.Address}lab/clip/tree/{HubServer.Commit}", _tool.Run("models", "info", "lab--clip").Output);
        Assert.Contains("clip lab--clip: 3 files are whole", _tool.Run("models", "verify").Output);

        File.AppendAllText(Path.Combine(Store, "sam", "lab--sam", "decoder.onnx"), "x");
        ToolRun verify = _tool.Run("models", "verify");
        Assert.Equal(1, verify.ExitCode);
        Assert.Contains("decoder.onnx has 985463 bytes", Assert.Single(verify.ErrorLines));
    }

    /// <summary>All but the names and licences of the models.</summary>
    private static string Labels(string annotations) => annotations[annotations.IndexOf("\"images\"", StringComparison.Ordinal)..];

    [Fact]
    public void Two_processes_download_once()
    {
        using Process first = _tool.Start("models", "pull", "lab/clip");
        ToolRun second = _tool.Run("models", "pull", "lab/clip");
        first.WaitForExit();

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Equal([0], _hub.Offsets("model.safetensors"));
    }

    [Fact]
    public void A_killed_download_is_resumed()
    {
        using ManualResetEventSlim halfway = new();
        _hub.Script("model.safetensors", request =>
        {
            halfway.Set();
            return _hub.Serve(request) with { StallAfter = 5_000_000 };
        });
        string partials = Path.Combine(Store, ".store", "partial");
        using (Process pull = _tool.Start("models", "pull", "lab/clip"))
        {
            Assert.True(halfway.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
            bool Arrived() => Directory.Exists(partials)
                && Directory.EnumerateFiles(partials, "*", SearchOption.AllDirectories).Any(file => new FileInfo(file).Length > 4_000_000);
            Assert.True(SpinWait.SpinUntil(Arrived, TimeSpan.FromSeconds(30)));
            pull.Kill();
            pull.WaitForExit();
        }

        Assert.NotEmpty(_tool.Run("models", "gc", "--dry-run").Output);
        Assert.Equal(0, _tool.Run("models", "pull", "lab/clip").ExitCode);
        long[] offsets = _hub.Offsets("model.safetensors");
        Assert.Equal(2, offsets.Length);
        Assert.InRange(offsets[1], 4_000_000, 5_000_000);
        Assert.Contains("3 files are whole", _tool.Run("models", "verify", "lab--clip").Output);
        Assert.DoesNotContain(partials, _tool.Run("models", "gc").Output);
    }

    [Fact]
    public void A_stopped_download_says_that_it_is_kept()
    {
        using ManualResetEventSlim halfway = new();
        _hub.Script("model.safetensors", request =>
        {
            halfway.Set();
            return _hub.Serve(request) with { StallAfter = 5_000_000 };
        });
        using Process pull = _tool.Start("models", "pull", "lab/clip");
        Assert.True(halfway.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        using (Process.Start("kill", ["-INT", $"{pull.Id}"]))
        {
        }

        Assert.Contains("what has arrived is kept; the same command goes on with it", pull.StandardError.ReadToEnd());
        pull.WaitForExit();
        Assert.Equal(130, pull.ExitCode);
        Assert.False(Directory.Exists(Path.Combine(Store, "clip", "lab--clip")));
    }

    [Fact]
    public void A_model_is_imported_under_a_name()
    {
        ToolRun import = _tool.Run("models", "import", TestData.Model("sam", "emoji"), "--name", "mine");

        Assert.Equal($"sam\tmine\t{Path.Combine(Store, "sam", "mine")}", import.Output.Trim());
        Assert.Contains("use it with --sam mine", import.Errors);
    }

    [Fact]
    public void The_catalog_is_listed()
    {
        string list = _tool.Run("models", "list", "--available").Output;

        Assert.Contains("clip\topenai-vit-b-16\tabout 599 MB\tMIT\tpermissive\t\n", list);
        Assert.Contains("sam\tedge-sam\tabout 38 MB\tS-Lab-1.0\trestricted\t\n", list);
    }

    [Theory]
    [InlineData("download it with: clip-surgery models pull tinyclip-8m-16", "segment", "x.png", "--text", "cat", "--clip", "tinyclip-8m-16")]
    [InlineData("slimsam-77 is near: clip-surgery models pull slimsam-77", "segment", "x.png", "--text", "cat", "--sam", "slimsam77")]
    [InlineData("emoji is near: --clip emoji", "segment", "x.png", "--text", "cat", "--clip", "emoij")]
    [InlineData("sam2.1-tiny is near", "models", "pull", "sam2.1-tin")]
    [InlineData("download it with: clip-surgery models pull mobile-sam", "models", "info", "mobile-sam")]
    [InlineData("--license any: expected permissive", "models", "pull", "mobile-sam", "--license", "any")]
    [InlineData("edge-sam (S-Lab-1.0): not under a permissive licence", "models", "pull", "edge-sam", "--license", "permissive")]
    [InlineData("--mirror is \"ftp://x\"; expected an address", "models", "pull", "mobile-sam", "--mirror", "ftp://x")]
    [InlineData("lab/none: 127.0.0.1 answered 404: no such model", "models", "pull", "lab/none")]
    public void One_line_says_what_is_wrong(string expected, params string[] arguments)
    {
        _tool.Add("square.png", "x.png");
        ToolRun run = _tool.Run(arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, Assert.Single(run.ErrorLines));
    }

    [Fact]
    public void Offline_says_what_is_missing()
    {
        _tool.Environment["HF_HUB_OFFLINE"] = "1";

        Assert.Contains("is not installed, and HF_HUB_OFFLINE forbids", Assert.Single(_tool.Run("models", "pull", "mobile-sam").ErrorLines));
        Assert.Empty(_hub.Requests);
    }
}
