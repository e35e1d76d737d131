namespace ClipSurgery.Tests;

/// <summary>How a prompt becomes what a model takes.</summary>
public sealed class SamPromptLimitsTests(SamLayouts layouts) : IClassFixture<SamLayouts>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly BoxXywh Box = new(10, 20, 30, 40);
    private static readonly MaskPrompt Everything =
        new([Point(1, 2), Point(3, 4, false), Point(5, 6)], Box) { Logits = new float[4] };

    [Fact]
    public void Without_limits_a_prompt_stays_as_it_is()
    {
        Assert.Same(Everything, SamPromptLimits.None.Adapt(Everything, 100, 100));
    }

    [Fact]
    public void Negative_points_and_masks_are_left_out()
    {
        SamPromptLimits limits = new() { TakesNegativePoints = false, TakesMasks = false };

        MaskPrompt adapted = limits.Adapt(Everything, 100, 100);

        Assert.Equal([Point(1, 2), Point(5, 6)], adapted.Points);
        Assert.Equal(Box, adapted.Box);
        Assert.True(adapted.Logits.IsEmpty);
    }

    [Fact]
    public void Points_after_the_most_are_left_out_and_a_box_takes_two()
    {
        PromptPoint[] points = [.. Enumerable.Range(0, 9).Select(i => Point(i, i))];
        SamPromptLimits limits = new() { MostPoints = 6 };

        Assert.Equal(points[..6], limits.Adapt(new MaskPrompt(points), 100, 100).Points);
        Assert.Equal(points[..4], limits.Adapt(new MaskPrompt(points, Box), 100, 100).Points);
    }

    [Fact]
    public void A_box_becomes_its_centre_only_where_no_point_is_inside()
    {
        SamPromptLimits limits = new() { TakesBoxes = false };

        Assert.Equal(Everything with { Box = null }, limits.Adapt(Everything, 100, 100));
        Assert.Equal([Point(25, 40)], limits.Adapt(new MaskPrompt([], Box), 100, 100).Points);
        Assert.Equal([Point(3, 4, false), Point(25, 40)], limits.Adapt(new MaskPrompt([Point(3, 4, false)], Box), 100, 100).Points);
    }

    [Fact]
    public void Points_become_the_box_around_them_inside_the_picture()
    {
        SamPromptLimits limits = new() { TakesPoints = false };

        MaskPrompt around = limits.Adapt(new MaskPrompt([Point(20, 200), Point(50, 40)]), 100, 200);
        MaskPrompt corner = limits.Adapt(new MaskPrompt([Point(0, 0)]), 100, 200);

        Assert.Empty(around.Points);
        Assert.Equal(new BoxXywh(19.5, 39, 31, 161), around.Box);
        Assert.Equal(new BoxXywh(0, 0, 0.5, 1), corner.Box);
        Assert.Equal(Box, limits.Adapt(Everything, 100, 100).Box);
    }

    [Fact]
    public void EfficientSam_takes_six_points_and_no_negative_ones()
    {
        using SamModel sam = SamModel.Load(layouts["efficientsam"]);
        using SamImage image = sam.Encode(TestPng.Read(TestData.Golden("sam", "pictures", "0.png")), Token);
        PromptPoint[] points = [.. Enumerable.Range(0, 6).Select(i => Point(200 + 10 * i, 300))];

        string six = First(new MaskPrompt(points));
        string more = First(new MaskPrompt([Point(5, 5, false), .. points, Point(10, 10)]));
        string five = First(new MaskPrompt(points[..5]));

        Assert.Equal(6, sam.PromptLimits.MostPoints);
        Assert.Equal(six, more);
        Assert.NotEqual(six, five);
        Assert.Throws<ArgumentException>(() => First(new MaskPrompt([Point(5, 5, false)])));

        string First(MaskPrompt prompt) => image.Predict(prompt, Token)[0].ToMask().ToCompressed();
    }

    [Fact]
    public void A_large_picture_is_halved_before_a_model_that_takes_any_size()
    {
        using SamModel sam = SamModel.Load(layouts["efficientsam"]);
        RgbImage small = TestPng.Read(TestData.Golden("sam", "pictures", "0.png"));
        RgbImage large = PillowResize.Resize(small, 8 * small.Width, 8 * small.Height, ResampleFilter.Bicubic);
        using SamImage expected = sam.Encode(small, Token);
        using SamImage image = sam.Encode(large, Token);

        Mask mask = image.Predict(new MaskPrompt([Point(8 * 235, 8 * 315)]), Token)[0].ToMask();
        MaskCandidate reference = expected.Predict(new MaskPrompt([Point(235, 315)]), Token)[0];

        Assert.Equal((large.Width, large.Height), (mask.Width, mask.Height));
        Assert.Equal(64 * (double)reference.ToMask().Area, mask.Area, 0.05 * mask.Area);
    }

    private static PromptPoint Point(float x, float y, bool isPositive = true) => new(new ImagePoint(x, y), isPositive);
}
