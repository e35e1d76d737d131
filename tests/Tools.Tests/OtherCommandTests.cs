using System.Buffers.Binary;
using System.Text.Json;

namespace ClipSurgery.Tests;

public sealed class OtherCommandTests : IDisposable
{
    private readonly ToolProcess _tool = new();

    public OtherCommandTests()
    {
        _tool.Add("square.png", "square.png");
        _tool.Add("wide.png", "wide.png");
    }

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void A_heat_map_is_an_overlay_and_16_bit_values()
    {
        ToolRun run = _tool.Call("heatmap", "wide.png", "--text", "bee", "--context", "labels", "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("bee", JsonDocument.Parse(run.Output).RootElement.GetProperty("maps")[0].GetProperty("text").GetString());
        byte[] values = File.ReadAllBytes(_tool["out", "values", "wide-bee.png"]);
        Assert.Equal((384, 240), (BinaryPrimitives.ReadInt32BigEndian(values.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(values.AsSpan(20))));
        Assert.Equal((16, 0), (values[24], values[25]));
        Assert.True(File.Exists(_tool["out", "heatmaps", "wide-bee.png"]));
    }

    [Theory]
    [InlineData("square")]
    [InlineData("wide")]
    public void Points_are_the_references(string picture)
    {
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(TestData.Golden("demo", "expected.json")));
        JsonProperty[] labels = [.. expected.RootElement.GetProperty("pictures").GetProperty(picture).GetProperty("points").EnumerateObject()];

        ToolRun run = _tool.Call(["points", $"{picture}.png", "--context", "none", .. labels.SelectMany(label => (string[])["--text", label.Name])]);

        JsonElement points = JsonDocument.Parse(run.Output).RootElement.GetProperty("points");
        Assert.All(labels, label => Assert.Equal(Set(label.Value), Set(points.GetProperty(label.Name))));
        Assert.All(labels, label => Assert.True(File.Exists(_tool["out", "points", $"{picture}-{label.Name}.png"])));

        static HashSet<string> Set(JsonElement list) => [.. list.EnumerateArray().Select(point => point.GetRawText().Replace(" ", ""))];
    }

    [Fact]
    public void A_converted_model_gives_what_its_checkpoint_gives()
    {
        ToolRun convert = _tool.Call("convert", TestData.Model("clip", "emoji"), "--output", "model", "--attention", "surgery", "--depth", "4");
        _tool.Call("segment", "square.png", "--text", "tiger", "--output", "a", "--clip", "model");
        _tool.Call("segment", "square.png", "--text", "tiger", "--output", "b", "--depth", "4");

        Assert.Equal((0, "model"), (convert.ExitCode, convert.Output.Trim()));
        Assert.Contains("QuickGelu", convert.Errors);
        Assert.Equal(File.ReadAllText(_tool["a", "annotations.json"]), File.ReadAllText(_tool["b", "annotations.json"]));
    }

    [Fact]
    public void Models_are_listed_described_and_verified()
    {
        Assert.Matches(@"(?m)^clip\temoji\t", _tool.Call("models", "list").Output);
        Assert.Contains("93 nouns: airplane, apple", _tool.Call("models", "info", "emoji").Output);
        Assert.Equal(0, _tool.Call("models", "verify", "emoji").ExitCode);
    }

    [Fact]
    public void What_should_be_known_of_a_model_is_said_when_it_is_made_and_used()
    {
        const string Note = "DFN weights are licensed for non-commercial use only (apple-amlr)";
        File.Copy(
            Path.Combine(TestData.Root, "tests", "data", "golden-resnet", "RN.safetensors"),
            Path.Combine(Directory.CreateDirectory(_tool["DFN2B-RN"]).FullName, "model.safetensors"));

        ToolRun convert = _tool.Call("convert", "DFN2B-RN", "--output", "model");
        ToolRun info = _tool.Call("models", "info", "model");

        Assert.Equal(0, convert.ExitCode);
        Assert.Contains($"note: {Note}\n", convert.Errors);
        Assert.Contains($"  licence: apple-amlr\n", info.Output);
        Assert.Contains($"  note: {Note}\n", info.Output);
        Assert.Contains($"note: the model DFN2B-RN: {Note}.\n", _tool.Call("heatmap", "wide.png", "--text", "bee", "--clip", "model").Errors);
    }

    [Theory]
    [InlineData("model.pt", "model.pt: is a Python pickle, which can run code when it is loaded, so it never is")]
    [InlineData("vision_model.onnx", "vision_model.onnx: is a ready-made ONNX model")]
    [InlineData("labels.txt", "labels.txt: is not a file of weights; expected a .safetensors file, or the folder that it lies in")]
    public void A_file_that_is_no_checkpoint_is_refused_in_one_line(string name, string expected)
    {
        File.WriteAllText(_tool[name], "");

        ToolRun run = _tool.Call("heatmap", "wide.png", "--text", "bee", "--clip", name);

        Assert.NotEqual(0, run.ExitCode);
        Assert.StartsWith($"error: {expected}", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public void A_text_that_the_model_does_not_know_gets_a_note() =>
        Assert.Contains("knows 93 nouns, and 'wombat' is not among them", _tool.Call("heatmap", "wide.png", "--text", "wombat").Errors);

    [Fact]
    public void A_text_that_is_too_long_gets_a_note() => Assert.Contains(
        "is longer than 77 tokens and was cut",
        _tool.Call("segment", "wide.png", "--context", "none", "--text", string.Join(' ', Enumerable.Repeat("cat", 80))).Errors);

    [Theory]
    [InlineData("segment")]
    [InlineData("heatmap")]
    [InlineData("points")]
    [InlineData("explain")]
    [InlineData("convert")]
    [InlineData("models", "list")]
    [InlineData("models", "info")]
    [InlineData("models", "verify")]
    [InlineData("models", "pull")]
    [InlineData("models", "import")]
    [InlineData("models", "gc")]
    public void Help_has_an_example(params string[] command) =>
        Assert.Contains($"    clip-surgery {string.Join(' ', command)}", _tool.Call([.. command, "--help"]).Output);

    [Fact]
    public void Redirected_output_has_no_colours() =>
        Assert.DoesNotContain('\u001b', _tool.Run("segment", "wide.png", "missing.png", "--text", "bee").Errors);
}
