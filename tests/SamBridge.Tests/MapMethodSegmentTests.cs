namespace ClipSurgery.Tests;

/// <summary>Masks from other maps than CLIP Surgery's.</summary>
public sealed class MapMethodSegmentTests : IDisposable
{
    private readonly SamModel _sam = SamModel.Load(TestData.Model("sam", "emoji"));

    public void Dispose() => _sam.Dispose();

    [Theory]
    [InlineData("gradcam")]
    [InlineData("grad-eclip")]
    [InlineData("legrad")]
    public void A_gradient_map_prompts_one_mask(string method)
    {
        using ClipModel clip = Load(method);
        TextSegmenter segmenter = new(clip, _sam);
        RgbImage picture = DemoSegmenter.Scene("0061.jpg");
        SegmentOptions options = new() { Instances = InstanceMode.One, Presence = 0 };

        Instance found = Assert.Single(segmenter.Segment(picture, ["donut"], options, TestContext.Current.CancellationToken).Instances);

        Assert.InRange(DemoSegmenter.Objects("0061.jpg", "donut").Max(found.Mask.IoU), 0.5, 1);
    }

    [Fact]
    public void A_gradient_map_tells_no_instances_apart()
    {
        using ClipModel clip = Load("gradcam");
        TextSegmenter segmenter = new(clip, _sam);

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(
            () => segmenter.Segment(DemoSegmenter.Scene("0061.jpg"), ["donut"], null, TestContext.Current.CancellationToken));

        Assert.Equal(
            "Method gradcam makes one map for each text, in which instances cannot be told apart; expected one mask for each text.", error.Message);
    }

    [Fact]
    public void Self_calibrated_patches_find_instances_and_what_is_absent()
    {
        using ClipModel clip = Load("scclip");
        TextSegmenter segmenter = new(clip, _sam);

        LabelledImage found = segmenter.Segment(
            DemoSegmenter.Scene("0061.jpg"), ["donut", "violin"], null, TestContext.Current.CancellationToken);

        Assert.All(DemoSegmenter.Objects("0061.jpg", "donut"), truth => Assert.InRange(found.Instances.Max(mask => mask.Mask.IoU(truth)), 0.6, 1));
        Assert.Equal([("donut", true), ("violin", false)], found.Presence.Select(label => (label.Label, label.IsPresent)));
    }

    private static ClipModel Load(string method) => ClipModel.Load(
        TestData.Model("clip", "emoji"), new ClipModelOptions { Method = MapMethod.Find(method), CacheDirectory = SharedCache.FullPath });
}
