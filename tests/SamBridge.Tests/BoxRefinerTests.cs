namespace ClipSurgery.Tests;

/// <summary>Boxes and loose masks of three cats, refined by the demo SAM.</summary>
public sealed class BoxRefinerTests : IDisposable
{
    private static readonly RgbImage Cats = DemoSegmenter.Scene("0117.jpg");
    private static readonly Mask[] Truth = DemoSegmenter.Objects("0117.jpg", "cat");

    private readonly SamModel _sam = SamModel.Load(TestData.Model("sam", "emoji"));

    public void Dispose() => _sam.Dispose();

    [Fact]
    public void Boxes_become_masks_in_their_order()
    {
        IReadOnlyList<RefinedObject> refined = Refine([.. Truth.Select(mask => new RoughObject(mask.Bounds))]);

        Assert.Equal(3, refined.Count);
        Assert.All(refined.Zip(Truth), pair => Assert.InRange(pair.First.Mask.IoU(pair.Second), 0.7, 1));
        Assert.All(refined, one =>
        {
            Assert.False(one.KeptOutline);
            Assert.InRange(one.BoxAgreement, 0.6, 1);
            Assert.Equal(Math.Cbrt(one.BoxAgreement * one.PredictedIou * one.Stability), one.Score, 1e-12);
            Assert.Equal(["box_agreement", "predicted_iou", "stability"], one.Parts.Keys);
        });
    }

    [Fact]
    public void A_box_that_is_a_tenth_too_large_or_too_small_gives_the_same_object()
    {
        foreach (double share in (double[])[-0.1, 0.1])
        {
            RoughObject[] rough = [.. Truth.Select(mask => new RoughObject(Grow(mask.Bounds, share)))];

            Assert.All(Refine(rough).Zip(Truth), pair => Assert.InRange(pair.First.Mask.IoU(pair.Second), 0.7, 1));
        }
    }

    [Fact]
    public void A_loose_mask_becomes_a_tight_one()
    {
        RoughObject[] rough = [.. Truth.Select(mask => new RoughObject(mask.Bounds, Diamond(mask)))];

        IReadOnlyList<RefinedObject> refined = Refine(rough);

        Assert.All(refined.Zip(Truth), pair => Assert.InRange(pair.First.Mask.IoU(pair.Second), 0.7, 1));
        Assert.All(rough.Zip(Truth), pair => Assert.InRange(pair.First.Loose!.IoU(pair.Second), 0, 0.7));
    }

    [Fact]
    public void A_box_that_no_mask_fits_stays_a_rectangle_and_a_loose_mask_stays_itself()
    {
        // A strip from edge to edge, a pixel high: nothing in the picture is like it.
        BoxXywh strip = new(0, 200.2, 384, 1.1);
        Mask line = Mask.FromPolygons(384, 384, [[0, 200, 384, 200, 384, 201]]);

        IReadOnlyList<RefinedObject> refined = Refine([new RoughObject(strip), new RoughObject(strip, line)]);

        Assert.All(refined, one => Assert.True(one.KeptOutline));
        Assert.Equal(new BoxXywh(0, 200, 384, 1), refined[0].Mask.Bounds);
        Assert.Equal(384, refined[0].Mask.Area);
        Assert.Equal(line, refined[1].Mask);
        Assert.Equal((0, 1), (refined[0].Score, refined[0].Parts["kept_outline"]));
    }

    [Fact]
    public void Specks_far_from_the_box_are_left_out()
    {
        RgbImage stripes = DemoSegmenter.Scene("0004.jpg");
        BoxXywh box = DemoSegmenter.Objects("0004.jpg", "truck").MaxBy(mask => mask.Area)!.Bounds;
        using SamImage image = _sam.Encode(stripes, TestContext.Current.CancellationToken);
        Assert.Contains(image.Predict(new MaskPrompt([], box), TestContext.Current.CancellationToken), candidate => candidate.ToMask().Bounds.Height > 2 * box.Height);

        RefinedObject refined = new BoxRefiner(_sam).Refine(
            stripes, [new RoughObject(box)], TestContext.Current.CancellationToken)[0];

        Assert.InRange(refined.Mask.Bounds.Height, 1, 1.5 * box.Height);
        Assert.InRange(refined.Mask.Bounds.Width, 1, 1.5 * box.Width);
    }

    [Fact]
    public void Many_objects_give_what_each_gives_alone()
    {
        RoughObject[] rough = [.. Truth.Concat(Truth).Select(mask => new RoughObject(mask.Bounds))];

        IReadOnlyList<RefinedObject> together = Refine(rough);

        Assert.Equal(6, together.Count);
        Assert.Equal(Refine([rough[2]])[0].Mask, together[2].Mask);
        Assert.Equal(together[2].Mask, together[5].Mask);
    }

    [Fact]
    public void Nothing_is_asked_where_there_is_nothing_to_refine() => Assert.Empty(Refine([]));

    [Theory]
    [MemberData(nameof(SamLayouts.Names), MemberType = typeof(SamLayouts))]
    public void Every_layout_refines_boxes_whatever_prompts_it_takes(string layout)
    {
        using SamLayouts layouts = new();
        using SamModel sam = SamModel.Load(layouts[layout]);

        IReadOnlyList<RefinedObject> refined = new BoxRefiner(sam).Refine(
            Cats, [.. Truth.Select(mask => new RoughObject(mask.Bounds))], TestContext.Current.CancellationToken);

        Assert.All(refined.Zip(Truth), pair => Assert.InRange(pair.First.Mask.IoU(pair.Second), 0.7, 1));
    }

    private IReadOnlyList<RefinedObject> Refine(IReadOnlyList<RoughObject> objects) =>
        new BoxRefiner(_sam).Refine(Cats, objects, TestContext.Current.CancellationToken);

    private static BoxXywh Grow(BoxXywh box, double share) => new(
        Math.Max(0, box.X - (share * box.Width / 2)),
        Math.Max(0, box.Y - (share * box.Height / 2)),
        (1 + share) * box.Width,
        (1 + share) * box.Height);

    private static Mask Diamond(Mask mask)
    {
        BoxXywh box = mask.Bounds;
        (double x, double y) = (box.X + (box.Width / 2), box.Y + (box.Height / 2));
        return Mask.FromPolygons(mask.Width, mask.Height, [[x, box.Y, box.Right, y, x, box.Bottom, box.X, y]]);
    }
}
