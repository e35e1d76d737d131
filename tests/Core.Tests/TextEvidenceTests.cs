using System.Text.Json;

namespace ClipSurgery.Tests;

/// <summary>The demo CLIP on a picture with two tigers and a person, whose masks are known.</summary>
public sealed class TextEvidenceTests : IDisposable
{
    private static readonly string[] Texts = ["tiger", "person", "zebra", "pizza"];

    private readonly TemporaryFolder _cache = new();
    private readonly RgbImage _picture = TestPng.Read(TestData.Golden("demo", "square.png"));
    private readonly ClipModel _clip;

    public TextEvidenceTests() =>
        _clip = ClipModel.Load(TestData.Model("clip", "emoji"), new ClipModelOptions { CacheDirectory = _cache.FullPath });

    public void Dispose()
    {
        _clip.Dispose();
        _cache.Dispose();
    }

    [Fact]
    public void Values_are_probabilities_averaged_over_two_sizes()
    {
        TextEvidence evidence = Evidence(Texts, ["sky", "road"]);
        double[][] fine = Probabilities(192, 0.5);
        double[][] coarse = Probabilities(128, 0.5);

        for (int text = 0; text < Texts.Length; text++)
        {
            Assert.Equal((24, 24), (evidence.Map(text).GridWidth, evidence.Map(text).GridHeight));
            for (int patch = 0; patch < 24 * 24; patch++)
            {
                double expected = (fine[patch][text] + Interpolate(coarse, 16, text, patch % 24, patch / 24)) / 2;
                Assert.Equal(expected, evidence.Map(text).Values[patch], 1e-4);
            }
        }
    }

    [Theory]
    [InlineData("tiger")]
    [InlineData("person")]
    public void A_present_text_peaks_on_its_object(string text)
    {
        SimilarityMap map = Evidence(Texts, BackgroundTexts.Stuff).Map(Array.IndexOf(Texts, text));

        int peak = map.Values.ToArray().Index().MaxBy(patch => patch.Item).Index;
        (int x, int y) = ((peak % 24 * 2 + 1) * 384 / 48, (peak / 24 * 2 + 1) * 384 / 48);

        Assert.Contains(Objects(text), mask => mask.ToBitmap()[y * 384 + x] == 1);
    }

    [Theory]
    [InlineData("zebra")]
    [InlineData("pizza")]
    public void An_absent_text_gets_far_less_anywhere(string absent)
    {
        TextEvidence evidence = Evidence(Texts, BackgroundTexts.Stuff);

        float highest = evidence.Map(Array.IndexOf(Texts, absent)).Values.ToArray().Max();

        Assert.True(highest < evidence.Map(0).Values.ToArray().Max() / 5, $"{highest}");
        Assert.True(highest < evidence.Map(1).Values.ToArray().Max() / 2, $"{highest}");
    }

    [Fact]
    public void Texts_share_one_probability_with_the_contrast_and_the_empty_text()
    {
        double[] alone = Sums(Evidence(Texts, []));
        double[] contrasted = Sums(Evidence(Texts, BackgroundTexts.Stuff));

        Assert.All(alone, sum => Assert.InRange(sum, double.Epsilon, 1 + 1e-6));
        Assert.All(alone.Zip(contrasted), pair => Assert.True(pair.Second < pair.First));

        static double[] Sums(TextEvidence evidence)
        {
            SimilarityMap[] maps = [.. Texts.Select((_, text) => evidence.Map(text))];
            return [.. Enumerable.Range(0, 24 * 24).Select(patch => maps.Sum(map => (double)map.Values[patch]))];
        }
    }

    [Fact]
    public void A_second_look_at_everything_is_the_mean_at_the_trained_size_over_all_that_the_model_knows()
    {
        Mask everything = Mask.FromBitmap(384, 384, [.. Enumerable.Repeat((byte)1, 384 * 384)]);
        double[][] probabilities = Probabilities(_clip.Config.TrainedSize, 1, _clip.Vocabulary.Except(Texts));

        TextEvidence evidence = Evidence(Texts, ["sky", "road"]);

        Assert.All(Texts.Index(), text => Assert.Equal(
            probabilities.Average(patch => patch[text.Index]),
            evidence.LookAgain(text.Index, everything, TestContext.Current.CancellationToken),
            1e-4));
    }

    [Theory]
    [InlineData("tiger")]
    [InlineData("person")]
    public void A_second_look_at_an_object_tells_what_it_is(string text)
    {
        TextEvidence evidence = Evidence(Texts, BackgroundTexts.Stuff);
        Mask largest = Objects(text).MaxBy(mask => mask.Area)!;

        double[] probabilities =
            [.. Texts.Select((_, i) => evidence.LookAgain(i, largest, TestContext.Current.CancellationToken))];

        double own = probabilities[Array.IndexOf(Texts, text)];
        Assert.True(probabilities.Sum() <= 1 + 1e-6);
        Assert.All(
            Texts.Zip(probabilities).Where(other => other.First != text),
            other => Assert.True(own > 4 * other.Second, $"{text} {own}, {other.First} {other.Second}"));
    }

    /// <summary>A mask of one pixel in a corner, one as large as the picture, and one of a line are looked at, too.</summary>
    [Theory]
    [InlineData(0, 0, 1, 1)]
    [InlineData(383, 383, 1, 1)]
    [InlineData(0, 0, 384, 384)]
    [InlineData(0, 200, 384, 1)]
    [InlineData(383, 0, 1, 384)]
    public void A_second_look_stays_inside_the_picture(int left, int top, int width, int height)
    {
        byte[] bitmap = new byte[384 * 384];
        for (int y = top; y < top + height; y++)
        {
            bitmap.AsSpan(y * 384 + left, width).Fill(1);
        }

        Mask mask = Mask.FromBitmap(384, 384, bitmap);
        double probability = Evidence(["tiger"], ["sky"]).LookAgain(0, mask, TestContext.Current.CancellationToken);

        Assert.InRange(probability, double.Epsilon, 1);
    }

    [Fact]
    public void A_background_text_that_is_asked_for_is_not_its_own_rival()
    {
        Assert.Contains("sky", Contrast("tiger"));
        Assert.DoesNotContain("sky", Contrast("sky"));
        Assert.DoesNotContain("sky", Contrast("tiger", "Sky"));
        Assert.Subset(BackgroundTexts.Stuff.ToHashSet(), Contrast("sky").ToHashSet());

        IReadOnlyList<string> Contrast(params string[] asked) =>
            BackgroundTexts.For(_clip, asked, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void What_means_nothing_of_the_background_leaves_all_of_it() =>
        Assert.Equal(BackgroundTexts.Stuff, BackgroundTexts.For(_clip, Texts, TestContext.Current.CancellationToken));

    private TextEvidence Evidence(string[] texts, IReadOnlyList<string> contrast) =>
        new(_clip, _picture, texts, contrast, TextGroups.None, TestContext.Current.CancellationToken);

    /// <summary>The true masks of the same picture among SAM's references.</summary>
    private static Mask[] Objects(string label)
    {
        using JsonDocument rows = JsonDocument.Parse(File.ReadAllText(TestData.Golden("sam", "expected.json")));
        return
        [
            .. rows.RootElement.EnumerateArray()
                .Where(row => row.GetProperty("picture").GetString() == "0.png" && row.GetProperty("label").GetString() == label)
                .Select(row => row.GetProperty("truth").GetString()!).Distinct()
                .Select(counts => Mask.FromCompressed(384, 384, counts)),
        ];
    }

    /// <summary>Plain softmax over the texts, the contrast, others and the empty text, <c>[patches][texts + 3 + others]</c>.</summary>
    private double[][] Probabilities(int side, double share, params IEnumerable<string> others)
    {
        TextEmbeddings set = _clip.Embed([.. Texts, "sky", "road", .. others], TestContext.Current.CancellationToken);
        double scale = _clip.Config.LogitScale * share;
        float[][] rows = [.. Enumerable.Range(0, set.Texts.Count).Select(i => set[i].ToArray()), set.Empty.ToArray()];
        ImageTokens tokens = _clip.Encode(_picture, side, side, TestContext.Current.CancellationToken);
        return
        [
            .. tokens.Patches.ToArray().Chunk(set.Width).Select(token =>
            {
                double[] cosines = [.. rows.Select(row => row.Zip(token).Sum(pair => (double)pair.First * pair.Second))];
                double[] powers = [.. cosines.Select(cosine => Math.Exp(scale * cosine))];
                return powers.Select(power => power / powers.Sum()).ToArray();
            }),
        ];
    }

    /// <summary>Bilinear with half-pixel centres, from a square grid to one of 24 patches.</summary>
    private static double Interpolate(double[][] grid, int side, int text, int x, int y)
    {
        (int left, int right, double dx) = Place(x);
        (int top, int bottom, double dy) = Place(y);
        double above = grid[top * side + left][text] * (1 - dx) + grid[top * side + right][text] * dx;
        double below = grid[bottom * side + left][text] * (1 - dx) + grid[bottom * side + right][text] * dx;
        return above * (1 - dy) + below * dy;

        (int Before, int After, double Share) Place(int place)
        {
            double exact = Math.Max(0, (place + 0.5) * side / 24 - 0.5);
            int before = (int)exact;
            return (before, Math.Min(side - 1, before + 1), exact - before);
        }
    }
}
