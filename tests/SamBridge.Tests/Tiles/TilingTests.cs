namespace ClipSurgery.Tests;

[Collection(nameof(EmojiScene))]
public class TilingTests(EmojiScene scene)
{
    /// <summary>The demo model sees 192 pixels in patches of 8.</summary>
    [Theory]
    [InlineData(768, 768, 0, null)]
    [InlineData(769, 100, 0, 384)]
    [InlineData(12_000, 9_000, 0, 384)]
    [InlineData(10_000, 10_000, 0.000_009, 240)]
    [InlineData(10_000, 10_000, 0.000_001, 192)]
    [InlineData(10_000, 10_000, 0.01, 384)]
    public void Pictures_are_cut_by_their_size_and_the_smallest_object_wanted(int width, int height, double smallest, int? expected) =>
        Assert.Equal(expected, Tiling.Of(scene.Clip.Config).SideFor(width, height, smallest));

    [Theory]
    [InlineData(384, 384, null)]
    [InlineData(385, 20, 384)]
    public void A_given_side_cuts_whatever_is_longer(int width, int height, int? expected) =>
        Assert.Equal(expected, Tiling.Of(scene.Clip.Config, 384).SideFor(width, height, 0.5));

    [Fact]
    public void A_window_smaller_than_a_patch_is_refused()
    {
        Assert.Equal(
            "A window of 7 pixels is smaller than one patch of the model (8 pixels); expected 8 or more, better 384.",
            Assert.Throws<ClipSurgeryException>(() => Tiling.Of(scene.Clip.Config, 7)).Message);
        Assert.Equal("8", Tiling.Of(scene.Clip.Config, 8).ToString());
        Assert.Contains("(16 pixels)", Assert.Throws<ClipSurgeryException>(() => Tiling.Of(scene.Sam, 15)).Message);
    }
}
