namespace ClipSurgery.Tests;

/// <summary>Rectangles whose overlaps are counted by hand.</summary>
public class PictureMasksTests
{
    /// <summary>Two objects of 4 columns and 4 rows each.</summary>
    private static readonly Dictionary<string, IReadOnlyList<Mask>> Truth = new()
    {
        ["cat"] = [Box(0, 0, 4, 4), Box(6, 0, 4, 4)],
        ["dog"] = [Box(0, 6, 4, 4)],
    };

    [Fact]
    public void Each_instance_is_measured_at_the_object_that_it_fits_best()
    {
        LabelledImage found = Found(
            At("cat", Box(0, 0, 4, 2)),
            At("cat", Box(6, 0, 4, 4)) with
            {
                Region = Box(6, 0, 4, 1),
                Candidates = [Offered(Box(6, 0, 4, 3)), Offered(Box(6, 0, 4, 4))],
            },
            At("pizza", Box(0, 0, 1, 1)));

        PictureMasks masks = PictureMasks.Compare(Truth, ["pizza", "dog", "cat", "zebra"], found);

        Assert.Equal((2, 2), (masks.Present.Count, masks.AbsentAsked));
        Assert.Equal(["pizza"], masks.AbsentWithMask);
        (LabelOutcome dog, LabelOutcome cat) = (masks.Present[0], masks.Present[1]);
        Assert.Equal(("dog", 0, 1, 0), (dog.Label, dog.UnionIou, dog.Objects, dog.Instances.Count));

        // 8 and 16 pixels of 32 are found.
        Assert.Equal(("cat", 0.75, 2), (cat.Label, cat.UnionIou, cat.Objects));
        Assert.Equal([new InstanceOutcome(0.5, 0.5, null), new InstanceOutcome(1, 1, 0.25)], cat.Instances);
    }

    [Fact]
    public void The_oracle_takes_the_best_of_all_that_was_offered()
    {
        Instance instance = At("dog", Box(0, 6, 4, 1)) with
        {
            Candidates = [Offered(Box(0, 6, 4, 1)), Offered(Box(0, 6, 4, 3)), Offered(Box(0, 6, 4, 2))],
        };

        LabelOutcome dog = Assert.Single(PictureMasks.Compare(Truth, ["dog"], Found(instance)).Present);

        Assert.Equal(new InstanceOutcome(0.25, 0.75, null), Assert.Single(dog.Instances));
    }

    [Fact]
    public void Scores_are_means_over_pairs_and_instances()
    {
        PictureMasks first = new(
            [
                new LabelOutcome("cat", 0.5, 3, [new InstanceOutcome(0.4, 0.8, 0.5), new InstanceOutcome(0.8, 0.9, 0.8)]),
                new LabelOutcome("dog", 0, 1, []),
            ],
            3,
            ["pizza"]);
        PictureMasks second = new(
            [new LabelOutcome("cat", 0.7, 1, [new InstanceOutcome(0.6, 0.7, null), new InstanceOutcome(0.2, 0.2, 0.6)])], 1, []);

        MaskScores scores = MaskScores.Of([first, second]);

        Assert.Equal(3, scores.Pairs);
        Assert.Equal((0.5 + 0 + 0.7) / 3, scores.UnionIou, 1e-12);
        Assert.Equal(2.0 / 4, scores.Chosen, 1e-12);
        Assert.Equal(2.6 / 4, scores.Oracle, 1e-12);

        // 0.4 < 0.5 and 0.2 < 0.6, but not 0.8 < 0.8; the third has no region.
        Assert.Equal(2.0 / 3, scores.WorseThanRegion, 1e-12);
        Assert.Equal(2.0 / 3, scores.PresentKept, 1e-12);
        Assert.Equal(1.0 / 4, scores.AbsentWithMask, 1e-12);

        // One too few, one too few, one too many.
        Assert.Equal(1, scores.CountError, 1e-12);
    }

    [Fact]
    public void Nothing_has_no_mean()
    {
        const double None = double.NaN;

        Assert.Equal(new MaskScores(0, None, None, None, None, None, None, None), MaskScores.Of([]));
    }

    private static Mask Box(int left, int top, int columns, int rows) => TestShapes.Rectangle(10, 10, left, top, columns, rows);

    private static ScoredMask Offered(Mask mask) => new(mask, new ScoreParts(null, null, 1, 1), IsChosen: false);

    private static LabelledImage Found(params Instance[] instances) => new(10, 10, instances, [], []);

    private static Instance At(string label, Mask mask) => new()
    {
        Label = label,
        Mask = mask,
        Parts = new ScoreParts(null, null, 1, 1),
        Prompt = new MaskPrompt([new PromptPoint(default, true)]),
    };
}
