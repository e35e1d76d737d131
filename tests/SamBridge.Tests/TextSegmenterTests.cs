namespace ClipSurgery.Tests;

/// <summary>The paper's way: one prompt and one mask a text, whether it is there or not.</summary>
public sealed class TextSegmenterTests : IDisposable
{
    private static readonly SegmentOptions PapersWay = new() { Instances = InstanceMode.One, Presence = 0 };

    private readonly RgbImage _picture = TestPng.Read(TestData.Golden("demo", "square.png"));
    private readonly ClipModel _clip;
    private readonly SamModel _sam = SamModel.Load(TestData.Model("sam", "emoji"));
    private readonly TextSegmenter _segmenter;

    public TextSegmenterTests()
    {
        _clip = ClipModel.Load(TestData.Model("clip", "emoji"), new ClipModelOptions { CacheDirectory = SharedCache.FullPath });
        _segmenter = new TextSegmenter(_clip, _sam);
    }

    public void Dispose()
    {
        _clip.Dispose();
        _sam.Dispose();
    }

    [Fact]
    public void Instances_come_in_the_order_of_the_texts()
    {
        LabelledImage labelled = Segment(["tiger", "person"], PapersWay);

        Assert.Equal(["tiger", "person"], labelled.Instances.Select(instance => instance.Label));
        Assert.All(labelled.Instances, instance =>
        {
            Assert.Equal((384, 384), (instance.Mask.Width, instance.Mask.Height));
            Assert.InRange(instance.Score, 0.01, 1);
            Assert.Null(instance.Parts.Presence);
            double product = instance.Parts.MapAgreement!.Value * instance.Parts.PredictedIou!.Value * instance.Parts.Stability!.Value;
            Assert.Equal(Math.Pow(product, 1.0 / 3), instance.Score, 1e-12);
        });
    }

    [Fact]
    public void Against_the_empty_text_a_mask_does_not_depend_on_the_other_texts()
    {
        SegmentOptions alone = PapersWay with { Context = LabelContext.EmptyText };

        Assert.Equal(Segment(["tiger"], alone).Instances[0].Mask, Segment(["person", "tiger"], alone).Instances[1].Mask);
    }

    [Fact]
    public void The_chosen_candidate_agrees_best_with_the_map()
    {
        Instance instance = Segment(["person"], PapersWay with { KeepCandidates = true }).Instances[0];

        Assert.Equal(3, instance.Candidates.Count);
        ScoredMask chosen = Assert.Single(instance.Candidates, candidate => candidate.IsChosen);
        Assert.Equal(instance.Mask, chosen.Mask);
        Assert.Equal(instance.Candidates.Max(candidate => candidate.Parts.MapAgreement), chosen.Parts.MapAgreement);
    }

    [Fact]
    public void Points_by_hand_are_added_to_those_of_the_text()
    {
        PromptPoint point = new(new ImagePoint(235, 315), true);

        TextLabel person = new("person") { Points = [point] };
        Instance instance = _segmenter.SegmentLabels(_picture, [person], PapersWay, TestContext.Current.CancellationToken).Instances[0];

        Assert.Equal(point, instance.Prompt!.Points[^1]);
        Assert.True(instance.Prompt!.Points.Count > 2);
    }

    [Fact]
    public void Nothing_to_do_is_refused() =>
        Assert.Contains("give a text, a point or a box", Assert.Throws<ArgumentException>(() => Segment([], new SegmentOptions())).Message);

    [Fact]
    public void Several_threads_give_what_one_gives()
    {
        string expected = Segment(["tiger"], PapersWay).Instances[0].Mask.ToCompressed();

        Parallel.For(0, 8, _ => Assert.Equal(expected, Segment(["tiger"], PapersWay).Instances[0].Mask.ToCompressed()));
    }

    [Fact]
    public async Task Cancelling_ends_running_work()
    {
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(60));
        Task endless = Task.Run(
            () =>
            {
                while (true)
                {
                    _segmenter.Segment(_picture, ["tiger", "person"], null, stop.Token);
                }
            },
            TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => endless);
    }

    private LabelledImage Segment(IReadOnlyList<string> texts, SegmentOptions options) =>
        _segmenter.Segment(_picture, texts, options, TestContext.Current.CancellationToken);
}
