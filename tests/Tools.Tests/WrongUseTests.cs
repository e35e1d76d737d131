namespace ClipSurgery.Tests;

/// <summary>What cannot be done ends with exit code 2, one line, and nothing written.</summary>
public sealed class WrongUseTests : IDisposable
{
    private readonly ToolProcess _tool = new();

    public WrongUseTests() => _tool.Add("wide.png", "wide.png");

    public void Dispose() => _tool.Dispose();

    [Theory]
    [InlineData("nothing to look for is given", "segment", "wide.png")]
    [InlineData("no text is given", "heatmap", "wide.png")]
    [InlineData("--text is blank", "segment", "wide.png", "--text", " ")]
    [InlineData("Unknown option --textt", "segment", "wide.png", "--textt", "cat")]
    [InlineData("--point 1: expected 2 numbers", "segment", "wide.png", "--point", "1")]
    [InlineData("--box 1,2,x,4: expected 4 numbers", "segment", "wide.png", "--box", "1,2,x,4")]
    [InlineData("--size abc is not a size", "segment", "wide.png", "--text", "cat", "--size", "abc")]
    [InlineData("has 8 blocks, so a depth of 99 is too much; expected 1 to 8", "segment", "wide.png", "--text", "cat", "--depth", "99")]
    [InlineData("--not Cat is also looked for", "segment", "wide.png", "--text", "cat", "--not", "Cat")]
    [InlineData("--output . is the folder of the pictures", "label", ".", "--text", "cat", "--output", ".")]
    [InlineData("does not fit a patch of 8 pixels", "segment", "wide.png", "--text", "cat", "--size", "100")]
    [InlineData("--threshold 2 is not within 0 to 1", "points", "wide.png", "--text", "cat", "--threshold", "2")]
    [InlineData("--presence 2 is not within 0 to 1", "segment", "wide.png", "--text", "cat", "--presence", "2")]
    [InlineData(
        "--presence and --no-presence are both given",
        "segment", "wide.png", "--text", "cat", "--presence", ".5", "--no-presence")]
    [InlineData("--min-area -1 is not within 0 to 1", "segment", "wide.png", "--text", "cat", "--min-area", "-1")]
    [InlineData(
        "--instances two: expected auto, one;", "segment", "wide.png", "--text", "cat", "--instances", "two")]
    [InlineData(
        "--method nope: no such method; expected surgery, surgery-no-dual-path,", "segment", "wide.png", "--text", "cat", "--method", "nope")]
    [InlineData(
        "--no-dual-path leaves out a part of surgery",
        "heatmap", "wide.png", "--text", "cat", "--method", "clip", "--no-dual-path")]
    [InlineData(
        "--no-feature-surgery leaves out", "points", "wide.png", "--text", "cat", "--method", "sclip", "--no-feature-surgery")]
    [InlineData(
        "--method gradcam makes maps alone, and this command needs patch tokens, too; take it for heatmap, points, evaluate, or segment",
        "label", ".", "--text", "cat", "--output", "x", "--method", "gradcam")]
    [InlineData(
        "--method legrad makes one map for each text, in which instances cannot be told apart; add --instances one.",
        "segment", "wide.png", "--text", "cat", "--method", "legrad")]
    [InlineData(
        "--context is about feature surgery, which --method grad-eclip has none of",
        "heatmap", "wide.png", "--text", "cat", "--method", "grad-eclip", "--context", "labels")]
    [InlineData(
        "--tiles puts patches of windows together, and --method legrad has no patches; leave out one of them.",
        "heatmap", "wide.png", "--text", "cat", "--method", "legrad", "--tiles", "auto")]
    [InlineData(
        "--channels is about gscorecam; --method is gradcam.",
        "heatmap", "wide.png", "--text", "cat", "--method", "gradcam", "--channels", "9")]
    [InlineData(
        "--channels 0 is below 1; gscorecam's authors take 300.",
        "points", "wide.png", "--text", "cat", "--method", "gscorecam", "--channels", "0")]
    [InlineData("Unknown option --attention", "heatmap", "wide.png", "--text", "cat", "--attention", "Raw")]
    [InlineData("Unknown option --method;", "convert", "x", "--output", "y", "--method=clip")]
    [InlineData(
        "--tiles 7: A window of 7 pixels is smaller than one patch of the model (8 pixels); expected 8 or more",
        "segment", "wide.png", "--text", "cat", "--tiles", "7")]
    [InlineData("--tiles 7: A window of 7 pixels is smaller", "heatmap", "wide.png", "--text", "cat", "--tiles", "7")]
    [InlineData("--tiles big is no size; expected auto, or the side of a window", "segment", "wide.png", "--text", "cat", "--tiles", "big")]
    [InlineData("--tiles 0 is no size", "heatmap", "wide.png", "--text", "cat", "--tiles", "0")]
    [InlineData(
        "--tiles finds instances in every window, and --instances one",
        "segment", "wide.png", "--text", "cat", "--tiles", "auto", "--instances", "one")]
    [InlineData(
        "--tiles without presence gives a mask of every text in every window",
        "segment", "wide.png", "--text", "cat", "--tiles", "auto", "--no-presence")]
    [InlineData(
        "--tiles is about texts, and points and boxes are asked about the whole picture",
        "segment", "wide.png", "--text", "cat", "--tiles", "auto", "--point", "10,10")]
    [InlineData("--max-pixels 0 is not above 0", "segment", "wide.png", "--text", "cat", "--max-pixels", "0")]
    [InlineData("--threads -1 is below 0", "segment", "wide.png", "--text", "cat", "--threads", "-1")]
    [InlineData("--context nowhere.txt: no such file", "segment", "wide.png", "--text", "cat", "--context", "nowhere.txt")]
    [InlineData("nothing to explain with is given", "explain", "wide.png")]
    [InlineData(
        "--sentence and --vocabulary are both given", "explain", "wide.png", "--sentence", "cat", "--vocabulary", "words.txt")]
    [InlineData("--sentence is blank", "explain", "wide.png", "--sentence", " ")]
    [InlineData("--vocabulary nowhere.txt: no such file", "explain", "wide.png", "--vocabulary", "nowhere.txt")]
    [InlineData("--vocabulary .: cannot be read", "explain", "wide.png", "--vocabulary", ".")]
    [InlineData("--top 0 is not above 0", "explain", "wide.png", "--sentence", "cat", "--top", "0")]
    [InlineData("there is emoji in", "segment", "wide.png", "--text", "cat", "--clip", "nosuch")]
    [InlineData("nosuch: no such model", "models", "info", "nosuch")]
    [InlineData("Device cuda was asked for", "segment", "wide.png", "--text", "cat", "--device", "cuda")]
    [InlineData("--weights f8: expected f32, f16, q8;", "convert", "x", "--output", "y", "--weights", "f8")]
    [InlineData("nosuch: no such checkpoint", "convert", "nosuch", "--output", "x")]
    public void One_line_says_what_is_wrong(string expected, params string[] arguments) => AssertRefused(_tool.Call(arguments), expected);

    [Fact]
    public void The_program_alone_tells_what_it_can_do()
    {
        ToolRun run = _tool.Run();

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("clip-surgery segment photos/*.jpg --text cat", run.Output);
    }

    [Fact]
    public void An_output_folder_that_cannot_be_written_is_told_before_any_work()
    {
        File.WriteAllText(_tool["taken"], "a file");

        AssertRefused(_tool.Call("segment", "wide.png", "--text", "cat", "--output", "taken"), "taken: cannot be written");
    }

    [Fact]
    public void A_damaged_or_incomplete_model_is_refused()
    {
        string damaged = CopyModel("sam", "damaged");
        byte[] decoder = File.ReadAllBytes(Path.Combine(damaged, "decoder.onnx"));
        decoder[decoder.Length / 2] ^= 1;
        File.WriteAllBytes(Path.Combine(damaged, "decoder.onnx"), decoder);
        string incomplete = CopyModel("sam", "incomplete");
        File.Delete(Path.Combine(incomplete, "encoder.onnx"));
        string pickle = _tool["pickle"];
        Directory.CreateDirectory(pickle);
        File.WriteAllText(Path.Combine(pickle, "pytorch_model.bin"), "");

        AssertRefused(_tool.Call("segment", "wide.png", "--text", "cat", "--sam", damaged), "decoder.onnx has SHA-256");
        AssertRefused(_tool.Call("segment", "wide.png", "--text", "cat", "--sam", incomplete), "encoder.onnx is missing");
        AssertRefused(_tool.Call("segment", "wide.png", "--text", "cat", "--clip", TestData.Model("sam", "emoji")), "is a SAM model; expected a CLIP model");
        AssertRefused(_tool.Call("segment", "wide.png", "--text", "cat", "--sam", TestData.Model("clip", "emoji")), "is a CLIP model; expected a SAM model");
        AssertRefused(_tool.Call("segment", "wide.png", "--text", "cat", "--clip", pickle), "which can run code when it is loaded, so it never is");
        Assert.Equal(1, _tool.Call("models", "verify", damaged).ExitCode);
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("model.pt")]
    public void A_clip_folder_without_safetensors_is_refused(string onlyFile)
    {
        Directory.CreateDirectory(_tool["empty"]);
        File.WriteAllText(_tool["empty", onlyFile], "{}");

        AssertRefused(_tool.Call("segment", "wide.png", "--text", "cat", "--clip", "empty"), "safetensors");
    }

    private static void AssertRefused(ToolRun run, string expected)
    {
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, Assert.Single(run.ErrorLines));
        Assert.Equal("", run.Output);
    }

    private string CopyModel(string kind, string name)
    {
        Directory.CreateDirectory(_tool[name]);
        foreach (string file in Directory.EnumerateFiles(TestData.Model(kind, "emoji")))
        {
            File.Copy(file, _tool[name, Path.GetFileName(file)]);
        }

        return _tool[name];
    }
}
