using System.Text.Json;
using System.Text.RegularExpressions;

namespace ClipSurgery.Tests;

public sealed partial class ReviewPageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pictures_and_instances_lie_in_the_page()
    {
        Mask mask = ReviewSample.Box(3, 4, 10, 12);
        ReviewSample.WritePicture(_folder["a.png"]);
        LabelledDataset dataset = ReviewSample.Create(
            _folder.FullPath, ["cat", "dog"], ("a.png", [(1, 0.123456, mask), (0, null, mask)]));

        JsonElement picture = Assert.Single(Pictures(WritePage(dataset, unreadable: 0)));

        Assert.Equal("a.png", picture.GetProperty("file_name").GetString());
        Assert.Equal(ReviewSample.Width, picture.GetProperty("width").GetInt32());
        Assert.Equal(ReviewSample.Height, picture.GetProperty("height").GetInt32());
        Assert.False(picture.TryGetProperty("problem", out _));
        JsonElement[] instances = [.. picture.GetProperty("instances").EnumerateArray()];
        Assert.Equal(1, instances[0].GetProperty("class").GetInt32());
        Assert.Equal(0.1235, instances[0].GetProperty("score").GetDouble());
        Assert.Equal(InstanceKey.Of("a.png", "dog", mask), instances[0].GetProperty("key").GetString());
        Assert.Equal(mask.ToCompressed(), instances[0].GetProperty("counts").GetString());
        Assert.False(instances[1].TryGetProperty("score", out _));
    }

    [Fact]
    public void A_picture_folder_may_end_in_a_separator()
    {
        ReviewSample.WritePicture(_folder["a.png"]);

        WritePage(ReviewSample.Create($"{_folder.FullPath}/", ["cat"], ("a.png", [])), unreadable: 0);
    }

    [Fact]
    public void A_picture_is_embedded_no_larger_than_512_pixels()
    {
        byte[] pixels = new byte[1200 * 600 * 3];
        PngFile.WriteRgb(_folder["wide.png"], new RgbImage(1200, 600, pixels));
        LabelledDataset sample = ReviewSample.Create(_folder.FullPath, ["cat"], ("wide.png", []));
        CocoImage image = new(1, "wide.png", 1200, 600);
        LabelledDataset dataset = sample with { Images = [image], Pictures = [new PictureLabels(image, [])] };

        RgbImage thumbnail = ImageFile.Read(Thumbnails(WritePage(dataset, unreadable: 0)).Single(), "thumbnail").Image;

        Assert.Equal((512, 256), (thumbnail.Width, thumbnail.Height));
    }

    [Fact]
    public void A_mask_shrinks_with_its_picture_and_the_thinnest_does_not_vanish()
    {
        LabelledDataset sample = ReviewSample.Create(_folder.FullPath, ["cat"], ("gone.png", []));
        CocoImage image = new(1, "gone.png", 1024, 512);
        CocoAnnotation[] annotations = [.. new[]
        {
            ReviewSample.Box(100, 50, 20, 10, 1024, 512),
            ReviewSample.Box(7, 9, 1, 1, 1024, 512),
        }.Select((mask, index) => new CocoAnnotation { Id = index + 1, ImageId = 1, CategoryId = 1, Mask = mask })];
        LabelledDataset dataset = sample with { Images = [image], Pictures = [new PictureLabels(image, annotations)] };

        JsonElement picture = Pictures(WritePage(dataset, unreadable: 1)).Single();

        Mask[] masks = [.. picture.GetProperty("instances").EnumerateArray()
            .Select(instance => Mask.FromCompressed(512, 256, instance.GetProperty("counts").GetString()!))];
        Assert.Equal(ReviewSample.Box(50, 25, 10, 5, 512, 256), masks[0]);
        Assert.Equal(ReviewSample.Box(3, 4, 1, 1, 512, 256), masks[1]);
    }

    [Fact]
    public void What_cannot_be_read_any_more_is_said_without_the_folder()
    {
        ReviewSample.WritePicture(_folder["resized.png"], 41, 30);
        LabelledDataset dataset = ReviewSample.Create(
            _folder.FullPath, ["cat"], ("../secret.png", []), ("gone.png", []), ("nul\0.png", []), ("resized.png", []));

        string page = WritePage(dataset, unreadable: 4);

        Assert.Equal(
            [
                "The file name leads out of the picture folder.",
                "gone.png: no such file. Check the path.",
                "The file name leads out of the picture folder.",
                "The file is 41x30 now; it was 40x30 when it was labelled.",
            ],
            Pictures(page).Select(picture => picture.GetProperty("problem").GetString()));
        Assert.DoesNotContain(_folder.FullPath, page);
        Assert.All(Thumbnails(page), Assert.Empty);
    }

    [Fact]
    public void Pictures_without_a_known_folder_are_shown_as_masks() => Assert.Equal(
        "The folder of the pictures is not known.",
        Pictures(WritePage(ReviewSample.Create("", ["cat"], ("a.png", [])) with { PictureFolder = null }, unreadable: 1))
            .Single().GetProperty("problem").GetString());

    [Theory]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("</script><script>alert(1)</script>")]
    [InlineData("<!--<script>")]
    [InlineData("line\u2028and\u2029paragraph")]
    [InlineData("\"quoted\" & 'more' {{data}} \\")]
    public void A_hostile_name_stays_a_name(string name)
    {
        LabelledDataset dataset = ReviewSample.Create(_folder.FullPath, [name], ($"{name}.png", []));
        string harmless = WritePage(ReviewSample.Create(_folder.FullPath, ["cat"], ("a.png", [])), unreadable: 1);

        string page = WritePage(dataset, unreadable: 1);

        Assert.Equal($"{name}.png", Pictures(page).Single().GetProperty("file_name").GetString());
        Assert.Equal(name, Run(page).GetProperty("classes")[0].GetProperty("name").GetString());
        Assert.Equal(harmless.Count(character => character == '<'), page.Count(character => character == '<'));
    }

    [Fact]
    public void All_data_is_ascii() => Assert.All(
        Pictures(WritePage(ReviewSample.Create(_folder.FullPath, ["猫"], ("猫.png", [])), unreadable: 1)),
        picture => Assert.True(picture.GetRawText().All(char.IsAscii)));

    [Fact]
    public void Nothing_but_its_own_script_and_style_may_run()
    {
        string page = WritePage(ReviewSample.Create(_folder.FullPath, ["cat"], ("a.png", [])), unreadable: 1);

        string policy = Policy().Match(page).Groups[1].Value;

        Assert.Matches(
            "^default-src 'none'; img-src data:; style-src 'sha256-[^' ]+'; script-src 'sha256-[^' ]+'; "
            + "base-uri 'none'; form-action 'none'$",
            policy);
        Assert.DoesNotContain("http:", page);
        Assert.DoesNotContain("https:", page);
    }

    [Fact]
    public void The_same_data_set_gives_the_same_bytes_wherever_its_folder_lies()
    {
        ReviewSample.WritePicture(_folder["one", "a.png"]);
        ReviewSample.WritePicture(_folder["two", "a.png"]);
        Assert.Equal(PageOf("one"), PageOf("two"));

        string PageOf(string name) => WritePage(
            ReviewSample.Create(_folder[name], ["cat"], ("a.png", [(0, 0.5, ReviewSample.Box(1, 1, 5, 5))]), ("gone.png", [])),
            unreadable: 1);
    }

    [Fact]
    public void The_run_changes_with_the_instances_alone()
    {
        Assert.Equal(RunOf(score: 0.5, maskHeight: 5), RunOf(score: 0.6, maskHeight: 5));
        Assert.NotEqual(RunOf(score: 0.5, maskHeight: 5), RunOf(score: 0.5, maskHeight: 6));

        string RunOf(double score, int maskHeight) => Run(WritePage(
            ReviewSample.Create(_folder.FullPath, ["cat"], ("a.png", [(0, score, ReviewSample.Box(1, 1, 5, maskHeight))])),
            unreadable: 1)).GetProperty("run").GetString()!;
    }

    [Fact]
    public void Pictures_are_written_one_at_a_time_and_counted()
    {
        LabelledDataset dataset = ReviewSample.Create(_folder.FullPath, ["cat"], ("a.png", []), ("b.png", []), ("c.png", []));
        List<int> progress = [];
        List<int> written = [];
        LabelledDataset watched = dataset with
        {
            Pictures = dataset.Pictures.Select(picture =>
            {
                written.Add(progress.Count);
                return picture;
            }),
        };

        ReviewPage.Write(_folder["page.html"], watched, new ListedProgress(progress), TestContext.Current.CancellationToken);

        Assert.Equal([1, 2, 3], progress);
        Assert.Equal([0, 1, 2], written);
    }

    [Fact]
    public void A_cancelled_page_is_not_there()
    {
        LabelledDataset dataset = ReviewSample.Create(_folder.FullPath, ["cat"], ("a.png", []));
        Assert.Throws<OperationCanceledException>(
            () => ReviewPage.Write(_folder["page.html"], dataset, cancellationToken: new CancellationToken(canceled: true)));
        Assert.Empty(_folder.Names());
    }

    private string WritePage(LabelledDataset dataset, int unreadable)
    {
        string path = _folder["page.html"];
        Assert.Equal(unreadable, ReviewPage.Write(path, dataset, cancellationToken: TestContext.Current.CancellationToken));
        return File.ReadAllText(path);
    }

    private static JsonElement[] Pictures(string page) =>
        [.. PictureBlock().Matches(page).Select(match => JsonElement.Parse(match.Groups[1].Value))];

    private static byte[][] Thumbnails(string page) =>
        [.. ThumbnailBlock().Matches(page).Select(match => Convert.FromBase64String(match.Groups[1].Value))];

    private static JsonElement Run(string page) => JsonElement.Parse(RunBlock().Match(page).Groups[1].Value);

    [GeneratedRegex("<script type=\"application/json\" class=\"picture\">(.*?)</script>")]
    private static partial Regex PictureBlock();

    [GeneratedRegex("<script type=\"application/octet-stream\">(.*?)</script>")]
    private static partial Regex ThumbnailBlock();

    [GeneratedRegex("<script type=\"application/json\" class=\"run\">(.*?)</script>")]
    private static partial Regex RunBlock();

    [GeneratedRegex("Content-Security-Policy\" content=\"([^\"]*)\"")]
    private static partial Regex Policy();

    /// <summary>Unlike <see cref="Progress{T}"/> it listens at once.</summary>
    private sealed class ListedProgress(List<int> values) : IProgress<int>
    {
        public void Report(int value) => values.Add(value);
    }
}
