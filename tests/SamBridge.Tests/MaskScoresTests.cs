namespace ClipSurgery.Tests;

public class MaskScoresTests
{
    private static readonly Mask Left = Strip(0, 4);
    private static readonly Mask Right = Strip(4, 8);
    private static readonly ScoreParts Full = new(null, null, 1, 1);
    private static readonly Dictionary<string, IReadOnlyList<Mask>> Truth = new() { ["cat"] = [Left, Right], ["dog"] = [Left] };

    [Fact]
    public void An_instance_is_compared_with_the_object_that_it_fits_best()
    {
        PictureMasks masks = PictureMasks.Compare(
            Truth,
            ["bee", "cat", "dog", "tv"],
            Found(Found("cat", Strip(0, 2), region: Strip(0, 3), Strip(0, 4)), Found("cat", Strip(4, 8)), Found("tv", Right)));

        LabelOutcome cat = masks.Present[0];
        Assert.Equal(("cat", 6 / 8.0, 2), (cat.Label, cat.UnionIou, cat.Objects));
        Assert.Equal([new InstanceOutcome(2 / 4.0, 1, 3 / 4.0), new InstanceOutcome(1, 1, null)], cat.Instances);
        LabelOutcome dog = masks.Present[1];
        Assert.Equal(("dog", 0, 1, 0), (dog.Label, dog.UnionIou, dog.Objects, dog.Instances.Count));
        Assert.Equal(2, masks.AbsentAsked);
        Assert.Equal(["tv"], masks.AbsentWithMask);
    }

    [Fact]
    public void Labels_that_were_not_asked_for_do_not_count()
    {
        PictureMasks masks = PictureMasks.Compare(Truth, ["dog"], Found(Found("dog", Left)));

        Assert.Equal("dog", Assert.Single(masks.Present).Label);
        Assert.Equal(0, masks.AbsentAsked);
    }

    [Fact]
    public void The_means_are_those_computed_by_hand()
    {
        PictureMasks first = new(
            [
                new LabelOutcome("cat", .5, 4, [new InstanceOutcome(.4, .6, .5), new InstanceOutcome(.8, .8, .7)]),
                new LabelOutcome("dog", 0, 1, []),
            ],
            3,
            ["tv"]);
        PictureMasks second = new(
            [new LabelOutcome("cat", 1, 1, [new InstanceOutcome(.9, 1, null), new InstanceOutcome(.1, .2, .1)])],
            5,
            ["tv", "bee"]);

        MaskScores scores = MaskScores.Of([first, second]);

        Assert.Equal(3, scores.Pairs);
        Assert.Equal(1.5 / 3, scores.UnionIou, 1e-12);
        Assert.Equal(2.2 / 4, scores.Chosen, 1e-12);
        Assert.Equal(2.6 / 4, scores.Oracle, 1e-12);
        Assert.Equal(1.0 / 3, scores.WorseThanRegion, 1e-12);
        Assert.Equal(2.0 / 3, scores.PresentKept, 1e-12);
        Assert.Equal(3.0 / 8, scores.AbsentWithMask, 1e-12);
        Assert.Equal((2 + 1 + 1) / 3.0, scores.CountError, 1e-12);
    }

    private static Mask Strip(int left, int right) => Mask.FromPolygons(8, 4, [[left, 0, right, 0, right, 4, left, 4]]);

    private static LabelledImage Found(params Instance[] instances) => new(8, 4, instances, [], []);

    private static Instance Found(string label, Mask mask, Mask? region = null, params Mask[] others) => new()
    {
        Label = label,
        Mask = mask,
        Parts = Full,
        Prompt = new MaskPrompt([], null),
        Candidates = [.. others.Prepend(mask).Select(other => new ScoredMask(other, Full, other == mask))],
        Region = region,
    };
}
