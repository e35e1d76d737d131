using System.Text.Json;

namespace ClipSurgery.Tests;

/// <summary>The demo CLIP, from pixels and texts to points, against PyTorch on the same weights.</summary>
public sealed class DemoClipTests : IDisposable
{
    private const float Tolerance = 1e-3f;

    private readonly string _cache = Directory.CreateTempSubdirectory("clip-surgery-").FullName;
    private readonly ClipModel _clip;
    private readonly string[] _labels;
    private readonly JsonDocument _expected = JsonDocument.Parse(File.ReadAllText(TestData.Golden("demo", "expected.json")));

    public DemoClipTests()
    {
        _clip = ClipModel.Load(TestData.Model("clip", "emoji"), new ClipModelOptions { CacheDirectory = _cache });
        _labels = [.. _expected.RootElement.GetProperty("labels").EnumerateArray().Select(label => label.GetString()!)];
    }

    public void Dispose()
    {
        _clip.Dispose();
        _expected.Dispose();
        Directory.Delete(_cache, recursive: true);
    }

    [Fact]
    public void Input_size_comes_from_the_preprocessor() => Assert.Equal((192, 192), (_clip.Config.InputWidth, _clip.Config.InputHeight));

    [Fact]
    public void A_size_that_does_not_fit_into_memory_is_refused()
    {
        ClipConfig large = _clip.Config with { InputWidth = 4096, InputHeight = 4096 };

        Assert.Equal(
            "The size 4096x4096 makes 262145 patches of each picture, which take about 3 GB; this machine has 1. Give a smaller size.",
            Assert.Throws<ClipSurgeryException>(() => EncodingCost.RequireFit(large, 1 << 30)).Message);
        EncodingCost.RequireFit(large, 4L << 30);
        Assert.Throws<ClipSurgeryException>(() => EncodingCost.RequireFit(large, 4L << 30, GradientMethod.LeGrad));
        Assert.Throws<ClipSurgeryException>(() => EncodingCost.RequireFit(large with { Attention = AttentionVariant.ScClip }, 4L << 30));
        EncodingCost.RequireFit(large, 4L << 30, GradientMethod.GradCam);
        Assert.Equal(1, EncodingCost.Work(_clip.Config with { InputWidth = 64, InputHeight = 64 }), 1e-9);
    }

    [Fact]
    public void Text_embeddings_match_the_reference_and_come_back_from_the_cache()
    {
        TextEmbeddings texts = _clip.Embed(_labels, TestContext.Current.CancellationToken);

        TestTensors.AssertClose(Reference("text"), [.. Enumerable.Range(0, _labels.Length).SelectMany(i => texts[i].ToArray())], Tolerance);
        TestTensors.AssertClose(Reference("empty_text"), texts.Empty, Tolerance);
        Assert.Equal(_labels.Length + 1, Directory.EnumerateFiles(Path.Combine(_cache, "text"), "*", SearchOption.AllDirectories).Count());

        using ClipModel again = ClipModel.Load(TestData.Model("clip", "emoji"), new ClipModelOptions { CacheDirectory = _cache });
        Assert.Equal(texts[3].ToArray(), again.Embed(_labels, TestContext.Current.CancellationToken)[3].ToArray());
    }

    [Theory]
    [InlineData("square")]
    [InlineData("wide")]
    public void Tokens_and_maps_match_the_reference(string picture)
    {
        RgbImage image = TestPng.Read(TestData.Golden("demo", $"{picture}.png"));
        ImageTokens tokens = _clip.Encode(image, TestContext.Current.CancellationToken);
        TestTensors.AssertClose(Reference($"{picture}.tokens"), tokens.All, Tolerance);

        AssertMaps(Reference($"{picture}.single_label"), _clip.Locate(image, _labels, LabelContext.EmptyText, TestContext.Current.CancellationToken));
        AssertMaps(Reference($"{picture}.multi_label"), _clip.Locate(image, _labels, LabelContext.AskedTexts, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("square")]
    [InlineData("wide")]
    public void Points_match_the_reference(string picture)
    {
        RgbImage image = TestPng.Read(TestData.Golden("demo", $"{picture}.png"));
        foreach (JsonProperty label in _expected.RootElement.GetProperty("pictures").GetProperty(picture).GetProperty("points").EnumerateObject())
        {
            SimilarityMap map = _clip.Locate(image, [label.Name], LabelContext.EmptyText, TestContext.Current.CancellationToken)[0];

            IReadOnlyList<PromptPoint> points = TextToPoints.Plan(map.Values, map.GridWidth, map.GridHeight, image.Width, image.Height);

            // Cells whose values are nearly equal may change places: the set of points is what must agree.
            PromptPoint[] expected =
            [
                .. label.Value.EnumerateArray().Select(p => new PromptPoint(new ImagePoint(p[0].GetSingle(), p[1].GetSingle()), p[2].GetInt32() == 1)),
            ];
            Assert.Equal(expected.ToHashSet(), points.ToHashSet());
        }
    }

    [Fact]
    public void A_long_text_is_reported_as_cut()
    {
        string text = string.Join(' ', Enumerable.Repeat("cat", 80));

        Assert.Equal([text], _clip.Embed(["cat", text], TestContext.Current.CancellationToken).TruncatedTexts);
    }

    [Fact]
    public void Several_threads_give_what_one_gives()
    {
        RgbImage image = TestPng.Read(TestData.Golden("demo", "wide.png"));
        float[] expected = _clip.Locate(image, ["cat", "bee"], LabelContext.PascalContext, TestContext.Current.CancellationToken)[1].Values.ToArray();

        Parallel.For(0, 6, _ => Assert.Equal(expected, _clip.Locate(image, ["cat", "bee"], LabelContext.PascalContext)[1].Values.ToArray()));
    }

    [Fact]
    public void Cancelling_ends_the_work()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => _clip.Encode(new RgbImage(1, 1, new byte[3]), cancelled.Token));
    }

    [Fact]
    public void Processes_that_convert_at_once_share_one_result()
    {
        string cache = Path.Combine(_cache, "together");
        string[] folders = new string[4];

        Parallel.For(0, folders.Length, i =>
            folders[i] = CheckpointConverter.ConvertOnce(TestData.Model("clip", "emoji"), new ConversionOptions { Depth = 2 }, cache));

        Assert.Single(folders.Distinct());
        Assert.Single(Directory.EnumerateDirectories(Path.Combine(cache, "converted")));
        ModelManifest.Read(folders[0]).Verify(folders[0], full: true);
    }

    private static float[] Reference(string name) => TestTensors.ReadFloats(TestData.Golden("demo", "expected.safetensors"), name);

    /// <summary>The reference is [1 + patches, labels]; maps leave the class token out.</summary>
    private void AssertMaps(float[] expected, IReadOnlyList<SimilarityMap> maps)
    {
        Assert.Equal(_labels, maps.Select(map => map.Text));
        for (int label = 0; label < maps.Count; label++)
        {
            float[] column = [.. Enumerable.Range(1, maps[label].Values.Length).Select(token => expected[token * _labels.Length + label])];
            TestTensors.AssertClose(column, maps[label].Values, Tolerance);
        }
    }
}
