using CsCheck;

namespace ClipSurgery.Tests;

public class CompatibleSetTests
{
    private const int Side = 12;

    private static readonly Gen<MaskProposal> Rectangles =
        from left in Gen.Int[0, Side - 2]
        from top in Gen.Int[0, Side - 2]
        from width in Gen.Int[1, Side]
        from height in Gen.Int[1, Side]
        from quality in Gen.Double[0.01, 1]
        from evidence in Gen.Double[-5, 20]
        select Proposal((left, top, width, height), quality, evidence);

    [Fact]
    public void No_other_set_weighs_more() => Rectangles.Array[0, 9].Sample(proposals =>
    {
        MaskProposal[] chosen = [.. CompatibleSet.Choose(proposals)];

        Assert.Equal(HeaviestByTrial(proposals), chosen.Sum(proposal => proposal.Weight), 1e-9);
        Assert.True(AreCompatible(chosen));
        Assert.All(chosen, proposal => Assert.True(proposal.Weight > 0));
        Assert.Equal(chosen.OrderByDescending(proposal => proposal.Weight), chosen);
    });

    [Theory]
    [InlineData(0.9, 0.85, 3)]
    [InlineData(0.85, 0.9, 1)]
    public void Three_masks_compete_with_the_one_over_all_three(double qualityOfEach, double qualityOfOne, int expected)
    {
        MaskProposal[] three =
            [.. Enumerable.Range(0, 3).Select(i => Proposal((4 * i, 2, 3, 5), qualityOfEach, 15))];
        MaskProposal one = Proposal((0, 2, 11, 5), qualityOfOne, 45);

        IReadOnlyList<MaskProposal> chosen = CompatibleSet.Choose([one, .. three]);

        Assert.Equal(expected, chosen.Count);
        Assert.Equal(expected == 1, chosen.Contains(one));
    }

    [Theory]
    [InlineData(0.8, true)]
    [InlineData(0.1, false)]
    public void A_part_competes_with_the_whole(double qualityOfWhole, bool isWholeExpected)
    {
        MaskProposal part = Proposal((2, 2, 4, 4), 0.95, 16);
        MaskProposal whole = Proposal((2, 2, 8, 8), qualityOfWhole, 64);

        Assert.Same(isWholeExpected ? whole : part, Assert.Single(CompatibleSet.Choose([part, whole])));
    }

    /// <summary>A fifth of the smaller one may be shared.</summary>
    [Theory]
    [InlineData(8, 2)]
    [InlineData(7, 1)]
    public void A_small_overlap_is_allowed(int leftOfSmaller, int expected)
    {
        MaskProposal larger = TestShapes.Proposal(TestShapes.Rectangle(20, 2, (0, 0, 10, 2)), 1, 3);
        MaskProposal smaller = TestShapes.Proposal(TestShapes.Rectangle(20, 2, (leftOfSmaller, 0, 10, 1)), 1, 2);

        Assert.Equal(expected, CompatibleSet.Choose([smaller, larger]).Count);
    }

    [Fact]
    public void Of_nearly_the_same_mask_twice_the_heavier_one_is_taken()
    {
        MaskProposal light = Proposal((0, 0, 10, 10), 0.9, 100);
        MaskProposal heavy = Proposal((0, 0, 10, 9), 1, 91);

        Assert.Same(heavy, Assert.Single(CompatibleSet.Choose([light, heavy])));
    }

    [Fact]
    public void What_the_map_speaks_against_is_not_taken() => Assert.Empty(CompatibleSet.Choose(
    [
        Proposal((0, 0, 3, 3), 1, -1),
        Proposal((6, 6, 3, 3), 1, 0),
    ]));

    [Fact]
    public void The_twenty_heaviest_are_compared()
    {
        MaskProposal[] apart =
            [.. Enumerable.Range(0, 25).Select(i => Proposal((i % 5 * 2, i / 5 * 2, 1, 1), 1, 1 + i))];

        Assert.Equal(apart.Reverse().Take(20), CompatibleSet.Choose(apart));
    }

    /// <summary>The weight of the heaviest of all subsets, once nearly equal masks are down to the heaviest of them.</summary>
    private static double HeaviestByTrial(MaskProposal[] proposals)
    {
        List<MaskProposal> distinct = [];
        foreach (MaskProposal next in proposals.Where(proposal => proposal.Weight > 0).OrderBy(proposal => -proposal.Weight))
        {
            if (!distinct.Exists(other => IsSame(other, next)))
            {
                distinct.Add(next);
            }
        }

        double heaviest = 0;
        for (int subset = 0; subset < 1 << distinct.Count; subset++)
        {
            MaskProposal[] members = [.. distinct.Where((_, i) => (subset >> i & 1) == 1)];
            if (AreCompatible(members))
            {
                heaviest = Math.Max(heaviest, members.Sum(proposal => proposal.Weight));
            }
        }

        return heaviest;
    }

    private static bool AreCompatible(MaskProposal[] proposals) => proposals.Index().All(a => proposals.Take(a.Index).All(
        b => Shared(a.Item, b) <= 0.2 * Math.Min(a.Item.Shape.Area, b.Shape.Area)));

    private static bool IsSame(MaskProposal a, MaskProposal b) =>
        Shared(a, b) > 0.75 * (a.Shape.Area + b.Shape.Area - Shared(a, b));

    private static int Shared(MaskProposal a, MaskProposal b) =>
        TestShapes.Places(a.Shape).Intersect(TestShapes.Places(b.Shape)).Count();

    private static MaskProposal Proposal((int Left, int Top, int Width, int Height) box, double quality, double evidence) =>
        TestShapes.Proposal(TestShapes.Rectangle(Side, Side, box), quality, evidence);
}
