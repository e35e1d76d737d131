namespace ClipSurgery.Tests;

/// <summary>Three cats, one of which the demo models miss, and no dog.</summary>
public sealed class HandPromptTests(DemoSegmenter demo) : IClassFixture<DemoSegmenter>
{
    private static readonly RgbImage Cats = DemoSegmenter.Scene("0117.jpg");

    private IReadOnlyList<Instance> Found => field ??= demo.Segment(Cats, ["cat"]).Instances;

    private Mask Missed => DemoSegmenter.Objects("0117.jpg", "cat").Single(truth => Found.All(found => found.Mask.IoU(truth) < 0.3));

    [Fact]
    public void A_positive_point_brings_the_mask_that_was_missed_and_leaves_the_others()
    {
        LabelledImage corrected = Correct(new TextLabel("cat") { Points = [Middle(Missed, true)] });

        Assert.Equal(2, Found.Count);
        Assert.Equal(3, corrected.Instances.Count);
        Instance added = corrected.Instances.Single(instance => !Found.Any(found => found.Mask.Equals(instance.Mask)));
        Assert.InRange(added.Mask.IoU(Missed), 0.6, 1);
        Assert.Equal(("cat", "cat", 1.0), (added.Label, added.Text, added.Parts.Presence));
        Assert.Equal(new LabelPresence("cat", 1, true), Assert.Single(corrected.Presence));
    }

    [Fact]
    public void A_positive_point_on_what_was_found_confirms_it()
    {
        LabelledImage corrected = Correct(new TextLabel("cat") { Points = [Middle(Found[1].Mask, true)] });

        Assert.Equal(Found.Select(found => found.Mask).ToHashSet(), corrected.Instances.Select(found => found.Mask).ToHashSet());
        Assert.Equal(1, corrected.Instances.Single(instance => instance.Mask.Equals(Found[1].Mask)).Parts.Presence);
        Assert.True(Found[1].Parts.Presence < 1);
    }

    [Fact]
    public void A_negative_point_leaves_out_what_covers_it()
    {
        LabelledImage corrected = Correct(new TextLabel("cat") { Points = [Middle(Found[0].Mask, false)] });

        Assert.Equal(Found[1].Mask, Assert.Single(corrected.Instances).Mask);
    }

    [Fact]
    public void A_prompt_belongs_to_its_label_alone()
    {
        LabelledImage corrected = Correct(
            new TextLabel("dog"), new TextLabel("cat") { Points = [Middle(Missed, true), Middle(Found[0].Mask, false)] });

        Assert.Equal(["cat", "cat"], corrected.Instances.Select(instance => instance.Label));
        Assert.False(corrected.Presence[0].IsPresent);
    }

    [Fact]
    public void A_box_gives_one_mask_in_the_place_of_what_was_found_there()
    {
        Mask truth = DemoSegmenter.Objects("0117.jpg", "cat").MaxBy(mask => mask.IoU(Found[0].Mask))!;

        LabelledImage corrected = Correct(new TextLabel("cat") { Boxes = [truth.Bounds, Missed.Bounds] });

        Assert.Equal(3, corrected.Instances.Count);
        Assert.Equal([truth.Bounds, Missed.Bounds], corrected.Instances.Where(found => found.Prompt!.Box is not null && found.Parts.Presence == 1)
            .Select(found => found.Prompt!.Box!.Value).OrderByDescending(box => box == truth.Bounds));
        Assert.Contains(corrected.Instances, instance => instance.Mask.IoU(Missed) > 0.6);
    }

    [Fact]
    public void A_label_without_a_text_stands_beside_one_that_has_one()
    {
        LabelledImage corrected = Correct(new TextLabel("cat"), new TextLabel("thing", []) { Boxes = [Missed.Bounds] });

        Assert.Equal(["cat", "cat", "thing"], corrected.Instances.Select(instance => instance.Label));
        Assert.Equal("cat", Assert.Single(corrected.Presence).Label);
    }

    [Fact]
    public void Prompts_that_ask_for_nothing_are_refused()
    {
        PromptPoint negative = new(new ImagePoint(5, 5), false);
        PromptPoint positive = new(new ImagePoint(50, 5), true);
        BoxXywh box = new(0, 0, 20, 20);

        Assert.Equal(
            "Negative points alone ask for nothing: give a text, a positive point or a box too.",
            Refusal(new TextLabel("thing", []) { Points = [negative] }));
        Assert.Equal("The point 50,5 lies in no box of cat.", Refusal(new TextLabel("cat") { Points = [negative, positive], Boxes = [box] }));
        Assert.Equal("The label thing has no text.", Refusal(new TextLabel("thing", [])));
        Assert.Equal(
            "cat has 2 boxes, but is to give one mask.",
            Assert.Throws<ArgumentException>(() => demo.SegmentLabels(
                Cats, [new TextLabel("cat") { Boxes = [box, box] }], new SegmentOptions { Instances = InstanceMode.One })).Message);
    }

    private string Refusal(TextLabel label) => Assert.Throws<ArgumentException>(() => Correct(label)).Message;

    private LabelledImage Correct(params TextLabel[] labels) => demo.SegmentLabels(Cats, labels);

    /// <summary>The middle of a mask's box, which lies in the mask of an emoji.</summary>
    private static PromptPoint Middle(Mask mask, bool isPositive) => new(
        new ImagePoint((float)(mask.Bounds.X + mask.Bounds.Width / 2), (float)(mask.Bounds.Y + mask.Bounds.Height / 2)), isPositive);
}
