using OpenQA.Selenium;

namespace ClipSurgery.Tests;

public sealed class ServePageTests
{
    private const string Bears = "emoji-0006.jpg";
    private const string Lion = "emoji-0054.jpg";
    private const string Cats = "emoji-0117.jpg";

    private static readonly string Undo = Keys.Control + "z" + Keys.Null;
    private static readonly string Redo = Keys.Control + "y" + Keys.Null;

    [Fact]
    public void What_is_drawn_is_exported_pixel_by_pixel_whatever_ends_in_between()
    {
        using ServedPage page = new([], Bears, Lion, Cats);
        page.Open();

        page.WaitForPicture(Bears);
        int bears = Accept(page, "teddy bear");
        page.Browser.Press("2");
        page.Browser.Click(page.At(110, 190));
        page.WaitForDraft(points: 1);
        page.Browser.Click(page.At(140, 220));
        page.WaitForDraft(points: 2);
        page.Browser.ContextClick(page.At(40, 300));
        page.WaitForDraft(points: 3);
        page.Browser.Press(Keys.Enter);
        page.WaitForMasks(bears + 1);
        page.Browser.Press("d");

        page.WaitForPicture(Lion);
        page.Browser.Press("1r");
        page.Browser.Drag(page.At(82, 128), page.At(210, 272));
        page.WaitForDraft(points: 0);
        page.Browser.Press(Keys.Enter);
        page.WaitForMasks(1);
        page.Browser.Press("2b" + Keys.Escape);
        page.Browser.Drag(page.At(325, 330), page.At(365, 330));
        page.WaitForMasks(2);
        page.Browser.Drag(page.At(330, 345), page.At(360, 345));
        page.WaitForSaved();
        Assert.Empty(page.Browser.ConsoleMessages());

        page.Reload();
        page.WaitForPicture(Lion);
        page.WaitForMasks(2);
        page.Browser.Press("d");

        page.WaitForPicture(Cats);
        int cats = Accept(page, "cat");
        page.Browser.Press("j");
        DrawnMask found = page.Drawn()[0];
        page.Browser.Click(page.At((int)found.Mask.Bounds.X + 5, (int)found.Mask.Bounds.Y + 5));
        page.WaitForDraft(points: 1);
        page.Browser.Press(Keys.Enter);
        WaitForSource(page, "corrected");
        DrawnMask refined = page.Drawn()[0];
        Assert.NotEqual(found.Mask, refined.Mask);
        page.Browser.Press(Undo);
        WaitForSource(page, "auto");
        Assert.Equal(found, page.Drawn()[0]);
        page.Browser.Press(Redo);
        WaitForSource(page, "corrected");
        Assert.Equal(refined, page.Drawn()[0]);

        page.Kill();
        page.Browser.Press("e");
        BoxXywh box = refined.Mask.Bounds;
        int middle = (int)(box.X + (box.Width / 2));
        page.Browser.Drag(page.At(middle, (int)box.Y), page.At(middle, (int)(box.Y + box.Height)));
        Browser.Wait("the page says that it is not saved", () => page.Browser.Text("#notices").Contains(
            "1 edit not saved yet. The server cannot be reached."));
        page.Start();
        Browser.Wait("the notice goes", () => page.Browser.Text("#notices").Length == 0);
        page.WaitForSaved();
        Assert.NotEqual(refined.Mask, page.Drawn()[0].Mask);
        page.Browser.Press("jx");
        page.WaitForMasks(cats - 1);
        page.Browser.Press(Undo);
        page.WaitForMasks(cats);

        Dictionary<string, DrawnMask[]> drawn = [];
        foreach (string name in (string[])[Cats, Lion, Bears])
        {
            page.WaitForPicture(name);
            page.Browser.Press("s" + Keys.Escape);
            drawn[name] = page.Drawn();
            Mask all = Mask.Union(drawn[name].Select(mask => mask.Mask));
            Browser.Wait($"the canvas of {name} has its masks", () => page.Coloured().Equals(all));
            page.Browser.Press("p");
        }

        Assert.All(page.Browser.ConsoleMessages(), message => Assert.Contains("net::ERR_", message));
        Assert.Equal(
            [(cats - 1, 1, 0), (0, 0, 2), (bears, 0, 1)],
            drawn.Values.Select(masks => (masks.Count(From("auto")), masks.Count(From("corrected")), masks.Count(From("manual")))));
        AssertExported(page, drawn);
    }

    [Fact]
    public void The_page_asks_for_the_key_and_says_what_a_second_tab_or_another_file_makes_of_an_edit()
    {
        using ServedPage page = new(["--key", "open sesame"], Cats);
        page.Open();
        Browser.Wait("the key is asked for", () => page.Browser.Find("#key").Displayed);
        page.Browser.Find("#key").SendKeys("wrong" + Keys.Enter);
        Browser.Wait("the wrong key is refused", () => page.Browser.Find("#key-wrong").Displayed);
        page.Browser.Find("#key").SendKeys("open sesame" + Keys.Enter);
        page.WaitForPicture(Cats);

        page.Browser.Press("b");
        page.Browser.Run("""
            return (async () => {
              const { formatCounts } = await import('/page/rle.js');
              const { id, version, width, height } = page.store.state.picture;
              const mask = { size: [height, width], counts: formatCounts([1000, 50, width * height - 1050]) };
              const put = [{ id: null, class: 'dog', mask, score: null, prompt: null, source: 'manual', accepted: true }];
              await page.queue.api.edit(id, { version, put, remove: [], done: null });
            })();
            """);
        page.Browser.Drag(page.At(100, 100), page.At(140, 100));

        Browser.Wait("the conflict is told", () => page.Browser.Text("#notices").Contains(
            $"Somebody else edited {Cats}: added dog (1). Not applied: 1 edit of yours, “New: cat”."));
        Assert.Equal([("dog", 50L)], page.Drawn().Select(mask => (mask.Class, mask.Mask.Area)));

        File.Copy(Path.Combine(TestData.Root, "samples", Bears), page.Tool["photos", Cats], overwrite: true);
        page.Browser.Press(Keys.Escape);
        page.Browser.Drag(page.At(100, 100), page.At(140, 100));

        Browser.Wait("the page says that the file is another one", () => page.Browser.Text("#notices").Contains(
            "Not applied: “New: cat”. The file of this picture was replaced meanwhile; open it again."));
        page.WaitForMasks(0);
        page.WaitForPicture(Cats);
    }

    /// <summary>Looks for a text and accepts what is found.</summary>
    private static int Accept(ServedPage page, string text)
    {
        page.Browser.Press("/");
        page.Browser.Press(text + Keys.Enter);
        Browser.Wait(
            $"proposals for {text}",
            () => page.Browser.Evaluate<bool>("page.store.state.waiting === 0 && page.store.state.proposals.length > 1"));
        int proposals = (int)page.Browser.Evaluate<long>("page.store.state.proposals.length");
        page.Browser.Press(Keys.Enter);
        page.WaitForMasks(proposals);
        return proposals;
    }

    private static Func<DrawnMask, bool> From(string source) => mask => mask.Source == source;

    private static void WaitForSource(ServedPage page, string source)
    {
        page.WaitForSaved();
        Browser.Wait($"the first mask is {source}", () => page.Drawn()[0].Source == source);
    }

    private static void AssertExported(ServedPage page, Dictionary<string, DrawnMask[]> drawn)
    {
        ToolRun export = page.Tool.Run("export", "labels", "--format", "coco");
        Assert.True(export.ExitCode == 0, export.Errors);
        CocoDataset dataset = CocoReader.Read(page.Tool["labels", "coco", "annotations.json"]);
        Assert.Equal(drawn.Keys.Order(StringComparer.Ordinal), dataset.Images.Select(image => image.FileName));
        Dictionary<long, string> classes = dataset.Categories.ToDictionary(category => category.Id, category => category.Name);
        foreach (CocoImage image in dataset.Images)
        {
            DrawnMask[] exported =
            [
                .. dataset.Annotations.Where(annotation => annotation.ImageId == image.Id).Select(annotation => new DrawnMask(
                    classes[annotation.CategoryId], $"{annotation.Source}".ToLowerInvariant(), annotation.Mask)),
            ];
            Assert.Equal(drawn[image.FileName], exported);
        }
    }
}
