using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace ClipSurgery.Tests;

/// <summary>What the check does with files of any kind, whatever their rules.</summary>
public sealed class CocoValidatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(SegmentationFormat.Auto)]
    [InlineData(SegmentationFormat.Polygon)]
    [InlineData(SegmentationFormat.Rle)]
    public void What_we_write_has_no_findings(SegmentationFormat format) =>
        Gen.Bool.Array[48].Array[1, 6].Sample(
            bitmaps =>
            {
                // Filled holes change the area, which stays the mask's own.
                Mask[] masks = [.. bitmaps
                    .Select(bitmap => Mask.FromBitmap(8, 6, [.. bitmap.Select(inside => (byte)(inside ? 1 : 0))]))
                    .Where(mask => !mask.IsEmpty && (format != SegmentationFormat.Polygon || !mask.HasHoles))
                    .Distinct()];
                string path = _folder[$"{Guid.NewGuid():N}.json"];
                CocoWriter.Write(path, Dataset(masks), format);

                Assert.Empty(CocoValidator.Validate(path));
            },
            iter: 50);

    [Fact]
    public void Results_that_we_write_have_no_findings()
    {
        CocoWriter.WriteDetections(_folder["results.json"], [new CocoDetection(1, 1, .5, Mask.FromBitmap(2, 2, [1, 0, 0, 0]))]);

        Assert.Empty(CocoValidator.Validate(_folder["results.json"]));
    }

    [Theory]
    [InlineData("{\"images\": [],\n \"categories\": [}", "json-syntax", 2, 17)]
    [InlineData("", "json-syntax", 1, 1)]
    [InlineData("{\"images\": []", "json-syntax", 1, 14)]
    [InlineData("[] []", "json-syntax", 1, 4)]
    [InlineData("{\"images\": [], \"x\": Nope}", "json-syntax", 1, 21)]
    [InlineData("{\"images\": [\n{\"file_name\": \"\\ud800\"}]}", "text-encoding", 2, 15)]
    [InlineData("12", "not-coco", 1, 1)]
    [InlineData("{\"shapes\": [], \"version\": 1}", "not-coco", 1, 1)]
    [InlineData("{\"annotations\": [{\"image_id\": 1, \"segments_info\": []}]}", "not-coco", 1, 1)]
    [InlineData("{\"annotations\": [{\"id\": 1, \"image_id\": 1, \"caption\": \"a cat\"}]}", "not-coco", 1, 1)]
    [InlineData("[{\"data\": {}, \"predictions\": []}]", "not-coco", 1, 1)]
    public void What_cannot_be_read_is_the_only_finding(string text, string rule, long line, long column)
    {
        using BrokenCoco file = new(text);

        CocoFinding finding = Assert.Single(file.Validate());

        Assert.Equal((rule, line, column), (finding.Rule.Id, finding.Line, finding.Column));
        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => CocoRepair.Write(file.Path, file.FixedPath));
        Assert.Contains(rule, error.Message);
        Assert.False(File.Exists(file.FixedPath));
    }

    [Fact]
    public void A_name_in_latin_1_is_told_where_it_is()
    {
        byte[] bytes = Encoding.Latin1.GetBytes("{\"images\": [{\"id\": 1,\n\"file_name\": \"über.jpg\"}]}");

        CocoFinding finding = Assert.Single(CocoValidator.Validate(_folder.Write("latin.json", bytes)));

        Assert.Equal(("text-encoding", 1L), (finding.Rule.Id, finding.Line));
    }

    [Theory]
    [InlineData("nowhere.json")]
    [InlineData("")]
    public void A_file_that_is_not_there_is_refused(string name) =>
        Assert.Throws<ClipSurgeryException>(() => CocoValidator.Validate(_folder[name]));

    [Fact]
    public void Everything_on_one_line_has_a_column()
    {
        string broken = BrokenCoco.Sound.Replace("\"score\": 0.75", "\"score\": \"é\", \"iscrowd\": 2");
        using BrokenCoco file = new(broken.Replace("\n", ""));

        CocoFinding[] findings = file.Validate();

        Assert.Equal(["duplicate-key", "iscrowd-value", "score-type"], findings.Select(finding => finding.Rule.Id));
        (long, long) crowd = file.PlaceOf("\"iscrowd\": 2");
        Assert.Equal([crowd, crowd, file.PlaceOf("\"score\"")], findings.Select(finding => (finding.Line, finding.Column)));
    }

    [Fact]
    public void A_finding_is_one_line_whatever_the_file_says()
    {
        string text = BrokenCoco.Sound.Replace("\"id\": 1, \"image_id\"", "\"id\": \"\u009b1m\\n\u0085\", \"image_id\"");
        using BrokenCoco file = new(text);

        string line = Assert.Single(file.Validate()).ToString();

        Assert.StartsWith($"{file.Path}:14:7: annotation-id-type error annotation", line);
        Assert.DoesNotContain(line, char.IsControl);
        Assert.EndsWith("; --fix writes it as one, or gives it a number of its own", line);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("-Infinity")]
    public void Numbers_that_are_not_finite_are_found_wherever_the_reading_pauses(string number)
    {
        for (int padding = 65400; padding < 65560; padding++)
        {
            string text = BrokenCoco.Quotes("{`images`: [], `categories`: [], `annotations`: [], `info`: {}, `licenses`: [], ")
                + $"\"x\": [\"{new string('\\', 2 * (padding / 2))}\", {number}]}}";
            byte[] bytes = Encoding.ASCII.GetBytes(text.PadLeft(text.Length + padding % 2));

            CocoFinding finding = Assert.Single(CocoValidator.Validate(_folder.Write("padded.json", bytes)));

            Assert.Equal("number-not-finite", finding.Rule.Id);
            Assert.Equal(Encoding.ASCII.GetString(bytes).IndexOf(number, StringComparison.Ordinal) + 1, finding.Column);
        }
    }

    [Fact]
    public void Words_in_strings_are_no_numbers()
    {
        using BrokenCoco file = BrokenCoco.Replace(BrokenCoco.Sound, "\"dog\"", "\"\\\"NaN, Infinity\\\\\"");

        Assert.Empty(file.Validate());
        file.Fix();
        Assert.Contains("NaN, Infinity", File.ReadAllText(file.FixedPath));
    }

    [Fact]
    public void An_entry_of_a_megabyte_is_read()
    {
        string ring = string.Join(",", Enumerable.Repeat("2,2,6,2,6,5,2,5", 70_001));
        using BrokenCoco file = BrokenCoco.Replace(BrokenCoco.Sound, "[[2, 2, 6, 2, 6, 5, 2, 5]]", $"[[{ring}]]");

        Assert.Empty(file.Validate());
    }

    [Fact]
    public void An_outline_that_would_fill_the_memory_is_not_filled()
    {
        string ring = string.Join(",", Enumerable.Repeat("0,0,1000000,1", 200));
        using BrokenCoco file = new(BrokenCoco.Quotes(
            "{`info`: {}, `licenses`: [], `images`: [{`id`: 1, `file_name`: `a`, `width`: 1000000, `height`: 2}], "
            + "`categories`: [{`id`: 1, `name`: `a`, `supercategory`: ``}], `annotations`: [{`id`: 1, `image_id`: 1, `category_id`: 1, "
            + $"`segmentation`: [[{ring}]], `area`: 1, `bbox`: [0, 0, 1, 1], `iscrowd`: 0}}]}}"));

        Assert.Equal("polygon-endless", Assert.Single(file.Validate()).Rule.Id);
    }

    [Fact]
    public void The_check_goes_on_after_anything_that_is_broken()
    {
        string[] wrong = ["null", "0", "-1.5", "\"\"", "[]", "{}", "[[null]]", "NaN"];
        int files = 0;
        foreach (string sound in (string[])[BrokenCoco.Sound, BrokenCoco.Results])
        {
            foreach (string path in Paths(JsonNode.Parse(sound)!))
            {
                foreach (string value in wrong)
                {
                    using BrokenCoco file = new(WithValue(sound, path, value));
                    CocoFinding[] findings = file.Validate();
                    if (findings is [{ Rule.Id: "not-coco" }])
                    {
                        continue;
                    }

                    CocoFinding[] left = file.Fix();
                    Assert.DoesNotContain(left, finding => finding.CanBeFixed);
                    files++;
                }
            }
        }

        Assert.True(files > 500, $"{files} files");
    }

    [Fact]
    public void A_file_cut_anywhere_is_one_finding()
    {
        for (int length = 0; length < BrokenCoco.Sound.Length; length += 5)
        {
            using BrokenCoco file = new(BrokenCoco.Sound[..length]);

            Assert.Equal("json-syntax", Assert.Single(file.Validate()).Rule.Id);
        }
    }

    private static CocoDataset Dataset(Mask[] masks) => new()
    {
        Images = [new CocoImage(1, "a/ü.png", 8, 6), new CocoImage(2, "empty.jpg", 6, 8, ExifOrientation: 6)],
        Categories = [new CocoCategory(1, "cat", "animal"), new CocoCategory(2, "never seen")],
        Annotations = masks.Select((mask, index) => new CocoAnnotation
        {
            Id = index + 1,
            ImageId = 1,
            CategoryId = 1,
            Mask = mask,
            Score = .5,
            Prompt = "a cat",
            ScoreParts = new Dictionary<string, double> { ["presence"] = 1 },
        }),
    };

    /// <summary>The places of every value, as <see cref="JsonNode.GetPath"/> names them.</summary>
    private static IEnumerable<string> Paths(JsonNode node)
    {
        IEnumerable<JsonNode?> inner = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray items => items,
            _ => [],
        };
        return inner.OfType<JsonNode>().SelectMany(Paths).Prepend(node.GetPath());
    }

    private static string WithValue(string sound, string path, string value)
    {
        JsonNode root = JsonNode.Parse(sound)!;
        JsonNode at = Find(root, path)!;
        if (at.Parent is null)
        {
            return value;
        }

        const string Mark = "the place";
        at.ReplaceWith(Mark);
        return root.ToJsonString().Replace(JsonSerializer.Serialize(Mark), value);
    }

    private static JsonNode? Find(JsonNode node, string path) => node.GetPath() == path
        ? node
        : (node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray items => items,
            _ => [],
        }).OfType<JsonNode>().Select(inner => Find(inner, path)).FirstOrDefault(found => found is not null);
}
