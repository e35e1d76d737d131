using System.Diagnostics;
using System.Text.Json;

namespace ClipSurgery.Tests;

/// <summary>Text of models, label files, COCO files and file names never reaches the terminal as it is.</summary>
public sealed class OutsideTextTests : IDisposable
{
    // Sets the window's title, colours what follows, turns the direction of writing, and does the first with one character.
    private const string Attack = "\u001b]0;pwned\u0007\u001b[31m\u202e\u009b31m";

    private readonly ToolProcess _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void A_models_texts_are_shown_without_escape_sequences()
    {
        string model = CopyModel("clip");
        string manifest = Path.Combine(model, "model.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace(
            "\"license\": \"MIT\"", $"\"license\": \"{JsonEncodedText.Encode(Attack)}\\nfile: x\"", StringComparison.Ordinal));

        ToolRun run = _tool.Call("models", "info", model);

        Assert.True(run.ExitCode == 0, run.Errors);
        AssertPlain(run);
        Assert.Contains("  licence: \uFFFD]0;pwned\uFFFD\uFFFD[31m\uFFFD\uFFFD31m file: x\n", run.Output);
    }

    [Fact]
    public void A_label_files_texts_are_shown_without_escape_sequences()
    {
        _tool.AddScenes(1);
        string text = JsonEncodedText.Encode(Attack).ToString();
        File.WriteAllText(_tool["labels.json"], $$"""{"classes": [{"name": "cat{{text}}", "prompts": ["cat{{text}}"]}]}""");

        AssertPlain(_tool.Call("label", "pictures", "--labels", "labels.json", "--output", "out"));
    }

    [Theory]
    [InlineData("validate")]
    [InlineData("evaluate")]
    public void A_coco_files_texts_are_shown_without_escape_sequences(string command)
    {
        string text = JsonEncodedText.Encode(Attack).ToString();
        File.WriteAllText(_tool["coco.json"], $$"""
            {"images": [{"id": 1, "file_name": "{{text}}.jpg", "width": 9, "height": 9}, {"id": 1, "file_name": "{{text}}.jpg", "width": 9, "height": 9}],
             "categories": [{"id": 1, "name": "{{text}}"}, {"id": 2, "name": "{{text}}"}],
             "annotations": [{"id": "{{text}}", "image_id": 1, "category_id": 1, "iscrowd": "{{text}}", "segmentation": "{{text}}", "bbox": [1, 1, 2, 2]}]}
            """);

        ToolRun run = _tool.Call(command, "coco.json");

        Assert.NotEqual(0, run.ExitCode);
        AssertPlain(run);
    }

    [Fact]
    public void Names_of_files_and_folders_are_shown_without_escape_sequences_and_whole_in_json()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have no such names.");
        Directory.CreateDirectory(_tool[Attack]);
        _tool.Add("square.png", Path.Combine(Attack, "a\u200f.png"));
        _tool.Add("square.png", Path.Combine(Attack, $"{Attack}.png"));
        string picture = Path.Combine(Attack, "a\u200f.png");

        ToolRun label = _tool.Call("label", Attack, "--text", "tiger", "--output", $"{Attack}/out");
        ToolRun segment = _tool.Call("segment", picture, "missing\u001b[31m.png", "--text", "tiger", "--json");

        AssertPlain(label);
        AssertPlain(segment);
        Assert.Equal(0, label.ExitCode);
        JsonElement first = JsonDocument.Parse(segment.Output.Split('\n')[0]).RootElement;
        Assert.Equal("a\u200f.png", Path.GetFileName(first.GetProperty("file").GetString()));
    }

    [Fact]
    public void A_prompt_of_a_megabyte_ends_in_short_notes()
    {
        _tool.AddScenes(1);
        File.WriteAllText(_tool["labels.yaml"], $"classes: [{{name: cat, prompts: [\"{string.Concat(Enumerable.Repeat("cat ", 48_000))}\"]}}]");

        ToolRun run = _tool.Call("label", "pictures", "--labels", "labels.yaml", "--output", "out");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.All(run.Errors.Split('\n'), line => Assert.InRange(line.Length, 0, 400));
    }

    [Theory]
    [InlineData("segment", "square.png", "--text", "cat", "--clip", "pipe")]
    [InlineData("convert", "pipe", "--output", "converted")]
    [InlineData("label", "pictures", "--labels", "pipe")]
    [InlineData("label", "pictures", "--text", "cat", "--list", "pipe")]
    [InlineData("label", "pictures", "--text", "cat", "--existing", "merge", "--existing-labels", "pipe")]
    [InlineData("validate", "pipe")]
    [InlineData("evaluate", "pipe")]
    public async Task A_pipe_in_place_of_a_file_is_refused_at_once(params string[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs mkfifo, and told apart on Linux alone.");
        _tool.AddScenes(1);
        _tool.Add("square.png", "square.png");
        using (Process mkfifo = Process.Start("mkfifo", [_tool["pipe"]]))
        {
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        // A process, which is ended where it waits for the pipe.
        ToolRun run = _tool.Run(arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.Equal("error: pipe: this is a pipe, a socket or a device; give a regular file.", Assert.Single(run.ErrorLines));
    }

    [Theory]
    [InlineData("--min-area", "0,001")]
    [InlineData("--presence", "0,5")]
    [InlineData("--presence", "1.000,5")]
    [InlineData("--threshold", "0,8")]
    public void A_number_with_a_comma_is_refused(string option, string value)
    {
        ToolRun run = _tool.Call("segment", "a.png", "--text", "cat", option, value);

        Assert.Equal(2, run.ExitCode);
        Assert.Equal(
            $"error: {option} {value}: expected a number, with a decimal point; see 'clip-surgery segment --help'.", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public void More_threads_than_four_for_each_core_are_not_taken()
    {
        _tool.Add("square.png", "square.png");

        ToolRun run = _tool.Call("segment", "square.png", "--text", "tiger", "--threads", "5000");

        int cores = Environment.ProcessorCount;
        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"note: --threads 5000: {4 * cores} are taken, 4 for each of {cores} cores.", run.Errors);
    }

    private static void AssertPlain(ToolRun run) => Assert.DoesNotContain(
        run.Output + run.Errors, character => (char.IsControl(character) && character is not ('\n' or '\r' or '\t')) || character is '\u202e' or '\u200f');

    private string CopyModel(string kind)
    {
        foreach (string file in Directory.EnumerateFiles(TestData.Model(kind, "emoji")))
        {
            Directory.CreateDirectory(_tool["model"]);
            File.Copy(file, _tool["model", Path.GetFileName(file)]);
        }

        return _tool["model"];
    }
}
