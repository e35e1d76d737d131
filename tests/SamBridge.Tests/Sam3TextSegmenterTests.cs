using static ClipSurgery.Tests.MicroSam;

namespace ClipSurgery.Tests;

/// <summary>Red on the left, blue on the right; <see cref="MicroSam3"/> finds the halves of each.</summary>
public sealed class Sam3TextSegmenterTests : IDisposable
{
    private static readonly RgbImage Picture = Halves(60, 40, (255, 0, 0), (0, 0, 255));
    private static readonly Mask RedTop = Rectangle(Picture, 0, 0, 30, 20);
    private static readonly Mask RedBottom = Rectangle(Picture, 0, 20, 30, 40);
    private static readonly Mask BlueTop = Rectangle(Picture, 30, 0, 60, 20);

    private readonly MicroSam _files = MicroSam3.Create();
    private readonly SamModel _sam;
    private readonly Sam3TextSegmenter _segmenter;

    public Sam3TextSegmenterTests()
    {
        _sam = SamModel.Load(_files.Folder);
        _segmenter = new Sam3TextSegmenter(_sam);
    }

    public void Dispose()
    {
        _sam.Dispose();
        _files.Dispose();
    }

    [Fact]
    public void A_text_gives_all_its_instances_from_the_highest_score_down()
    {
        LabelledImage found = Segment(["red thing"]);

        Assert.Equal((60, 40), (found.Width, found.Height));
        Assert.Equal([0.9, 0.7], found.Instances.Select(instance => Math.Round(instance.Score, 5)));
        Assert.All(found.Instances.Zip([RedTop, RedBottom]), pair => Assert.True(pair.First.Mask.IoU(pair.Second) > 0.9));
        Assert.All(found.Instances, instance => Assert.Equal(["presence"], instance.Parts.ByName.Keys));
        Assert.All(found.Instances, instance => Assert.Null(instance.Prompt));
        LabelPresence presence = Assert.Single(found.Presence);
        Assert.Equal(("red thing", true), (presence.Label, presence.IsPresent));
        Assert.Equal(0.9, presence.Probability, 1e-5);
    }

    [Theory]
    [InlineData("Red THING")]
    [InlineData("  red  thing ")]
    public void Texts_are_read_as_clip_reads_them(string text) => Assert.Equal(2, Segment([text]).Instances.Count);

    [Theory]
    [InlineData("thing red")]
    [InlineData("red thing thing")]
    [InlineData("cat")]
    public void A_text_that_is_not_there_gives_nothing(string text)
    {
        LabelledImage found = Segment([text]);

        Assert.Empty(found.Instances);
        Assert.Equal([new LabelPresence(text, 0, false)], found.Presence);
    }

    [Fact]
    public void A_lower_presence_lets_weaker_masks_through_but_no_second_one_of_a_thing()
    {
        // The top half once more, 0.6, is left out; all of it, 0.3, is another thing.
        IReadOnlyList<Instance> instances = Segment(["red thing"], new SegmentOptions { Presence = 0.25 }).Instances;

        Assert.Equal([0.9, 0.7, 0.3], instances.Select(instance => Math.Round(instance.Score, 5)));
    }

    [Fact]
    public void A_higher_presence_leaves_labels_absent_but_tells_their_score()
    {
        LabelledImage found = Segment(["red thing"], new SegmentOptions { Presence = 0.95 });

        Assert.Empty(found.Instances);
        Assert.False(found.Presence[0].IsPresent);
        Assert.Equal(0.9, found.Presence[0].Probability, 1e-5);
    }

    [Fact]
    public void Each_text_finds_its_own()
    {
        LabelledImage found = Segment(["blue", "cat", "red thing"]);

        Assert.Equal(["blue", "blue", "red thing", "red thing"], found.Instances.Select(instance => instance.Label));
        Assert.True(found.Instances[0].Mask.IoU(BlueTop) > 0.9);
        Assert.True(found.Instances[2].Mask.IoU(RedTop) > 0.9);
        Assert.Equal([true, false, true], found.Presence.Select(label => label.IsPresent));
    }

    [Fact]
    public void Of_two_labels_with_one_mask_the_surer_keeps_it()
    {
        LabelledImage found = Segment(["crimson", "red thing"]);

        Assert.Equal(["red thing", "red thing"], found.Instances.Select(instance => instance.Label));
        Assert.Equal([false, true], found.Presence.Select(label => label.IsPresent));
        Assert.Equal(0.9 * 0.95, found.Presence[0].Probability, 1e-5);
    }

    [Fact]
    public void Two_texts_of_a_label_give_one_instance_a_thing_and_the_higher_presence()
    {
        TextLabel label = new("red", ["crimson", "red thing"]);

        LabelledImage found = _segmenter.SegmentLabels(Picture, [label], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([("red", "red thing"), ("red", "red thing")], found.Instances.Select(instance => (instance.Label, instance.Text)));
        Assert.Equal(0.9, Assert.Single(found.Presence).Probability, 1e-5);
    }

    [Fact]
    public void A_labels_own_presence_goes_before_that_of_the_options()
    {
        TextLabel[] labels = [new("a", ["red thing"], 0.8), new("b", ["azure"], 0.6)];

        LabelledImage found = _segmenter.SegmentLabels(Picture, labels, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([("a", 0.9), ("b", 0.63)], found.Instances.Select(instance => (instance.Label, Math.Round(instance.Score, 5))));
    }

    [Theory]
    [InlineData("red thing", "crimson", 0)]
    [InlineData("crimson", "red thing", 2)]
    [InlineData("blue", "red thing", 0)]
    public void A_look_alike_takes_what_it_is_surer_of_and_gives_nothing(string lookAlike, string text, int expected)
    {
        LabelledImage found = Segment([text], new SegmentOptions { Not = [lookAlike, lookAlike] });

        Assert.Equal(lookAlike == "blue" ? 2 : expected, found.Instances.Count);
        Assert.All(found.Instances, instance => Assert.Equal(text, instance.Label));
        Assert.Single(found.Presence);
    }

    [Fact]
    public void One_mask_a_text_is_the_surest()
    {
        Instance only = Assert.Single(Segment(["red thing"], new SegmentOptions { Instances = InstanceMode.One }).Instances);

        Assert.True(only.Mask.IoU(RedTop) > 0.9);
    }

    [Theory]
    [InlineData(0.2, 2)]
    [InlineData(0.3, 0)]
    public void Small_masks_are_left_out(double minimumArea, int expected) =>
        Assert.Equal(expected, Segment(["red thing"], new SegmentOptions { MinimumArea = minimumArea }).Instances.Count);

    [Fact]
    public void A_text_that_is_too_long_is_cut_and_told()
    {
        LabelledImage found = Segment(["red thing", MicroSam3.LongText]);

        Assert.Equal([MicroSam3.LongText], found.TruncatedTexts);
        Assert.Equal(2, found.Instances.Count(instance => instance.Label == MicroSam3.LongText));
    }

    [Fact]
    public void A_large_picture_gets_masks_of_its_own_size()
    {
        RgbImage large = Halves(3000, 2000, (255, 0, 0), (0, 0, 255));

        LabelledImage found = _segmenter.Segment(large, ["red thing"], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(2, found.Instances.Count);
        Assert.True(found.Instances[0].Mask.IoU(Rectangle(large, 0, 0, 1500, 1000)) > 0.95);
    }

    [Fact]
    public void The_language_encoder_is_read_for_new_texts_alone()
    {
        Segment(["red thing", "blue"]);
        File.Delete(Path.Combine(_files.Folder, MicroSam3.Language));

        Assert.Equal(4, Segment(["blue", "red thing"]).Instances.Count);
        Assert.Contains("no such model file", Assert.Throws<ClipSurgeryException>(() => Segment(["cat"])).Message);
    }

    [Fact]
    public void Several_threads_get_what_one_gets()
    {
        LabelledImage expected = Segment(["red thing", "blue"]);
        using SamModel sam = SamModel.Load(_files.Folder);
        Sam3TextSegmenter segmenter = new(sam);

        Parallel.For(0, 8, i =>
        {
            LabelledImage found = segmenter.Segment(Picture, ["red thing", "blue"]);
            Assert.Equal(expected.Instances.Select(instance => instance.Mask), found.Instances.Select(instance => instance.Mask));
        });
    }

    [Fact]
    public void A_prompt_by_hand_needs_no_text_and_bears_none()
    {
        TextLabel byHand = new("thing", []) { Boxes = [new BoxXywh(10, 5, 20, 10)] };

        Assert.Empty(SegmentLabels([byHand]).Presence);
        ArgumentException both = Assert.Throws<ArgumentException>(() => SegmentLabels([byHand with { Texts = ["blue"] }]));
        Assert.Contains("but not both", both.Message);
        Assert.Contains("give a text, a point or a box", Assert.Throws<ArgumentException>(() => Segment([])).Message);
    }

    [Fact]
    public void Another_model_is_refused()
    {
        using SamModel other = SamModel.Load(TestData.Model("sam", "emoji"));

        Assert.False(other.CanReadText);
        Assert.Contains("reads no text", Assert.Throws<ClipSurgeryException>(() => new Sam3TextSegmenter(other)).Message);
    }

    [Fact]
    public void Masks_of_another_type_are_refused_when_the_model_is_loaded()
    {
        using MicroSam files = MicroSam3.Create(masksType: OnnxGraphBuilder.FloatType);

        string message = Assert.Throws<ClipSurgeryException>(() => SamModel.Load(files.Folder)).Message;

        Assert.Contains("expected masks of the type Bool", message);
    }

    [Fact]
    public void Masks_of_a_size_that_was_not_asked_for_are_refused()
    {
        using MicroSam files = MicroSam3.Create(bakedSize: 32);
        using SamModel sam = SamModel.Load(files.Folder);

        Sam3TextSegmenter segmenter = new(sam);

        string message = Assert.Throws<ClipSurgeryException>(
            () => segmenter.Segment(Picture, ["blue"], cancellationToken: TestContext.Current.CancellationToken)).Message;

        Assert.Contains("gave masks [4, 1, 32, 32] and 4 scores; expected masks [4, 1, 40, 60]", message);
    }

    [Fact]
    public void A_language_encoder_of_another_model_is_refused_when_the_model_is_loaded()
    {
        using MicroSam files = MicroSam3.Create();
        File.Copy(
            Path.Combine(files.Folder, MicroSam3.Encoder), Path.Combine(files.Folder, MicroSam3.Language), overwrite: true);

        string message = Assert.Throws<ClipSurgeryException>(() => SamModel.Load(files.Folder)).Message;

        Assert.Contains("expected tokens Int64 [1, length]", message);
    }

    private LabelledImage SegmentLabels(IReadOnlyList<TextLabel> labels) =>
        _segmenter.SegmentLabels(Picture, labels, cancellationToken: TestContext.Current.CancellationToken);

    private LabelledImage Segment(IReadOnlyList<string> texts, SegmentOptions? options = null) =>
        _segmenter.Segment(Picture, texts, options, TestContext.Current.CancellationToken);
}
