namespace ClipSurgery.Tests;

/// <summary>Evaluations that go on in a folder where there is one already.</summary>
[Collection(nameof(EvaluationRun))]
public class EvaluateAgainTests(EvaluationRun shared)
{
    private readonly EvaluationRun _shared = shared;
    private readonly ToolProcess _tool = shared.Tool;

    [Fact]
    public void A_run_that_was_stopped_in_the_middle_of_a_line_evaluates_that_picture_only_and_gives_the_same_report()
    {
        _shared.Copy("torn");
        string journal = _tool["torn", "journal", "surgery.jsonl"];
        File.WriteAllBytes(journal, File.ReadAllBytes(journal)[..^300]);
        File.Delete(_tool["torn", "report.json"]);

        // Would any other picture be evaluated again, its numbers would change.
        Directory.CreateDirectory(_tool["changed"]);
        File.Copy(TestData.Golden("demo", "square.png"), _tool["changed", "0002.jpg"]);
        File.Copy(TestData.Golden("demo", "square.png"), _tool["changed", "0003.jpg"]);
        File.Copy(_tool["images", "0011.jpg"], _tool["changed", "0011.jpg"]);
        ToolRun run = _shared.Evaluate("truth.json", "torn", "--compare", "surgery,clip", "--images", "changed");

        Assert.Equal(0, run.ExitCode);
        AssertSameFiles("torn", name => !name.StartsWith("worst", StringComparison.Ordinal));
    }

    [Fact]
    public void A_page_that_never_reached_the_disk_is_evaluated_again()
    {
        _shared.Copy("zeros");
        string journal = _tool["zeros", "journal", "surgery.jsonl"];
        byte[] bytes = File.ReadAllBytes(journal);
        int secondLine = bytes.AsSpan().IndexOf((byte)'\n') + 1;
        bytes.AsSpan(secondLine + 20, 512).Clear();
        File.WriteAllBytes(journal, bytes);

        ToolRun run = _shared.Evaluate("truth.json", "zeros", "--compare", "surgery,clip");

        Assert.Equal(0, run.ExitCode);
        AssertSameFiles("zeros", _ => true);
    }

    [Fact]
    public void Two_evaluations_never_write_to_one_journal()
    {
        _shared.Copy("twice");
        using FileStream first = new(
            _tool["twice", "journal", "surgery.jsonl"], FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        EvaluationRun.AssertRefused(
            _shared.Evaluate("truth.json", "twice"), "another evaluation is writing to it; wait until it ends, or give another --output.");
    }

    [Fact]
    public void A_run_that_was_stopped_in_its_first_line_starts_again()
    {
        _shared.Copy("begun");
        string journal = _tool["begun", "journal", "clip.jsonl"];
        File.WriteAllBytes(journal, File.ReadAllBytes(journal)[..40]);
        Directory.Delete(_tool["begun", "worst"], recursive: true);

        ToolRun run = _shared.Evaluate("truth.json", "begun", "--compare", "surgery,clip");

        Assert.Equal(0, run.ExitCode);
        AssertSameFiles("begun", _ => true);
    }

    [Theory]
    [InlineData("presence", "0.28", "0.5", "--presence", "0.5")]
    [InlineData("context", "plain", "labels", "--method", "clip", "--context", "labels")]
    public void Another_option_on_the_same_output_is_refused_with_both_values(
        string name, string before, string now, params string[] options)
    {
        ToolRun run = _shared.Evaluate("truth.json", "done", options);

        EvaluationRun.AssertRefused(run, $"was made with {name} {before}, and {name} is {now} now");
    }

    [Fact]
    public void Other_queries_or_another_ground_truth_on_the_same_output_are_refused()
    {
        File.WriteAllText(_tool["other.json"], _shared.TruthJson + "\n");

        EvaluationRun.AssertRefused(
            _tool.Call("evaluate", "truth.json", "--output", "done"), "was made with queries present, and queries is all now");
        EvaluationRun.AssertRefused(
            _shared.Evaluate("other.json", "done"), "was made with ground truth truth.json, 3 pictures, 8 labels, and");
    }

    [Theory]
    [InlineData(1, "{\"run\":")]
    [InlineData(3, "{\"image_id\":3}")]
    public void Damage_in_the_middle_of_the_journal_is_refused_with_its_line(int line, string damaged)
    {
        string output = $"damaged {line}";
        _shared.Copy(output);
        string journal = _tool[output, "journal", "surgery.jsonl"];
        string[] lines = File.ReadAllLines(journal);
        lines[line - 1] = damaged;
        File.WriteAllText(journal, string.Join('\n', lines) + "\n");

        EvaluationRun.AssertRefused(_shared.Evaluate("truth.json", output), $"surgery.jsonl: line {line} is damaged");
    }

    /// <summary>Compares a folder with that of the run that was never stopped.</summary>
    /// <summary>How long methods took differs from run to run, and is in no other file.</summary>
    private static bool IsByTheClock(string name) => name == "times.json" || name.StartsWith("comparison.", StringComparison.Ordinal);

    private void AssertSameFiles(string folder, Predicate<string> counts)
    {
        (string Name, byte[] Content)[] expected = [.. _tool.Files("done").Where(file => counts(file.Name) && !IsByTheClock(file.Name))];
        (string Name, byte[] Content)[] actual = [.. _tool.Files(folder).Where(file => counts(file.Name) && !IsByTheClock(file.Name))];

        Assert.Equal(expected.Select(file => file.Name), actual.Select(file => file.Name));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.Content, pair.Second.Content));
    }
}
