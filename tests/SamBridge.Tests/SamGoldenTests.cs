namespace ClipSurgery.Tests;

/// <summary>The demo SAM against ONNX Runtime driven from Python: 69 prompts on pictures of several shapes.</summary>
public sealed class SamGoldenTests : IDisposable
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly SamModel _sam = SamModel.Load(TestData.Model("sam", "emoji"));

    public void Dispose() => _sam.Dispose();

    [Fact]
    public void Sizes_are_read_from_the_model()
    {
        Assert.Equal(256, _sam.InputSize);
        Assert.Equal(128, _sam.LowResolutionSize);
    }

    [Fact]
    public void Candidates_match_the_reference()
    {
        (int masks, double lowest) = GoldenPrompts.Compare(_sam, "official");

        Assert.Equal(207, masks);
        TestContext.Current.TestOutputHelper?.WriteLine($"lowest IoU {lowest}");
    }

    [Fact]
    public void Several_threads_give_what_one_gives()
    {
        RgbImage picture = TestPng.Read(TestData.Golden("sam", "pictures", "1.png"));
        MaskPrompt prompt = new([new PromptPoint(new ImagePoint(100, 100), true)]);
        using SamImage shared = _sam.Encode(picture, Token);
        string expected = shared.Predict(prompt, Token)[0].ToMask().ToCompressed();

        Parallel.For(0, 8, _ =>
        {
            using SamImage own = _sam.Encode(picture);
            Assert.Equal(expected, own.Predict(prompt)[0].ToMask().ToCompressed());
            Assert.Equal(expected, shared.Predict(prompt)[0].ToMask().ToCompressed());
        });
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 500)]
    [InlineData(700, 2)]
    public void Pictures_of_any_shape_have_masks_of_their_own_size(int width, int height)
    {
        using SamImage image = _sam.Encode(new RgbImage(width, height, new byte[width * height * 3]), Token);

        Mask mask = image.Predict(new MaskPrompt([new PromptPoint(default, true)]), Token)[0].ToMask();

        Assert.Equal((width, height), (mask.Width, mask.Height));
    }

    [Fact]
    public void A_prompt_outside_the_picture_is_refused_with_the_pictures_size()
    {
        using SamImage image = _sam.Encode(new RgbImage(4, 3, new byte[36]), Token);

        Assert.Contains("Point 5,1 lies outside the picture of 4x3", Refused(new MaskPrompt([new PromptPoint(new ImagePoint(5, 1), true)])));
        Assert.Contains("Box 1,1,3,3", Refused(new MaskPrompt([], new BoxXywh(1, 1, 3, 3))));
        Assert.Contains("empty", Refused(new MaskPrompt([])));
        Assert.Contains("NaN", Refused(new MaskPrompt([new PromptPoint(new ImagePoint(float.NaN, 1), true)])));

        string Refused(MaskPrompt prompt) => Assert.Throws<ArgumentException>(() => image.Predict(prompt, Token)).Message;
    }

    [Fact]
    public void A_disposed_picture_cannot_be_asked()
    {
        SamImage image = _sam.Encode(new RgbImage(4, 3, new byte[36]), Token);
        image.Dispose();

        Assert.Throws<ObjectDisposedException>(() => image.Predict(new MaskPrompt([new PromptPoint(default, true)]), Token));
    }

    [Fact]
    public void An_earlier_mask_is_refined()
    {
        using SamImage image = _sam.Encode(TestPng.Read(TestData.Golden("sam", "pictures", "1.png")), Token);
        MaskPrompt prompt = GoldenPrompts.Of("official")["1.png"].First().Prompt;
        MaskCandidate[] first = [.. image.Predict(prompt, Token)];

        MaskPrompt refined = prompt with { Logits = first[0].Logits.ToArray() };
        MaskCandidate second = image.Predict(refined, Token)[0];

        Assert.NotEqual(first[0].Logits.ToArray(), second.Logits.ToArray());
        Assert.True(first[0].ToMask().IoU(second.ToMask()) > 0.8);
        string message = Assert.Throws<ArgumentException>(() => image.Predict(
            prompt with { Logits = new float[3] }, Token)).Message;
        Assert.Contains("has 3 logits; this model's masks have 16384", message);
    }
}
