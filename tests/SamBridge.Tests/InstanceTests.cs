namespace ClipSurgery.Tests;

/// <summary>A mask an instance, on pictures whose objects are known.</summary>
public sealed class InstanceTests(DemoSegmenter demo) : IClassFixture<DemoSegmenter>
{
    [Theory]
    [InlineData("0034.jpg", "rose", 2)]
    [InlineData("0042.jpg", "elephant", 3)]
    [InlineData("0061.jpg", "donut", 2)]
    [InlineData("0019.jpg", "bee", 5)]
    public void Every_object_gets_a_mask_of_its_own(string picture, string label, int count)
    {
        Mask[] objects = DemoSegmenter.Objects(picture, label);
        Assert.Equal(count, objects.Length);

        Instance[] instances = [.. demo.Segment(DemoSegmenter.Scene(picture), [label]).Instances];

        Assert.Equal(count, instances.Length);
        Assert.Equal(instances.OrderByDescending(instance => instance.Score), instances);
        Assert.All(objects, truth =>
        {
            Instance best = instances.MaxBy(instance => instance.Mask.IoU(truth))!;
            Assert.True(best.Mask.IoU(truth) >= 0.6, $"{truth}: {best.Mask}, IoU {best.Mask.IoU(truth)}");
        });
    }

    [Fact]
    public void One_mask_a_text_may_be_asked_for()
    {
        RgbImage picture = DemoSegmenter.Scene("0061.jpg");

        Assert.Single(demo.Segment(picture, ["donut"], new SegmentOptions { Instances = InstanceMode.One }).Instances);
    }

    [Fact]
    public void Smaller_instances_than_asked_are_left_out()
    {
        RgbImage picture = DemoSegmenter.Scene("0061.jpg");
        Instance[] all = [.. demo.Segment(picture, ["donut"]).Instances];
        double largest = all.Max(instance => instance.Mask.Area) / (384.0 * 384);

        Instance[] kept = [.. demo.Segment(picture, ["donut"], new SegmentOptions { MinimumArea = largest }).Instances];
        LabelledImage none = demo.Segment(picture, ["donut"], new SegmentOptions { MinimumArea = Math.BitIncrement(largest) });

        Assert.Equal(2, all.Length);
        Assert.Equal(all.MaxBy(instance => instance.Mask.Area)!.Mask, Assert.Single(kept).Mask);
        Assert.Empty(none.Instances);
        Assert.False(Assert.Single(none.Presence).IsPresent);
    }

    [Fact]
    public void Candidates_and_the_region_are_kept_where_asked()
    {
        RgbImage picture = DemoSegmenter.Scene("0042.jpg");
        Instance[] plain = [.. demo.Segment(picture, ["elephant"]).Instances];

        Instance[] kept = [.. demo.Segment(picture, ["elephant"], new SegmentOptions { KeepCandidates = true }).Instances];

        Assert.All(plain, instance => Assert.True(instance.Candidates.Count == 0 && instance.Region is null));
        Assert.Equal(plain.Select(instance => instance.Mask), kept.Select(instance => instance.Mask));
        Assert.All(kept, instance =>
        {
            Assert.Equal(3, instance.Candidates.Count);
            ScoredMask chosen = Assert.Single(instance.Candidates, candidate => candidate.IsChosen);
            Assert.Equal((instance.Mask, instance.Parts), (chosen.Mask, chosen.Parts));
            Assert.Equal(3, instance.Candidates.Select(candidate => candidate.Mask).Distinct().Count());
            Assert.NotNull(instance.Region);
            Assert.InRange(instance.Region.IoU(instance.Mask), 0.1, 1);
        });
    }

    /// <summary>Several masks have the same box here.</summary>
    [Theory]
    [InlineData("0112.jpg", "train", "cloud", "cake", "gift", "dog")]
    [InlineData("0105.jpg", "donut", "dog")]
    public void A_box_of_several_masks_offers_its_candidates_once(string picture, params string[] texts)
    {
        SegmentOptions options = new() { Presence = 0, KeepCandidates = true };

        LabelledImage labelled = demo.Segment(DemoSegmenter.Scene(picture), texts, options);

        Assert.All(labelled.Instances, instance => Assert.Equal(3, instance.Candidates.Count));
    }

    [Fact]
    public void A_prompt_by_hand_joins_the_texts_own_where_it_gives_one_mask()
    {
        RgbImage picture = DemoSegmenter.Scene("0061.jpg");
        Mask truth = DemoSegmenter.Objects("0061.jpg", "donut").MaxBy(mask => mask.Area)!;
        BoxXywh box = truth.Bounds;
        PromptPoint point = new(new ImagePoint((float)(box.X + box.Width / 4), (float)(box.Y + box.Height / 2)), true);

        Instance instance = Assert.Single(demo.SegmentLabels(picture, [new TextLabel("donut") { Points = [point] }], new SegmentOptions { Instances = InstanceMode.One }).Instances);

        Assert.Contains(point, instance.Prompt!.Points);
        Assert.Null(instance.Prompt!.Box);
        Instance boxed = Assert.Single(demo.SegmentLabels(picture, [new TextLabel("donut") { Boxes = [box] }], new SegmentOptions { Instances = InstanceMode.One }).Instances);
        Assert.Equal(box, boxed.Prompt!.Box);
        Assert.InRange(boxed.Mask.IoU(truth), 0.6, 1);
    }

    [Fact]
    public void A_prompt_alone_needs_no_presence()
    {
        LabelledImage labelled = demo.SegmentLabels(demo.Square, [new TextLabel("object", []) { Boxes = [new BoxXywh(195, 270, 80, 80)] }]);

        Instance instance = Assert.Single(labelled.Instances);
        Assert.Equal("object", instance.Label);
        Assert.Equal((null, null), (instance.Parts.Presence, instance.Parts.MapAgreement));
        Assert.Empty(labelled.Presence);
    }

    [Fact]
    public void Twice_and_on_several_threads_the_result_is_the_same()
    {
        RgbImage picture = DemoSegmenter.Scene("0042.jpg");
        string expected = Describe(demo.Segment(picture, ["elephant", "zebra"]));

        Assert.Equal(expected, Describe(demo.Segment(picture, ["elephant", "zebra"])));
        Parallel.For(0, 6, _ => Assert.Equal(expected, Describe(demo.Segment(picture, ["elephant", "zebra"]))));

        static string Describe(LabelledImage labelled) => string.Join('\n', [
            .. labelled.Presence.Select(presence => $"{presence.Label} {presence.Probability:R}"),
            .. labelled.Instances.Select(instance => $"{instance.Label} {instance.Score:R} {instance.Mask.ToCompressed()}"),
        ]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 500)]
    [InlineData(700, 2)]
    [InlineData(64, 64)]
    public void Pictures_of_any_shape_without_anything_are_segmented(int width, int height)
    {
        byte[] noise = new byte[width * height * 3];
        new Random(1).NextBytes(noise);
        foreach (byte[] pixels in (byte[][])[new byte[width * height * 3], noise])
        {
            RgbImage picture = new(width, height, pixels);

            Assert.Equal(2, demo.Segment(picture, ["cat", "dog"]).Presence.Count);
            Assert.All(
                demo.Segment(picture, ["cat", "dog"], new SegmentOptions { Presence = 0, KeepCandidates = true }).Instances,
                instance => Assert.Equal((width, height), (instance.Mask.Width, instance.Mask.Height)));
        }
    }
}
