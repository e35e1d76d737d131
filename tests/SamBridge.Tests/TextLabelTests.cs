namespace ClipSurgery.Tests;

/// <summary>Several texts for one label.</summary>
public sealed class TextLabelTests(DemoSegmenter demo) : IClassFixture<DemoSegmenter>
{
    [Fact]
    public void A_label_of_one_text_is_that_text()
    {
        LabelledImage asLabel = demo.SegmentLabels(demo.Square, [new TextLabel("predator", ["tiger"]), new TextLabel("person")]);
        LabelledImage asText = demo.Segment(demo.Square, ["tiger", "person"]);

        Assert.Equal(asText.Instances.Select(instance => instance.Mask), asLabel.Instances.Select(instance => instance.Mask));
        Assert.Equal(asText.Instances.Select(instance => instance.Score), asLabel.Instances.Select(instance => instance.Score));
        Assert.Equal("predator", asLabel.Instances[0].Label);
        Assert.Equal("tiger", asLabel.Instances[0].Text);
        Assert.Equal(["predator", "person"], asLabel.Presence.Select(presence => presence.Label));
    }

    /// <summary>The lion takes probability from the tiger where it is a label of its own, and none where both name one label.</summary>
    [Fact]
    public void Texts_of_a_label_do_not_compete_and_give_one_instance_a_thing()
    {
        LabelledImage together = demo.SegmentLabels(demo.Square, [new TextLabel("big cat", ["lion", "tiger"])]);
        LabelledImage apart = demo.Segment(demo.Square, ["lion", "tiger"]);

        double alone = Assert.Single(demo.Segment(demo.Square, ["tiger"]).Presence).Probability;
        Assert.Equal(alone, Assert.Single(together.Presence).Probability, 0.02);
        Assert.True(apart.Presence[1].Probability <= together.Presence[0].Probability);
        Assert.Equal("tiger", Assert.Single(together.Instances).Text);
    }

    [Fact]
    public void A_label_has_its_own_threshold()
    {
        double probability = Assert.Single(demo.Segment(demo.Square, ["tiger"]).Presence).Probability;

        LabelledImage labelled = demo.SegmentLabels(
            demo.Square, [new TextLabel("tiger", ["tiger"], probability + 0.02), new TextLabel("person")]);

        Assert.DoesNotContain(labelled.Instances, instance => instance.Label == "tiger");
        Assert.False(labelled.Presence[0].IsPresent);
        Assert.Contains(demo.SegmentLabels(demo.Square, [new TextLabel("tiger", ["tiger"], 0)]).Instances, instance => instance.Label == "tiger");
    }

    [Fact]
    public void A_label_without_a_text_is_a_mistake() => Assert.Contains(
        "The label cat has no text", Assert.Throws<ArgumentException>(() => demo.SegmentLabels(demo.Square, [new TextLabel("cat", [])])).Message);
}
