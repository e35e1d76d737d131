namespace ClipSurgery.Tests;

[Collection(nameof(EmojiScene))]
public class TiledSegmenterTests(EmojiScene scene)
{
    private const int Left = 700;
    private const int Top = 250;
    private static readonly string[] Texts = ["cloud", "tv", "zebra"];

    [Fact]
    public void Small_objects_of_a_large_picture_are_found_where_they_are()
    {
        RgbImage large = OnGrey(scene.Image, 2000, 1100);

        IReadOnlyList<Instance> whole = scene.Segmenter.Segment(large, Texts, null, Token).Instances;
        LabelledImage tiled = Tiled(384).Segment(large, Texts, null, Token);

        Assert.Equal((2000, 1100), (tiled.Width, tiled.Height));
        Mask[] truth = [.. scene.Truth.Truth["cloud"], .. scene.Truth.Truth["tv"]];
        Assert.Equal(3, truth.Length);
        Assert.All(truth, mask => Assert.True(Best(tiled.Instances, mask) > 0.75));
        Assert.True(truth.Count(mask => Best(whole, mask) > 0.75) < 3);
        Assert.Equal([("cloud", true), ("tv", true), ("zebra", false)], tiled.Presence.Select(label => (label.Label, label.IsPresent)));
    }

    [Fact]
    public void A_picture_one_pixel_larger_than_a_window_shows_the_same_objects()
    {
        IReadOnlyList<Instance> whole = scene.Segmenter.Segment(scene.Image, Texts, null, Token).Instances;

        IReadOnlyList<Instance> tiled = Tiled(383).Segment(scene.Image, Texts, null, Token).Instances;

        Assert.Equal(whole.Select(instance => instance.Label), tiled.Select(instance => instance.Label));
        Assert.All(whole, instance => Assert.True(tiled.Max(other => other.Mask.IoU(instance.Mask)) > 0.9));
    }

    [Fact]
    public void A_picture_that_is_not_cut_comes_out_as_without_windows()
    {
        LabelledImage plain = scene.Segmenter.Segment(scene.Image, Texts, null, Token);

        LabelledImage tiled = new TiledSegmenter(scene.Segmenter, Tiling.Of(scene.Clip.Config)).Segment(scene.Image, Texts, null, Token);

        Assert.Equal(plain.Instances.Select(one => (one.Mask, one.Score)), tiled.Instances.Select(one => (one.Mask, one.Score)));
        Assert.Equal(plain.Presence, tiled.Presence);
    }

    [Fact]
    public void An_encoded_picture_answers_alike_and_is_pointed_at_as_a_whole()
    {
        RgbImage large = OnGrey(scene.Image, 1300, 700);
        BoxXywh box = scene.Truth.Truth["tv"][0].Bounds;
        TextLabel pointedAt = new("tv", []) { Boxes = [new BoxXywh(box.X + Left, box.Y + Top, box.Width, box.Height)] };
        TiledSegmenter tiled = Tiled(384);
        using IEncodedPicture picture = tiled.Encode(large, Token);

        Assert.Equal(
            tiled.Segment(large, ["tv"], null, Token).Instances.Select(one => (one.Mask, one.Score)),
            picture.SegmentLabels([new TextLabel("tv")], null, Token).Instances.Select(one => (one.Mask, one.Score)));
        Assert.Equal(
            scene.Segmenter.SegmentLabels(large, [pointedAt], null, Token).Instances[0].Mask,
            picture.SegmentLabels([pointedAt], null, Token).Instances[0].Mask);
    }

    [Fact]
    public void Masks_of_what_is_not_there_are_refused()
    {
        RgbImage large = OnGrey(scene.Image, 1300, 700);

        Assert.Contains("presence above 0", Assert.Throws<ClipSurgeryException>(
            () => Tiled(384).Segment(large, Texts, new SegmentOptions { Presence = 0 }, Token)).Message);
        Assert.Contains("InstanceMode.Auto", Assert.Throws<ArgumentException>(
            () => Tiled(384).Segment(large, Texts, new SegmentOptions { Instances = InstanceMode.One }, Token)).Message);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TiledSegmenter Tiled(int side) => new(scene.Segmenter, Tiling.Of(scene.Clip.Config, side));

    private static double Best(IReadOnlyList<Instance> found, Mask truth) =>
        found.Select(instance => instance.Mask.IoU(truth.Place(Left, Top, instance.Mask.Width, instance.Mask.Height))).DefaultIfEmpty().Max();

    /// <summary>A picture on a larger one, at a place that goes with no window.</summary>
    internal static RgbImage OnGrey(RgbImage image, int width, int height)
    {
        byte[] pixels = new byte[3 * width * height];
        Array.Fill(pixels, (byte)128);
        for (int row = 0; row < Math.Min(image.Height, height - Top); row++)
        {
            image.Row(row).CopyTo(pixels.AsSpan(3 * ((Top + row) * width + Left)));
        }

        return new RgbImage(width, height, pixels);
    }
}
