using System.Text.Json;

namespace ClipSurgery.Tests;

/// <summary>The demo CLIP on a picture with two tigers and a person, whose masks are known.</summary>
public sealed class TextEvidenceTests : IDisposable
{
    private static readonly string[] Texts = ["tiger", "person", "zebra", "pizza"];

    private readonly RgbImage _picture = TestPng.Read(TestData.Golden("demo", "square.png"));
    private readonly ClipModel _clip;
    private readonly PictureViews _views;

    public TextEvidenceTests()
    {
        _clip = ClipModel.Load(TestData.Model("clip", "emoji"), new ClipModelOptions { CacheDirectory = SharedCache.FullPath });
        _views = new PictureViews(_clip, _picture, TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        _views.Dispose();
        _clip.Dispose();
    }

    [Fact]
    public void Values_are_probabilities_averaged_over_two_sizes()
    {
        TextEvidence evidence = Evidence(Texts, []);
        float[][] fine = Probabilities(192);
        float[][] coarse = Probabilities(128);

        for (int text = 0; text < Texts.Length; text++)
        {
            SimilarityMap map = evidence.Map(text);
            Assert.Equal((24, 24), (map.GridWidth, map.GridHeight));
            for (int patch = 0; patch < 24 * 24; patch++)
            {
                double expected = (fine[text][patch] + Interpolate(coarse[text], 16, patch % 24, patch / 24)) / 2;
                Assert.Equal(expected, map.Values[patch], 1e-4);
            }
        }
    }

    [Theory]
    [InlineData("tiger")]
    [InlineData("person")]
    public void A_present_text_peaks_on_its_object(string text)
    {
        SimilarityMap map = Evidence(Texts, []).Map(Array.IndexOf(Texts, text));

        int peak = map.Values.ToArray().Index().MaxBy(patch => patch.Item).Index;
        (int x, int y) = ((peak % 24 * 2 + 1) * 384 / 48, (peak / 24 * 2 + 1) * 384 / 48);

        Assert.Contains(Objects(text), mask => mask.ToBitmap()[y * 384 + x] == 1);
    }

    [Theory]
    [InlineData("zebra")]
    [InlineData("pizza")]
    public void An_absent_text_gets_far_less_anywhere(string absent)
    {
        TextEvidence evidence = Evidence(Texts, []);

        float highest = evidence.Map(Array.IndexOf(Texts, absent)).Values.ToArray().Max();

        Assert.True(highest < evidence.Map(0).Values.ToArray().Max() / 5, $"{highest}");
        Assert.True(highest < evidence.Map(1).Values.ToArray().Max() / 2, $"{highest}");
    }

    /// <summary>A rival takes a patch from a text or leaves it as it is. The bank has nouns of these names, by fewer templates.</summary>
    [Fact]
    public void Contrast_only_takes()
    {
        TextEvidence alone = Evidence(["person"], []);
        TextEvidence contrasted = Evidence(["person"], ["tiger", "zebra"]);

        float[] before = alone.Map(0).Values.ToArray();
        float[] after = contrasted.Map(0).Values.ToArray();

        Assert.All(before.Zip(after), pair => Assert.InRange(pair.Second, 0, pair.First + 0.01f));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(93)]
    public void What_speaks_for_a_text_does_not_depend_on_how_many_are_asked(int count)
    {
        string[] asked = ["tiger", .. _clip.Vocabulary.Except(["tiger"]).Take(count - 1)];

        float[] expected = Evidence(["tiger"], []).Map(0).Values.ToArray();
        float[] values = Evidence(asked, []).Map(0).Values.ToArray();

        Assert.All(expected.Zip(values), pair => Assert.Equal(pair.First, pair.Second, 0.02));
        Assert.Equal(expected.Max(), values.Max(), 0.01);
    }

    [Theory]
    [InlineData("tiger")]
    [InlineData("person")]
    public void A_second_look_at_an_object_tells_what_it_is(string text)
    {
        TextEvidence evidence = Evidence(Texts, []);
        Mask largest = Objects(text).MaxBy(mask => mask.Area)!;

        double[] probabilities =
            [.. Texts.Select((_, i) => evidence.LookAgain(i, largest, TestContext.Current.CancellationToken))];

        double own = probabilities[Array.IndexOf(Texts, text)];
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

    /// <summary>What the model sees in noise is weaker than what it sees in what it knows.</summary>
    [Fact]
    public void A_picture_of_nothing_has_no_heights()
    {
        RgbImage grey = new(64, 64, [.. Enumerable.Repeat((byte)128, 64 * 64 * 3)]);

        using PictureViews views = new(_clip, grey, TestContext.Current.CancellationToken);
        TextEvidence nothing = new(
            _clip, views, Texts, [], TextGroups.None, [], new EvidenceSettings(), TestContext.Current.CancellationToken);

        Assert.InRange(nothing.Highest, 0, 4);
        Assert.InRange(Evidence(Texts, []).Highest, nothing.Highest + 1, 12);
    }

    private TextEvidence Evidence(string[] texts, IReadOnlyList<string> contrast) =>
        new(_clip, _views, texts, contrast, TextGroups.None, [], new EvidenceSettings(), TestContext.Current.CancellationToken);

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

    /// <summary>What patches say at one size, <c>[texts][patches]</c>.</summary>
    private float[][] Probabilities(int side)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        EvidenceSettings settings = new();
        TextBackground words = _clip.Background.Texts(token);
        float[] asked = words.Directions(_clip.Embed(Texts, token).Rows);
        ImageTokens tokens = _clip.Encode(_picture, side, side, token);
        PictureBackground background = _clip.Background.Pictures(side, side, token);
        float[] centre = background.MovedCentre(background.ShiftOf(tokens), settings.OwnShare);
        float[] directions = background.Scale([.. asked, .. words.Rivals(asked)], settings.ReachShare);
        PatchEvidence evidence = new(tokens, directions, centre, LearnedHeights.None, TextGroups.None, settings.Level, settings.MapSlope);
        return [.. Texts.Select((_, text) => evidence.Of(text))];
    }

    /// <summary>Bilinear with half-pixel centres, from a square grid to one of 24 patches.</summary>
    private static double Interpolate(float[] grid, int side, int x, int y)
    {
        (int left, int right, double dx) = Place(x);
        (int top, int bottom, double dy) = Place(y);
        double above = grid[top * side + left] * (1 - dx) + grid[top * side + right] * dx;
        double below = grid[bottom * side + left] * (1 - dx) + grid[bottom * side + right] * dx;
        return above * (1 - dy) + below * dy;

        (int Before, int After, double Share) Place(int place)
        {
            double exact = Math.Max(0, (place + 0.5) * side / 24 - 0.5);
            int before = (int)exact;
            return (before, Math.Min(side - 1, before + 1), exact - before);
        }
    }
}
