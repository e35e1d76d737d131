using CsCheck;

namespace ClipSurgery.Tests;

/// <summary>Which pictures come next: unsure ones, unlike each other.</summary>
public sealed class PickTests
{
    private static readonly RunUncertainty Gated = new(new Dictionary<string, string> { ["presence"] = "0.28" });

    public static TheoryData<ScoreParts, double> Parts => new()
    {
        { new ScoreParts(.28, null, .9, .9), 1 },
        { new ScoreParts(.64, null, .9, .9), .5 },
        { new ScoreParts(1, null, .9, .9), 0 },
        { new ScoreParts(.28, null, .9, .9) { Probability = .5 }, 1 },
        { new ScoreParts(.28, null, .9, .9) { Probability = .75 }, .5 },
        { new ScoreParts(.28, null, .9, .9) { Probability = 0 }, 0 },
    };

    [Theory]
    [MemberData(nameof(Parts))]
    public void Close_calls_are_unsure(ScoreParts parts, double uncertainty) =>
        Assert.Equal(uncertainty, Gated.Of([Found(parts)]), 12);

    [Fact]
    public void The_least_sure_instance_counts_and_peoples_do_not()
    {
        CocoAnnotation unsure = Found(new ScoreParts(.3, null, null, null));
        CocoAnnotation sure = Found(new ScoreParts(.9, null, null, null));

        Assert.Equal(Gated.Of([unsure]), Gated.Of([sure, unsure, sure]));
        Assert.Equal(Gated.Of([sure]), Gated.Of([sure, unsure with { Source = LabelSource.Corrected }]));
        Assert.Equal(RunUncertainty.NothingFound, Gated.Of([]));
    }

    [Fact]
    public void The_next_is_far_from_what_is_chosen_and_labelled()
    {
        float[] north = [0, 1], east = [1, 0], west = [-1, 0], almostNorth = [.1f, .995f];
        (PickCandidate, float[])[] candidates =
            [(new("c.png", 1), north), (new("a.png", 1), almostNorth), (new("b.png", .9), east), (new("d.png", .2), west)];

        Assert.Equal(["a.png", "b.png", "d.png"], KCentre.Choose(candidates, [], 3));
        Assert.Equal(["c.png", "d.png", "a.png", "b.png"], KCentre.Choose(candidates, [east], 4));
    }

    [Fact]
    public void Order_does_not_matter_and_none_comes_twice() => Gen.Select(Gen.Double[0, 1], Gen.Float[-1, 1].Array[3]).Array[1, 12].Sample(pictures =>
    {
        (PickCandidate, float[])[] candidates = [.. pictures.Select((one, i) => (new PickCandidate($"{i:00}.png", one.Item1), one.Item2))];

        IReadOnlyList<string> chosen = KCentre.Choose(candidates, [], 7);

        Assert.Equal(Math.Min(7, candidates.Length), chosen.Distinct().Count());
        Assert.Equal(chosen, KCentre.Choose([.. candidates.Reverse()], [], 7));
        Assert.Equal(chosen.Take(3), KCentre.Choose(candidates, [], 3));
    });

    [Fact]
    public void What_people_worked_on_is_left_out()
    {
        using JudgedRun run = new(6);
        run.Edit(1, picture => new PictureEdit(0, [], [picture.Instances[0].Id]));

        // Its pictures were never read, so a run does not say where they lie; edits do.
        PickPool pool = PickPool.Read(run.Output, JudgedRun.Decide((4, "dog", true)));

        Assert.Equal(["01.png", "04.png"], pool.Worked);
        Assert.Equal(["00.png", "02.png", "05.png", "03.png"], pool.Open.Select(picture => picture.FileName));
        Assert.Equal(RunUncertainty.NothingFound, pool.Open[3].Uncertainty);
        Assert.Empty(pool.Failed);
    }

    private static CocoAnnotation Found(ScoreParts parts) => new()
    {
        Id = 1,
        ImageId = 1,
        CategoryId = 1,
        Mask = JudgedRun.Cat,
        Score = parts.Score,
        ScoreParts = parts.ByName,
    };
}
