using System.Text.Json;

namespace ClipSurgery.Tests;

public sealed class ValidateTests : IDisposable
{
    private const string Sound =
        """
        {"info": {}, "licenses": [],
        "images": [{"id": 1, "file_name": "a.jpg", "width": 20, "height": 10}],
        "categories": [{"id": 1, "name": "cat", "supercategory": ""}],
        "annotations": [
        {"id": 1, "image_id": 1, "category_id": 1,
        "segmentation": [[2, 2, 6, 2, 6, 5, 2, 5]], "area": 12, "bbox": [2, 2, 4, 3], "iscrowd": 0}]}
        """;

    private readonly ToolProcess _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void A_sound_file_says_nothing_and_ends_with_0()
    {
        File.WriteAllText(_tool["a.json"], Sound);

        ToolRun run = _tool.Run("validate", "a.json");

        Assert.Equal((0, ""), (run.ExitCode, run.Output));
        Assert.Contains("a.json: 0 errors, 0 warnings", run.Errors);
    }

    [Fact]
    public void A_finding_is_a_line_with_its_place_and_ends_with_1()
    {
        File.WriteAllText(_tool["a.json"], Sound.Replace("{\"id\": 1, \"image_id\"", "{\"id\": 0, \"image_id\""));

        ToolRun run = _tool.Call("validate", "a.json");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("a.json:5:2: annotation-id-zero error annotation 0: id is 0; expected 1 or more: ", run.Output);
        Assert.Contains("a.json: 1 error, 0 warnings", run.Errors);
    }

    [Fact]
    public void Json_has_one_object_a_finding()
    {
        File.WriteAllText(_tool["a.json"], Sound.Replace("\"iscrowd\": 0", "\"iscrowd\": 1"));

        ToolRun run = _tool.Call("validate", "a.json", "--json");

        Assert.Equal(0, run.ExitCode);
        JsonElement finding = JsonDocument.Parse(Assert.Single(run.Output.TrimEnd().Split('\n'))).RootElement;
        Assert.Equal(
            ["a.json", "6", "79", "iscrowd-polygon", "warning", "annotation 1"],
            finding.EnumerateObject().Take(6).Select(member => member.Value.ToString()));
    }

    [Fact]
    public void A_rule_is_shown_20_times_and_the_rest_is_counted()
    {
        string entries = string.Concat(Enumerable.Repeat("{\"image_id\": 5, \"category_id\": 1},", 25));
        File.WriteAllText(_tool["a.json"], Sound.Replace("\"annotations\": [", $"\"annotations\": [{entries}"));

        ToolRun run = _tool.Call("validate", "a.json");

        string[] lines = run.Output.TrimEnd().Split('\n');
        Assert.Equal(21, lines.Count(line => line.Contains("image-reference-unknown")));
        Assert.Contains("a.json: image-reference-unknown: and 5 more", lines);
    }

    [Fact]
    public void Fix_writes_a_copy_beside_the_file_and_says_what_it_did()
    {
        string broken = Sound.Replace("\"iscrowd\": 0", "\"score\": 1").Replace("\"info\": {}, ", "");
        File.WriteAllText(_tool["a.json"], broken);

        ToolRun run = _tool.Call("validate", "a.json", "--fix");

        Assert.Equal((0, ""), (run.ExitCode, run.Output));
        Assert.Contains("a.json -> a.fixed.json", run.Errors);
        Assert.Contains("1 x iscrowd-missing: adds 0", run.Errors);
        Assert.Contains("a.fixed.json: 0 errors, 0 warnings", run.Errors);
        Assert.Equal(broken, File.ReadAllText(_tool["a.json"]));
        Assert.Equal(0, _tool.Call("validate", "a.fixed.json").ExitCode);
    }

    [Fact]
    public void Fix_ends_with_1_where_something_is_left()
    {
        File.WriteAllText(_tool["a.json"], Sound.Replace("\"cat\"", "\"\"").Replace("\"area\": 12, ", ""));

        ToolRun run = _tool.Call("validate", "a.json", "--fix", "--output", "a.json");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("category-name-missing error category 1", Assert.Single(run.Output.TrimEnd().Split('\n')));
    }

    [Fact]
    public void Json_that_ends_too_early_is_an_error_with_its_place()
    {
        File.WriteAllText(_tool["a.json"], Sound[..^1]);

        ToolRun run = _tool.Call("validate", "a.json");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("a.json:6:93: json-syntax error file: ", run.Output);
        ToolRun fix = _tool.Call("validate", "a.json", "--fix");
        Assert.Equal(2, fix.ExitCode);
        Assert.Contains("json-syntax", Assert.Single(fix.ErrorLines));
        Assert.False(File.Exists(_tool["a.fixed.json"]));
    }

    [Theory]
    [InlineData("nowhere.json: cannot be read", "nowhere.json")]
    [InlineData("this is a folder", ".")]
    [InlineData("--output is where --fix writes", "a.json", "--output", "b.json")]
    [InlineData("--pictures nowhere: no such folder", "a.json", "--pictures", "nowhere")]
    [InlineData("Required argument 'file' missing")]
    public void Wrong_use_ends_with_2_and_one_line(string expected, params string[] arguments)
    {
        File.WriteAllText(_tool["a.json"], Sound);

        ToolRun run = _tool.Call(["validate", .. arguments]);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, Assert.Single(run.ErrorLines));
    }
}
