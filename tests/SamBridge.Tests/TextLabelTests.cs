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

    [Theory]
    [InlineData("\"cat\" and \"cat\" are one text to the model; give it once.", "cat", "cat")]
    [InlineData("\"cat\" and \"Cat\" are one text to the model; give it once.", "cat", "dog", "Cat")]
    [InlineData("\"big cat\" and \"big  cat \" are one text to the model; give it once.", "big cat", "big  cat ")]
    [InlineData("A text is blank; give what to look for.", "")]
    [InlineData("A text is blank; give what to look for.", "cat", " \t")]
    [InlineData("A text is null.", "cat", null)]
    public void Texts_that_are_one_or_none_to_the_model_are_a_mistake(string expected, params string?[] texts)
    {
        Assert.StartsWith(expected, Assert.Throws<ArgumentException>(() => demo.Segment(demo.Square, texts!)).Message);
        Assert.StartsWith(expected, Assert.Throws<ArgumentException>(
            () => demo.SegmentLabels(demo.Square, [new TextLabel("all", texts!)])).Message);
        Assert.StartsWith(expected, Assert.Throws<ArgumentException>(() => demo.Clip.Locate(demo.Square, texts!, null, TestContext.Current.CancellationToken)).Message);
        Assert.StartsWith(expected, Assert.Throws<ArgumentException>(() => LabelContext.Of(texts!)).Message);
    }

    [Fact]
    public void Nothing_at_all_and_a_label_that_comes_twice_are_mistakes()
    {
        Assert.Throws<ArgumentNullException>(() => demo.Segment(demo.Square, null!));
        Assert.Throws<ArgumentNullException>(() => demo.Segment(null!, ["cat"]));
        Assert.Throws<ArgumentNullException>(() => demo.Clip.Locate(demo.Square, null!, null, TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentNullException>(() => demo.Clip.Embed(null!, TestContext.Current.CancellationToken));
        Assert.StartsWith("The label pet comes twice", Assert.Throws<ArgumentException>(
            () => demo.SegmentLabels(demo.Square, [new TextLabel("pet", ["cat"]), new TextLabel("pet", ["dog"])])).Message);
        Assert.StartsWith("A look-alike (SegmentOptions.Not) is blank", Assert.Throws<ArgumentException>(
            () => demo.Segment(demo.Square, ["cat"], new SegmentOptions { Not = [" "] })).Message);
    }

    [Fact]
    public void A_label_without_a_text_is_a_mistake() => Assert.Contains(
        "The label cat has no text", Assert.Throws<ArgumentException>(() => demo.SegmentLabels(demo.Square, [new TextLabel("cat", [])])).Message);
}
