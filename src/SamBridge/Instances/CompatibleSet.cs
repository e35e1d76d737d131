namespace ClipSurgery;

/// <summary>
/// Chooses, of many overlapping proposals, those that explain a map best together: the set of the greatest total weight in which
/// no two overlap much. One mask over three objects then competes with the three, and a part of an object with the whole.
/// </summary>
internal static class CompatibleSet
{
    /// <summary>Overlap from which two proposals are taken for the same mask.</summary>
    private const double SameMask = 0.75;

    /// <summary>Share of the smaller of two proposals that the larger may cover.</summary>
    private const double AllowedOverlap = 0.2;

    /// <summary>
    /// Proposals that are compared; the search is exponential in the worst case, and lighter ones hardly ever matter.
    /// </summary>
    private const int MostProposals = 20;

    /// <summary>Chooses.</summary>
    /// <returns>The chosen proposals, heaviest first; only ones of a weight above 0.</returns>
    public static IReadOnlyList<MaskProposal> Choose(IEnumerable<MaskProposal> proposals) =>
        new Search(Heaviest(proposals, MostProposals)).Run();

    /// <summary>The heaviest proposals that are not the same mask, at most a number of them; only ones of a weight above 0.</summary>
    public static List<MaskProposal> Heaviest(IEnumerable<MaskProposal> proposals, int most)
    {
        List<MaskProposal> distinct = [];
        foreach (MaskProposal proposal in proposals.Where(proposal => proposal.Weight > 0).OrderByDescending(proposal => proposal.Weight))
        {
            if (distinct.Count < most && !distinct.Any(heavier => heavier.Shape.IoU(proposal.Shape) > SameMask))
            {
                distinct.Add(proposal);
            }
        }

        return distinct;
    }

    private static bool AreCompatible(LowMask a, LowMask b) => a.IntersectionArea(b) <= AllowedOverlap * Math.Min(a.Area, b.Area);

    /// <summary>Branch and bound over the proposals, heaviest first: each is taken, or left.</summary>
    private sealed class Search(List<MaskProposal> proposals)
    {
        private readonly List<MaskProposal> _taken = [];
        private MaskProposal[] _best = [];
        private double _bestWeight;

        public MaskProposal[] Run()
        {
            double all = proposals.Sum(proposal => proposal.Weight);
            Continue(0, 0, all);
            return _best;
        }

        private void Continue(int index, double weight, double remaining)
        {
            if (weight > _bestWeight)
            {
                _bestWeight = weight;
                _best = [.. _taken];
            }

            if (index == proposals.Count || weight + remaining <= _bestWeight)
            {
                return;
            }

            MaskProposal next = proposals[index];
            remaining -= next.Weight;
            if (_taken.TrueForAll(taken => AreCompatible(taken.Shape, next.Shape)))
            {
                _taken.Add(next);
                Continue(index + 1, weight + next.Weight, remaining);
                _taken.RemoveAt(_taken.Count - 1);
            }

            Continue(index + 1, weight, remaining);
        }
    }
}
