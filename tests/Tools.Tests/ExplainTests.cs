using System.Text.Json;
using System.Text.RegularExpressions;

namespace ClipSurgery.Tests;

public sealed partial class ExplainTests : IDisposable
{
    private readonly ToolProcess _tool = new();

    public ExplainTests() => _tool.Add("square.png", "square.png");

    public void Dispose() => _tool.Dispose();

    [Theory]
    [InlineData("a bee and a tiger", "tiger", "bee")]
    [InlineData("an emoji of a tiger beside a person and a broccoli", "tiger", "broccoli")]
    [InlineData("an emoji of a tiger beside a person and a broccoli", "person", "broccoli")]
    public void A_noun_in_the_picture_ranks_above_an_absent_one(string sentence, string present, string absent)
    {
        ToolRun run = _tool.Call("explain", "square.png", "--sentence", sentence, "--json");

        string[] ranked = Texts(run);
        Assert.Equal(sentence.Split(' ').Append("[end]").Order(), ranked.Order());
        Assert.InRange(Array.IndexOf(ranked, present), 0, 2);
        Assert.True(Array.IndexOf(ranked, present) < Array.IndexOf(ranked, absent), run.Output);
        Assert.Equal(4, Directory.GetFiles(_tool["out", "explain", "square"]).Length);
    }

    [Fact]
    public void A_vocabulary_is_ranked_without_blank_and_repeated_lines()
    {
        File.WriteAllText(_tool["words.txt"], "bee\n\n tiger \nBEE\nbroccoli\r\ntraffic light\n");

        ToolRun run = _tool.Run("explain", "square.png", "--vocabulary", "words.txt", "--top", "2", "--json");

        string[] ranked = Texts(run);
        Assert.Equal("tiger", ranked[0]);
        Assert.Equal(["bee", "broccoli", "tiger", "traffic light"], ranked.Order());
        Assert.Equal(
            ["00-picture.png", "01-tiger.png", $"02-{ranked[1]}.png"],
            Directory.GetFiles(_tool["out", "explain", "square"]).Select(Path.GetFileName).Order());
        Assert.DoesNotContain("nouns, and", run.Errors);
    }

    [Fact]
    public void A_vocabulary_of_one_text_is_measured_against_the_empty_text()
    {
        File.WriteAllText(_tool["words.txt"], "tiger\n");
        using var clip = ClipModel.Load(TestData.Model("clip", "emoji"));
        RgbImage image = ImageFile.Read(_tool["square.png"]).Image;
        float[] map = clip.Locate(image, ["tiger"], LabelContext.EmptyText, TestContext.Current.CancellationToken)[0].Values.ToArray();

        JsonElement text = JsonDocument.Parse(_tool.Call("explain", "square.png", "--vocabulary", "words.txt", "--json").Output)
            .RootElement.GetProperty("texts")[0];

        // 5 % of 24 x 24 patches are 29.
        Assert.Equal(map.OrderDescending().Take(29).Average(), text.GetProperty("score").GetDouble(), 1e-4);
    }

    [Fact]
    public void An_empty_vocabulary_is_refused()
    {
        File.WriteAllText(_tool["words.txt"], "\n  \n");

        ToolRun run = _tool.Call("explain", "square.png", "--vocabulary", "words.txt");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--vocabulary words.txt: the file is empty", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public void The_page_stands_alone_and_shows_pictures_that_are_there()
    {
        Directory.CreateDirectory(_tool["a b & ü"]);
        File.Copy(_tool["square.png"], _tool["a b & ü", "100% tiger.png"]);

        ToolRun run = _tool.Call("explain", "square.png", _tool["a b & ü", "100% tiger.png"], "--sentence", "<script> & a \"tiger\"");

        Assert.Equal(0, run.ExitCode);
        foreach (string stem in (string[])["square", Path.Combine("a b & ü", "100% tiger")])
        {
            string page = _tool["out", "explain", $"{stem}.html"];
            string html = File.ReadAllText(page);
            Assert.DoesNotContain("<script", html);
            Assert.DoesNotContain("http", html);
            Assert.Contains("prefers-color-scheme: dark", html);
            string[] pictures = [.. Source().Matches(html).Select(match => Uri.UnescapeDataString(match.Groups[1].Value))];
            Assert.Equal(4, pictures.Length);
            Assert.All(pictures, picture => Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(page)!, picture)), picture));
            Assert.Contains(">&lt;</span>", html);
            Assert.Contains(">[end]</span>", html);
        }
    }

    [Fact]
    public void The_same_picture_gives_the_same_bytes()
    {
        _tool.Call("explain", "square.png", "--sentence", "a tiger", "--output", "a");
        _tool.Call("explain", "square.png", "--sentence", "a tiger", "--output", "b");

        Assert.Equal(_tool.Files("a"), _tool.Files("b"));
        Assert.Equal(5, _tool.Files("a").Count());
    }

    [Fact]
    public void A_sentence_that_is_too_long_gets_a_note() => Assert.Contains(
        "the sentence is longer than 77 tokens and was cut",
        _tool.Call("explain", "square.png", "--sentence", string.Join(' ', Enumerable.Repeat("cat", 80))).Errors);

    private static string[] Texts(ToolRun run) =>
        [.. JsonDocument.Parse(run.Output).RootElement.GetProperty("texts").EnumerateArray().Select(text => text.GetProperty("text").GetString()!)];

    [GeneratedRegex("<img src=\"([^\"]+)\"")]
    private static partial Regex Source();
}
