namespace ClipSurgery.Tests;

public sealed class MapMethodTests : IDisposable
{
    private readonly TemporaryFolder _cache = new();

    public void Dispose() => _cache.Dispose();

    [Theory]
    [InlineData("surgery", AttentionVariant.Surgery, false, true)]
    [InlineData("clip", AttentionVariant.Raw, false, false)]
    [InlineData("reversed", AttentionVariant.Raw, true, false)]
    [InlineData("MaskCLIP", AttentionVariant.MaskClip, false, false)]
    [InlineData("ClearCLIP", AttentionVariant.ClearClip, false, false)]
    [InlineData("NACLIP", AttentionVariant.NaClip, false, false)]
    [InlineData("SCLIP", AttentionVariant.Sclip, false, false)]
    [InlineData("scclip", AttentionVariant.ScClip, false, false)]
    public void A_method_is_found_by_its_name_in_any_case(
        string name, AttentionVariant attention, bool isReversed, bool hasFeatureSurgery)
    {
        MapMethod method = Assert.IsType<MapMethod>(MapMethod.Find(name));

        Assert.Equal((attention, isReversed, hasFeatureSurgery), (method.Attention, method.IsReversed, method.HasFeatureSurgery));
        Assert.Equal(name, method.Name, ignoreCase: true);
    }

    [Theory]
    [InlineData("gradcam", GradientMethod.GradCam)]
    [InlineData("bimodal", GradientMethod.BiModal)]
    [InlineData("bimodal-all", GradientMethod.BiModalAll)]
    [InlineData("gScoreCAM", GradientMethod.GScoreCam)]
    [InlineData("Grad-ECLIP", GradientMethod.GradEclip)]
    [InlineData("LeGrad", GradientMethod.LeGrad)]
    public void A_method_of_gradients_is_found_by_its_name(string name, GradientMethod gradient)
    {
        MapMethod method = Assert.IsType<MapMethod>(MapMethod.Find(name));

        Assert.Equal((gradient, false, 300), (method.Gradient, method.HasFeatureSurgery, method.Channels));
        Assert.Throws<ArgumentOutOfRangeException>(() => method with { Channels = 0 });
    }

    [Theory]
    [InlineData("")]
    [InlineData("surgery ")]
    [InlineData("raw")]
    public void Another_name_is_none(string name) => Assert.Null(MapMethod.Find(name));

    [Fact]
    public void Names_are_distinct_and_the_first_is_surgery()
    {
        Assert.Equal(16, MapMethod.All.Select(method => method.Name.ToLowerInvariant()).Distinct().Count());
        Assert.Equal(16, MapMethod.All.Count);
        Assert.Same(MapMethod.Surgery, MapMethod.All[0]);
    }

    [Fact]
    public void Reversed_patches_are_the_negative_and_the_class_token_is_not()
    {
        RgbImage image = TestPng.Read(TestData.Golden("demo", "square.png"));
        ImageTokens plain = Encode(isReversed: false);
        ImageTokens reversed = Encode(isReversed: true);

        Assert.Equal(plain.Cls.ToArray(), reversed.Cls.ToArray());
        Assert.Equal(plain.Patches.ToArray().Select(value => -value), reversed.Patches.ToArray());

        ImageTokens Encode(bool isReversed)
        {
            ClipModelOptions options = new()
            {
                Conversion = new ConversionOptions { Attention = AttentionVariant.Raw },
                Method = MapMethod.Find(isReversed ? "reversed" : "clip"),
                CacheDirectory = _cache.FullPath,
            };
            using var clip = ClipModel.Load(TestData.Model("clip", "emoji"), options);
            return clip.Encode(image, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void Without_feature_surgery_a_map_is_the_cosine()
    {
        RgbImage image = TestPng.Read(TestData.Golden("demo", "square.png"));
        ClipModelOptions options = new() { CacheDirectory = _cache.FullPath };
        using var clip = ClipModel.Load(TestData.Model("clip", "emoji"), options);
        ImageTokens tokens = clip.Encode(image, TestContext.Current.CancellationToken);
        TextEmbeddings texts = clip.Embed(["tiger", "person"], TestContext.Current.CancellationToken);

        IReadOnlyList<SimilarityMap> maps =
            clip.Locate(image, ["tiger", "person"], LabelContext.Plain, TestContext.Current.CancellationToken);

        for (int text = 0; text < 2; text++)
        {
            for (int patch = 0; patch < maps[text].Values.Length; patch++)
            {
                double cosine = 0;
                for (int i = 0; i < texts.Width; i++)
                {
                    cosine += (double)tokens.Patches[patch * texts.Width + i] * texts[text][i];
                }

                Assert.Equal(cosine, maps[text].Values[patch], 1e-6);
            }
        }
    }
}
