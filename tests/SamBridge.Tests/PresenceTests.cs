namespace ClipSurgery.Tests;

/// <summary>What is not in the picture gets no mask.</summary>
public sealed class PresenceTests(DemoSegmenter demo) : IClassFixture<DemoSegmenter>
{
    [Fact]
    public void An_absent_label_gets_no_mask_but_its_probability()
    {
        LabelledImage labelled = demo.Segment(demo.Square, ["zebra", "tiger", "pizza"]);

        Assert.Equal(["tiger"], labelled.Instances.Select(instance => instance.Label));
        Assert.Equal(
            [("zebra", false), ("tiger", true), ("pizza", false)],
            labelled.Presence.Select(presence => (presence.Label, presence.IsPresent)));
        Assert.All(labelled.Presence, text => Assert.Equal(text.Probability >= SegmentOptions.DefaultPresence, text.IsPresent));
        Assert.InRange(labelled.Presence[1].Probability, 0.5, 1);
        Assert.Equal(labelled.Instances.Max(instance => instance.Parts.Presence), labelled.Presence[1].Probability);
    }

    [Theory]
    [InlineData(InstanceMode.Auto)]
    [InlineData(InstanceMode.One)]
    public void Without_presence_every_label_gets_a_mask(InstanceMode mode)
    {
        SegmentOptions options = new() { Presence = 0, Instances = mode };

        LabelledImage labelled = demo.Segment(demo.Square, ["zebra", "tiger"], options);

        Assert.Equal(["zebra", "tiger"], labelled.Instances.Select(instance => instance.Label).Distinct());
        Assert.Empty(labelled.Presence);
        Assert.All(labelled.Instances, instance =>
        {
            Assert.Null(instance.Parts.Presence);
            Assert.InRange(instance.Parts.MapAgreement!.Value, 0.01, 1);
        });
    }

    [Fact]
    public void One_mask_a_text_can_be_asked_for_its_presence()
    {
        SegmentOptions one = new() { Instances = InstanceMode.One };

        LabelledImage labelled = demo.Segment(demo.Square, ["tiger", "zebra"], one);

        Instance tiger = Assert.Single(labelled.Instances);
        Assert.Equal("tiger", tiger.Label);
        Assert.InRange(tiger.Parts.Presence!.Value, 0.5, 1);
        Assert.Equal([true, false], labelled.Presence.Select(presence => presence.IsPresent));
        Assert.Equal(demo.Segment(demo.Square, ["tiger", "zebra"], one with { Presence = 0 }).Instances[0].Mask, tiger.Mask);
    }

    [Fact]
    public void The_probability_of_an_instance_decides()
    {
        double probability = Assert.Single(demo.Segment(demo.Square, ["tiger"]).Instances).Parts.Presence!.Value;

        LabelledImage at = Segment(probability);
        LabelledImage above = Segment(Math.BitIncrement(probability));

        Assert.Single(at.Instances);
        Assert.Empty(above.Instances);
        Assert.Equal([new LabelPresence("tiger", probability, false)], above.Presence);

        LabelledImage Segment(double presence) => demo.Segment(demo.Square, ["tiger"], new SegmentOptions { Presence = presence });
    }

    /// <summary>A model that does not list what it knows answers as one that does.</summary>
    [Theory]
    [InlineData("cat", true)]
    [InlineData("dog", false)]
    [InlineData("zebra", false)]
    public void Presence_needs_no_vocabulary(string text, bool isPresent)
    {
        RgbImage cats = DemoSegmenter.Scene("0117.jpg");

        LabelledImage labelled = demo.SegmentWithoutVocabulary(cats, [text]);

        Assert.Equal(isPresent, labelled.Presence[0].IsPresent);
        Assert.Equal(demo.Segment(cats, [text]).Presence, labelled.Presence);
    }

    /// <summary>A ladybug, which is not among our nouns, looks like a strawberry.</summary>
    [Fact]
    public void A_look_alike_that_is_named_takes_what_is_its_own()
    {
        RgbImage ladybug = DemoSegmenter.Scene("0006.jpg");

        LabelledImage unaware = demo.Segment(ladybug, ["strawberry"]);
        LabelledImage aware = demo.Segment(ladybug, ["strawberry"], new SegmentOptions { Not = ["ladybug"] });

        Assert.NotEmpty(unaware.Instances);
        Assert.Empty(aware.Instances);
        Assert.True(aware.Presence[0].Probability < unaware.Presence[0].Probability / 2);
    }

    /// <summary>Nobody recognises anything here; a name that is asked for is shown as a guess, many are not.</summary>
    [Fact]
    public void Where_nothing_is_recognised_few_labels_are_guessed_with_a_low_score()
    {
        bool IsInside(int pixel) => pixel % 128 is >= 40 and < 90 && pixel / 128 is >= 30 and < 80;
        RgbImage square = new(128, 128, [.. Enumerable.Range(0, 128 * 128 * 3).Select(i => (byte)(IsInside(i / 3) ? 170 : 150))]);

        LabelledImage few = demo.Segment(square, ["dog", "zebra"]);
        LabelledImage large = demo.Segment(square, ["dog", "zebra"], new SegmentOptions { MinimumArea = 0.2 });
        LabelledImage many = demo.Segment(square, ["cat", "dog", "bee", "car", "bus", "tree"]);

        Instance guess = few.Instances[0];
        Assert.Equal("dog", guess.Label);
        Assert.InRange(guess.Parts.Presence!.Value, 0, SegmentOptions.DefaultPresence);
        Assert.InRange(guess.Score, 0, 0.4);
        Assert.InRange(guess.Mask.Area, 2200, 2800);
        Assert.Empty(large.Instances);
        Assert.Empty(many.Instances);
    }

    [Fact]
    public void A_look_alike_gets_no_mask_and_one_that_is_asked_for_is_none()
    {
        LabelledImage expected = demo.Segment(demo.Square, ["tiger"]);

        LabelledImage labelled = demo.Segment(demo.Square, ["tiger"], new SegmentOptions { Not = ["Tiger", "tiger"] });
        LabelledImage beside = demo.Segment(demo.Square, ["tiger"], new SegmentOptions { Not = ["person"] });

        Assert.Equal(expected.Presence, labelled.Presence);
        Assert.Equal(
            expected.Instances.Select(instance => (instance.Label, instance.Mask, instance.Parts)),
            labelled.Instances.Select(instance => (instance.Label, instance.Mask, instance.Parts)));
        Assert.Equal("tiger", Assert.Single(beside.Instances).Label);
        Assert.Equal("tiger", Assert.Single(beside.Presence).Label);
    }

    [Fact]
    public void Of_two_labels_for_one_thing_the_surer_one_keeps_it()
    {
        RgbImage zebra = DemoSegmenter.Scene("0001.jpg");
        string[] texts = ["horse", "zebra", "cow"];

        IReadOnlyList<Instance> unsettled = demo.Segment(zebra, texts, new SegmentOptions { Presence = 0 }).Instances;
        IReadOnlyList<Instance> settled = demo.Segment(zebra, texts, new SegmentOptions { Presence = double.Epsilon }).Instances;

        Assert.True(unsettled.Where(IsSameThing).Select(instance => instance.Label).Distinct().Count() > 1);
        Assert.Equal("zebra", Assert.Single(settled, IsSameThing).Label);

        bool IsSameThing(Instance instance) => instance.Mask.IoU(unsettled.First(other => other.Label == "zebra").Mask) > 0.7;
    }
}
