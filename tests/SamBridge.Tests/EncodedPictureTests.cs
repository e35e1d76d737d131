using System.Numerics.Tensors;

namespace ClipSurgery.Tests;

/// <summary>A picture that is encoded once answers as one that is encoded for each question.</summary>
public sealed class EncodedPictureTests(DemoSegmenter demo) : IClassFixture<DemoSegmenter>
{
    private static readonly RgbImage Cats = DemoSegmenter.Scene("0117.jpg");

    [Fact]
    public void Texts_give_the_same_masks_as_without_it()
    {
        using IEncodedPicture picture = demo.Encode(Cats);

        LabelledImage first = picture.SegmentLabels([new TextLabel("cat")], null, Token);
        LabelledImage second = picture.SegmentLabels([new TextLabel("dog"), new TextLabel("cat")], null, Token);

        Assert.Equal(2, first.Instances.Count);
        Assert.Equal(demo.Segment(Cats, ["cat"]).Instances.Select(Described), first.Instances.Select(Described));
        Assert.Equal(demo.Segment(Cats, ["dog", "cat"]).Instances.Select(Described), second.Instances.Select(Described));
    }

    [Fact]
    public void The_highest_place_of_a_map_is_the_estimated_presence()
    {
        using IEncodedPicture picture = demo.Encode(Cats);

        Assert.True(picture.HasMaps);
        Assert.Equal(demo.Clip.EstimatePresence(Cats, ["cat"], Token)[0], Highest(picture, "cat"), 6);
        Assert.Equal(demo.Clip.EstimatePresence(Cats, ["boat"], Token)[0], Highest(picture, "boat"), 6);
    }

    [Fact]
    public void A_mask_refines_itself_by_its_own_logits()
    {
        using IEncodedPicture picture = demo.Encode(Cats);
        Mask[] cats = DemoSegmenter.Objects("0117.jpg", "cat");
        Mask truth = cats.MaxBy(mask => mask.Area)!;

        double alone = Best(picture, new MaskPrompt([Middle(truth)])).IoU(truth);
        double refined = Best(picture, new MaskPrompt([Middle(truth)]) { Logits = picture.LogitsOf(truth) }).IoU(truth);

        Assert.InRange(refined, Math.Max(alone, 0.9), 1);
    }

    [Fact]
    public void Logits_tell_how_much_of_a_cell_a_mask_covers()
    {
        using IEncodedPicture picture = demo.Encode(Cats);
        Mask left = Mask.FromPolygons(Cats.Width, Cats.Height, [[0, 0, Cats.Width / 2, 0, Cats.Width / 2, Cats.Height, 0, Cats.Height]]);

        float[] logits = picture.LogitsOf(left);
        float[] nothing = picture.LogitsOf(Mask.FromPolygons(Cats.Width, Cats.Height, []));

        int side = (int)Math.Sqrt(logits.Length);
        Assert.Equal((10f, -10f), (logits[0], logits[side - 1]));
        Assert.All(nothing, logit => Assert.Equal(-10f, logit));
        Assert.Throws<ArgumentException>(() => picture.LogitsOf(Mask.FromPolygons(8, 8, [])));
    }

    [Fact]
    public void Memory_grows_once_with_the_first_text()
    {
        using IEncodedPicture picture = demo.Encode(Cats);
        long encoded = picture.Bytes;

        picture.PrepareForTexts(Token);
        long prepared = picture.Bytes;
        picture.SegmentLabels([new TextLabel("cat")], null, Token);

        Assert.True(encoded > 0);
        Assert.True(prepared > encoded);
        Assert.Equal(prepared, picture.Bytes);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static float Highest(IEncodedPicture picture, string text) => TensorPrimitives.Max(picture.Map(text, Token).Values);

    private static (string Label, Mask Mask, double Score) Described(Instance instance) => (instance.Label, instance.Mask, instance.Score);

    private static Mask Best(IEncodedPicture picture, MaskPrompt prompt) =>
        picture.Predict(prompt, Token).MaxBy(candidate => candidate.PredictedIou)!.ToMask();

    private static PromptPoint Middle(Mask mask) => new(
        new ImagePoint((float)(mask.Bounds.X + (mask.Bounds.Width / 2)), (float)(mask.Bounds.Y + (mask.Bounds.Height / 2))), IsPositive: true);
}
