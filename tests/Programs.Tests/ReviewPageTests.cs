using System.Diagnostics;
using OpenQA.Selenium;

namespace ClipSurgery.Tests;

public sealed class ReviewPageTests : IDisposable
{
    private const string SelectedFile = "#file-name";
    private const string SelectedClass = "#class-name";
    private const string AllInstances = "parseInt(document.getElementById('list').firstElementChild.style.height) / 72";

    private readonly TemporaryFolder _folder = new();
    private readonly Browser _browser = new();

    public void Dispose()
    {
        _browser.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_lowest_score_comes_first_and_keys_move_on()
    {
        Open(Cats());

        Assert.Equal(("picture-0002.png", "dog"), (_browser.Text(SelectedFile), _browser.Text(SelectedClass)));
        Assert.Equal("0.14", _browser.Text("#details"));
        _browser.Press("j");
        Assert.Equal(("picture-0002.png", "cat"), (_browser.Text(SelectedFile), _browser.Text(SelectedClass)));
        _browser.Press(Keys.ArrowDown);
        Assert.Equal("picture-0001.png", _browser.Text(SelectedFile));
        _browser.Press("k" + Keys.End);
        Assert.Equal(("picture-0000.png", "0.86"), (_browser.Text(SelectedFile), _browser.Text("#details")));
        _browser.Press(Keys.Home);
        Assert.Equal("0.14", _browser.Text("#details"));
    }

    [Fact]
    public void The_mask_is_drawn_in_the_colour_of_its_class()
    {
        Open(Cats());
        const string colours = """
            (() => { const canvas = document.getElementById('canvas');
              const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
              let red = 0, blue = 0;
              for (let i = 0; i < data.length; i += 4) {
                if (data[i] === 255 && data[i + 1] === 64 && data[i + 2] === 64) red++;
                if (data[i] === 64 && data[i + 1] === 160 && data[i + 2] === 255) blue++;
              } return [red, blue].join(); })()
            """;
        Browser.Wait("the dog's blue outline", () => Counts() is [0, > 500]);
        _browser.Press("j");
        Browser.Wait("the cat's red outline", () => Counts() is [> 500, 0]);
        _browser.Press("m");
        Browser.Wait("no outline", () => Counts() is [0, 0]);

        int[] Counts() => [.. _browser.Evaluate<string>(colours).Split(',').Select(int.Parse)];
    }

    [Fact]
    public void The_list_is_filtered_by_class_score_file_and_decision()
    {
        Open(Cats());
        Assert.Equal(6, _browser.Evaluate<long>(AllInstances));

        Choose("class-filter", "0");
        Assert.Equal((3, "cat"), (_browser.Evaluate<long>(AllInstances), _browser.Text(SelectedClass)));
        Choose("min-score", "0.3");
        Choose("max-score", "0.6");
        Assert.Equal((1, "0.57"), (_browser.Evaluate<long>(AllInstances), _browser.Text("#details")));
        Choose("class-filter", "");
        Assert.Equal(2, _browser.Evaluate<long>(AllInstances));
        Choose("min-score", "");
        Choose("max-score", "");
        Choose("search", "URE-0001");
        Assert.Equal((2, "picture-0001.png"), (_browser.Evaluate<long>(AllInstances), _browser.Text(SelectedFile)));
        Choose("search", "");
        _browser.Find("#list").SendKeys("ar");
        Choose("decision-filter", "accept");
        Assert.Equal(1, _browser.Evaluate<long>(AllInstances));
        Choose("decision-filter", "undecided");
        Assert.Equal(4, _browser.Evaluate<long>(AllInstances));
        Choose("search", "no such picture");
        Assert.Equal((0, "Nothing to show"), (_browser.Evaluate<long>(AllInstances), _browser.Text(SelectedClass)));
        AssertQuiet();
    }

    [Fact]
    public void Decisions_are_undone_and_survive_a_reload()
    {
        string page = Open(Cats());
        _browser.Press("arr");
        AssertDecided("3 of 6 decided · 1 accepted · 2 rejected");
        _browser.Press("z");
        AssertDecided("2 of 6 decided · 1 accepted · 1 rejected");
        _browser.Press("ku");
        AssertDecided("1 of 6 decided · 1 accepted · 0 rejected");
        _browser.Press(Keys.Control + "z" + Keys.Null);
        AssertDecided("2 of 6 decided · 1 accepted · 1 rejected");

        _browser.Reload();
        AssertDecided("2 of 6 decided · 1 accepted · 1 rejected");
        _browser.Open(page);
        AssertDecided("2 of 6 decided · 1 accepted · 1 rejected");
        Assert.Equal("true", _browser.Find("#accept").GetAttribute("aria-pressed"));
        AssertQuiet();
    }

    [Fact]
    public void Buttons_decide_as_keys_do()
    {
        Open(Cats());
        _browser.Find("#reject").Click();
        _browser.Find("#accept").Click();
        AssertDecided("2 of 6 decided · 1 accepted · 1 rejected");
        _browser.Find("#undo").Click();
        _browser.Find("#list .row:first-child").Click();
        _browser.Find("#undecide").Click();
        AssertDecided("0 of 6 decided");
    }

    [Fact]
    public void A_saved_file_is_applied_and_loaded_back()
    {
        LabelledDataset dataset = Cats();
        Open(dataset);
        _browser.Press("arajs");
        string file = _browser.Downloaded("decisions.json");

        ReviewDecisions decisions = ReviewDecisions.Read(file);

        Assert.Equal(new DecisionCounts(Accepted: 2, Rejected: 1, Unmatched: 0), decisions.Count(dataset));
        Assert.Equal(
            [("picture-0000.png", 2), ("picture-0001.png", 2), ("picture-0002.png", 1)],
            decisions.Apply(dataset).Pictures.Select(picture => (picture.Image.FileName, picture.Annotations.Count)));

        _browser.Press("zzz");
        AssertDecided("0 of 6 decided");
        _browser.Find("#file").SendKeys(file);
        Browser.Wait("the file is loaded", () => _browser.Text("#status") == "decisions.json is loaded");
        AssertDecided("3 of 6 decided · 2 accepted · 1 rejected");
        _browser.Find("#file").SendKeys(_folder.Write("other.json", "{}"u8.ToArray()));
        Browser.Wait("another file is refused", () => _browser.Text("#status").Contains("other.json cannot be loaded"));
        AssertDecided("3 of 6 decided");
        AssertQuiet();
    }

    [Fact]
    public void The_keys_are_explained_and_typing_decides_nothing()
    {
        Open(Cats());
        _browser.Press("?");
        Assert.True(_browser.Find("#keys").Displayed);
        _browser.Find("#keys button").Click();
        Assert.False(_browser.Find("#keys").Displayed);
        _browser.Press("/");
        _browser.Press("ar");
        Assert.Equal("ar", _browser.Find("#search").GetAttribute("value"));
        AssertDecided("0 of 6 decided");
        _browser.Press(Keys.Escape);
        Assert.Equal("list", _browser.Evaluate<string>("document.activeElement.id"));
        AssertQuiet();
    }

    [Fact]
    public void Hostile_names_are_shown_and_do_nothing()
    {
        const string hostileFile = "<b onclick=alert(1)>\u2028&amp;.png";
        string[] names =
            ["<img src=x onerror=document.title='owned'>", "</script><script>document.title='owned'</script>", "a\u2028b"];
        Open(ReviewedSet.Create(_folder.FullPath, names, pictures: 3, discs: 3, index => $"{index}{hostileFile}"));

        Assert.Equal($"2{hostileFile}", _browser.Find(SelectedFile).GetAttribute("textContent"));
        Assert.Equal(names[2], _browser.Find(SelectedClass).GetAttribute("textContent"));
        _browser.Press("jj");
        Assert.Equal(names[0], _browser.Text(SelectedClass));
        Assert.Equal("ClipSurgery review", _browser.Evaluate<string>("document.title"));
        Assert.Equal(0, _browser.Evaluate<long>("document.querySelectorAll('img, b[onclick]').length"));
        AssertQuiet();
    }

    [Fact]
    public void A_picture_that_is_gone_has_its_reason_and_its_masks()
    {
        LabelledDataset dataset = Cats();
        File.Delete(_folder["picture-0002.png"]);
        Open(dataset, unreadable: 1);
        Assert.Equal("picture-0002.png: no such file. Check the path.", _browser.Text("#notice"));
        _browser.Press("jj");
        Assert.False(_browser.Find("#notice").Displayed);
        AssertQuiet();
    }

    [Fact]
    public void Two_thousand_pictures_are_quick_and_scroll_to_the_last()
    {
        string page = WritePage(ReviewedSet.Create(_folder.FullPath, ["cat", "dog"], pictures: 2000, discs: 5, width: 160));
        Stopwatch watch = Stopwatch.StartNew();
        _browser.Open(page);
        AssertDecided("0 of 10000 decided");
        TimeSpan opened = watch.Elapsed;
        watch.Restart();
        _browser.Press(Keys.End);
        Assert.Equal("picture-0000.png", _browser.Text(SelectedFile));
        Assert.InRange(_browser.Evaluate<long>("document.querySelectorAll('.row').length"), 5, 40);
        _browser.Run("document.getElementById('list').scrollTop = 360000");
        Browser.Wait("rows in the middle", () => _browser.Evaluate<bool>("document.getElementById('row-5001') !== null"));
        _browser.Press(Keys.Home + new string('a', 20));
        AssertDecided("20 of 10000 decided");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{new FileInfo(page).Length} bytes, open in {opened.TotalSeconds:F1} s, "
            + $"end, middle and 20 decisions in {watch.Elapsed.TotalSeconds:F1} s");
        Assert.InRange(opened, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        AssertQuiet();
    }

    private LabelledDataset Cats() => ReviewedSet.Create(_folder.FullPath, ["cat", "dog"], pictures: 3, discs: 2);

    private string WritePage(LabelledDataset dataset, int unreadable = 0)
    {
        string path = _folder["review.html"];
        Assert.Equal(unreadable, ReviewPage.Write(path, dataset, cancellationToken: TestContext.Current.CancellationToken));
        return path;
    }

    private string Open(LabelledDataset dataset, int unreadable = 0)
    {
        string page = WritePage(dataset, unreadable);
        _browser.Open(page);
        return page;
    }

    /// <summary>Sets a filter as a person would, and tells the page.</summary>
    private void Choose(string id, string value) => _browser.Run(
        $"const input = document.getElementById('{id}'); input.value = '{value}'; input.dispatchEvent(new Event('input'));");

    private void AssertDecided(string count) => Assert.StartsWith(count, _browser.Text("#count"));

    private void AssertQuiet()
    {
        Assert.Empty(_browser.ConsoleMessages());
        string[] schemes = _browser.RequestedSchemes();
        Assert.Contains("file", schemes);
        Assert.All(schemes, scheme => Assert.Contains(scheme, new[] { "file", "data", "blob" }));
    }
}
