using System.Text.Json.Nodes;

namespace ClipSurgery.Tests;

/// <summary>Evaluates once for all classes that look at the result.</summary>
[CollectionDefinition(nameof(EvaluationRun))]
public sealed class SharedEvaluationRun : ICollectionFixture<EvaluationRun>;

/// <summary>
/// Three pictures of emoji-dev with a ground truth of eight labels, and one evaluation of them that tests share: reading it is
/// free, copying it costs less than running it again.
/// </summary>
public sealed class EvaluationRun : IDisposable
{
    private static readonly string Source = Path.Combine(TestData.Root, "bench", "data", "emoji-dev");
    private static readonly string[] Labels = ["bee", "bird", "cloud", "ice cream", "person", "tiger", "tv", "zebra"];

    public EvaluationRun()
    {
        JsonObject truth = JsonNode.Parse(File.ReadAllText(Path.Combine(Source, "instances.json")))!.AsObject();
        Keep(truth, "images", image => Pictures.Contains((string?)image["file_name"]));
        HashSet<int> ids = [.. truth["images"]!.AsArray().Select(image => (int)image!["id"]!)];
        Keep(truth, "annotations", annotation => ids.Contains((int)annotation["image_id"]!));
        Keep(truth, "categories", category => Labels.Contains((string?)category["name"]));
        TruthJson = truth.ToJsonString();
        File.WriteAllText(Tool["truth.json"], TruthJson);
        Directory.CreateDirectory(Tool["images"]);
        foreach (string picture in Pictures)
        {
            File.Copy(Path.Combine(Source, "images", picture), Tool["images", picture]);
        }

        Run = Evaluate("truth.json", "done", "--compare", "surgery,clip");
    }

    /// <summary>A bird twice and an ice cream; a person and two tigers; two clouds and a television set.</summary>
    public IReadOnlyList<string> Pictures { get; } = ["0002.jpg", "0003.jpg", "0011.jpg"];

    public string TruthJson { get; }

    internal ToolProcess Tool { get; } = new();

    /// <summary>Surgery beside CLIP, in the folder <c>done</c>.</summary>
    internal ToolRun Run { get; }

    /// <summary>Evaluates, asking for present labels only.</summary>
    internal ToolRun Evaluate(string truth, string output, params string[] more) =>
        Tool.Call(["evaluate", truth, "--output", output, "--queries", "present", .. more]);

    /// <summary>A copy of the shared evaluation.</summary>
    public void Copy(string output)
    {
        foreach ((string name, byte[] content) in Tool.Files("done"))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Tool[output, name])!);
            File.WriteAllBytes(Tool[output, name], content);
        }
    }

    public JsonNode Report(string output) => JsonNode.Parse(File.ReadAllText(Tool[output, "report.json"]))!;

    /// <summary>The tool ended with exit code 2, one line, and no data.</summary>
    internal static void AssertRefused(ToolRun run, string expected)
    {
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, Assert.Single(run.ErrorLines));
    }

    public void Dispose() => Tool.Dispose();

    private static void Keep(JsonObject truth, string list, Predicate<JsonNode> isKept) =>
        truth[list] = new JsonArray([.. truth[list]!.AsArray().Where(item => isKept(item!)).Select(item => item!.DeepClone())]);
}
