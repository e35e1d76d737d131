using System.Numerics;

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
    /// Proposals that are compared, no more than a set of bits holds; the search is exponential in the worst case, and lighter ones
    /// hardly ever matter.
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

    /// <summary>
    /// Branch and bound over the proposals, heaviest first: each is taken, or left. Sets of proposals are bits, the heaviest the
    /// lowest. Of a family, in which all are rivals of all, one can be taken at most, so that the heaviest of each bound the rest.
    /// </summary>
    private sealed class Search
    {
        private readonly List<MaskProposal> _proposals;

        /// <summary>What may be taken beside each proposal, itself left out.</summary>
        private readonly uint[] _compatible;
        private readonly List<uint> _families = [];
        private uint _best;
        private double _bestWeight;

        public Search(List<MaskProposal> proposals)
        {
            _proposals = proposals;
            _compatible = new uint[proposals.Count];
            for (int i = 0; i < proposals.Count; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    if (AreCompatible(proposals[i].Shape, proposals[j].Shape))
                    {
                        _compatible[i] |= 1u << j;
                        _compatible[j] |= 1u << i;
                    }
                }

                int family = _families.FindIndex(members => (members & _compatible[i]) == 0);
                if (family < 0)
                {
                    _families.Add(1u << i);
                }
                else
                {
                    _families[family] |= 1u << i;
                }
            }
        }

        public MaskProposal[] Run()
        {
            Continue(0, 0, (uint)((1UL << _proposals.Count) - 1));
            return [.. _proposals.Where((_, index) => (_best >> index & 1) != 0)];
        }

        /// <param name="taken">Proposals that were taken.</param>
        /// <param name="weight">What they weigh together.</param>
        /// <param name="open">Proposals that are not decided on and may be taken beside them.</param>
        private void Continue(uint taken, double weight, uint open)
        {
            if (weight > _bestWeight)
            {
                _bestWeight = weight;
                _best = taken;
            }

            if (open == 0 || weight + Bound(open) <= _bestWeight)
            {
                return;
            }

            int next = BitOperations.TrailingZeroCount(open);
            uint rest = open & ~(1u << next);
            Continue(taken | 1u << next, weight + _proposals[next].Weight, rest & _compatible[next]);
            Continue(taken, weight, rest);
        }

        private double Bound(uint open)
        {
            double bound = 0;
            foreach (uint family in _families)
            {
                if ((family & open) is > 0 and uint members)
                {
                    bound += _proposals[BitOperations.TrailingZeroCount(members)].Weight;
                }
            }

            return bound;
        }
    }
}
