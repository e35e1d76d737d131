namespace ClipSurgery;

/// <summary>
/// How much what was learned counts beside the text. Each part of the pictures is left out once, and what the others teach is tried on its
/// objects with every weight. Classes whose texts already find their examples get one weight, and the others another: a class alone has
/// too few examples to tell. Where the texts work, the smallest of the weights that do about as well as the best (within one standard error;
/// Breiman et al., 1984) is taken: where learning brings nothing the texts stay alone. Where they do not, the best is taken.
/// </summary>
internal static class WeightChoice
{
    /// <summary>Probabilities are taken for at least this and at most one less it, so that no single object decides.</summary>
    private const double Least = 0.01;

    /// <summary>Chooses.</summary>
    /// <param name="texts">What the texts say of the objects.</param>
    /// <param name="objects">The objects.</param>
    /// <param name="folds">The part that each belongs to.</param>
    /// <param name="learnWithout">Learns from all parts but one.</param>
    /// <param name="settings">How.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The weight of each class, 0 to 1.</returns>
    public static SortedDictionary<string, float> Choose(
        ZeroShotHeights texts,
        IReadOnlyList<ObjectTokens> objects,
        IReadOnlyList<int> folds,
        Func<int, SortedDictionary<string, (float[] Direction, float Offset, int Examples)>> learnWithout,
        AdaptationSettings settings,
        CancellationToken cancellationToken)
    {
        HashSet<string> found = FoundByText(texts, objects, settings);
        Losses ofFound = new(settings.WeightsOfFound.Count);
        Losses ofOthers = new(settings.WeightsOfOthers.Count);
        foreach (IGrouping<int, int> part in Enumerable.Range(0, objects.Count).GroupBy(example => folds[example]))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (part.Count() == objects.Count)
            {
                break;
            }

            SortedDictionary<string, (float[] Direction, float Offset, int Examples)> learned = learnWithout(part.Key);
            foreach (int example in part)
            {
                Try(example, learned);
            }
        }

        // Where a text works each object counts once. Where it does not there is little to lose: the few that show one of the classes count
        // as much as all that show none, as if some of the classes were asked for at once.
        double asked = Math.Max(1, (texts.Classes.Length - found.Count) / settings.AskedAtOnce);
        float weightOfFound =
            ofFound.Count < settings.FewestValidated ? 0 : settings.WeightsOfFound[ofFound.Choose(1.0 / objects.Count, errors: 1)];
        float weightOfOthers =
            ofOthers.Count < settings.FewestValidated ? settings.UnvalidatedWeight : settings.WeightsOfOthers[ofOthers.Choose(asked / ofOthers.Count, errors: 0)];
        return new SortedDictionary<string, float>(
            texts.Classes.ToDictionary(name => name, name => found.Contains(name) ? weightOfFound : weightOfOthers), StringComparer.Ordinal);

        void Try(int example, SortedDictionary<string, (float[] Direction, float Offset, int Examples)> learned)
        {
            AddLosses(ofFound, settings.WeightsOfFound, found.Contains);
            AddLosses(ofOthers, settings.WeightsOfOthers, name => !found.Contains(name));

            void AddLosses(Losses losses, IReadOnlyList<float> weights, Func<string, bool> isMember)
            {
                double[][] probabilities =
                    [.. weights.Select(weight => Probabilities(texts, objects[example], example, learned, weight))];
                foreach ((int place, string name) in texts.Classes.Index())
                {
                    if (learned.ContainsKey(name) && isMember(name))
                    {
                        bool isOwn = name == objects[example].Class;
                        losses.Add(isOwn, example, [.. probabilities.Select(all => -Math.Log(isOwn ? all[place] : 1 - all[place]))]);
                    }
                }
            }
        }
    }

    /// <summary>Classes whose examples their texts alone mostly tell from all others.</summary>
    private static HashSet<string> FoundByText(ZeroShotHeights texts, IReadOnlyList<ObjectTokens> objects, AdaptationSettings settings) =>
    [
        .. objects.Index()
            .Select(one => (one.Item.Class, Probability: Probabilities(texts, one.Item, one.Index, [], weight: 0)[Array.IndexOf(texts.Classes, one.Item.Class)]))
            .GroupBy(one => one.Class, StringComparer.Ordinal)
            .Where(ofClass => ofClass.Average(one => one.Probability) >= settings.Found)
            .Select(ofClass => ofClass.Key),
    ];

    /// <summary>How surely an object shows each class: the geometric mean of what the whole picture and a second look say, as in the gate.</summary>
    private static double[] Probabilities(
        ZeroShotHeights texts,
        ObjectTokens tokens,
        int example,
        SortedDictionary<string, (float[] Direction, float Offset, int Examples)> learned,
        float weight)
    {
        EvidenceSettings settings = new();
        double[] inside = OfView(texts.Fine(example), tokens.Fine, settings.MapSlope);
        double[] again = OfView(texts.Look(example), tokens.Look, settings.LookSlope);
        return [.. inside.Zip(again, (map, look) => Math.Clamp(Math.Sqrt(map * look), Least, 1 - Least))];

        double[] OfView((float[] Classes, float Noun) zeroShot, float[] token, double slope)
        {
            double[] heights =
            [
                .. zeroShot.Classes.Select((height, place) => learned.TryGetValue(texts.Classes[place], out var one)
                    ? (1 - weight) * height + weight * (Dot(one.Direction, token) + one.Offset)
                    : height),
            ];
            int best = Array.IndexOf(heights, heights.Max());
            double second = heights.Where((_, place) => place != best).Append(zeroShot.Noun).Max();
            return
            [
                .. heights.Select((height, place) =>
                {
                    double rival = place == best ? second : Math.Max(heights[best], zeroShot.Noun);
                    return 1 / (1 + Math.Exp(slope * (rival - height)) + Math.Exp(slope * (settings.Level - height)));
                }),
            ];
        }
    }

    private static double Dot(float[] left, float[] right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += (double)left[i] * right[i];
        }

        return sum;
    }

    /// <summary>Log losses of each weight: of objects that show one of the classes, and of what each object shows none of.</summary>
    private sealed class Losses(int weights)
    {
        private readonly List<double[]> _own = [];
        private readonly SortedDictionary<int, double[]> _others = [];

        /// <summary>Objects that were left out and whose class has other examples.</summary>
        public int Count => _own.Count;

        public void Add(bool isOwn, int example, double[] ofWeights)
        {
            if (isOwn)
            {
                _own.Add(ofWeights);
                return;
            }

            if (!_others.TryGetValue(example, out double[]? sum))
            {
                _others.Add(example, sum = new double[weights]);
            }

            for (int i = 0; i < weights; i++)
            {
                sum[i] += ofWeights[i];
            }
        }

        /// <summary>The place of the smallest weight whose loss is near the least.</summary>
        /// <param name="ownShare">What an object that shows one of the classes counts; those that show none count 1 together.</param>
        /// <param name="errors">How near, in standard errors.</param>
        public int Choose(double ownShare, double errors)
        {
            double[] losses =
            [
                .. Enumerable.Range(0, weights).Select(i =>
                    ownShare * _own.Sum(one => one[i]) + (_others.Count > 0 ? _others.Values.Average(one => one[i]) : 0)),
            ];
            int best = Array.IndexOf(losses, losses.Min());
            double ofOwn = ownShare * _own.Count;
            return Enumerable.Range(0, best + 1).First(i => losses[i] <= losses[best]
                + errors * Math.Sqrt(ofOwn * ofOwn * Variance(_own, i, best) + Variance([.. _others.Values], i, best)));
        }

        /// <summary>Variance of the mean of the differences between two weights.</summary>
        private static double Variance(List<double[]> losses, int one, int other)
        {
            if (losses.Count < 2)
            {
                return 0;
            }

            double[] differences = [.. losses.Select(loss => loss[one] - loss[other])];
            double mean = differences.Average();
            return differences.Sum(difference => (difference - mean) * (difference - mean)) / (losses.Count - 1) / losses.Count;
        }
    }
}
