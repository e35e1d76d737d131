namespace ClipSurgery;

/// <summary>
/// The rising curve with the least squared error, by pooling adjacent violators: neighbours that fall are put together, with the mean of
/// both, until nothing falls any more.
/// </summary>
internal static class IsotonicRegression
{
    /// <summary>The curve of some judged instances: each pool's lowest and highest score, with the share of its instances that are right.</summary>
    /// <param name="judged">One instance or more, in any order.</param>
    /// <remarks>
    /// Few instances cannot show that none or all are right: of n instances no probability is nearer to 0 or 1 than 1 / (n + 2), which is
    /// Laplace's rule of succession.
    /// </remarks>
    public static IsotonicCurve Fit(IReadOnlyList<JudgedInstance> judged)
    {
        double least = Math.Round(1.0 / (judged.Count + 2), ProbabilityCurve.Decimals);
        List<CurvePoint> points = [];
        foreach (Pool pool in Pools(judged))
        {
            double probability = Math.Clamp(Math.Round(pool.Mean, ProbabilityCurve.Decimals), least, 1 - least);
            points.Add(new CurvePoint(pool.Lowest, probability));
            if (pool.Highest > pool.Lowest)
            {
                points.Add(new CurvePoint(pool.Highest, probability));
            }
        }

        return new IsotonicCurve(points);
    }

    /// <summary>The pools, from the lowest scores up; their means rise. Scores are rounded as files have them.</summary>
    internal static IReadOnlyList<Pool> Pools(IReadOnlyList<JudgedInstance> judged)
    {
        List<Pool> pools = [];
        IEnumerable<IGrouping<double, bool>> scores = judged
            .GroupBy(instance => Math.Round(instance.Score, ProbabilityCurve.Decimals), instance => instance.IsRight)
            .OrderBy(group => group.Key);
        foreach (IGrouping<double, bool> score in scores)
        {
            pools.Add(new Pool(score.Key, score.Key, score.Count(isRight => isRight), score.Count()));
            while (pools.Count > 1 && pools[^2].Mean >= pools[^1].Mean)
            {
                Pool last = pools[^1];
                pools.RemoveAt(pools.Count - 1);
                pools[^1] = pools[^1].With(last);
            }
        }

        return pools;
    }

    /// <summary>Neighbours that share a probability.</summary>
    internal readonly record struct Pool(double Lowest, double Highest, int Right, int Count)
    {
        public double Mean => (double)Right / Count;

        public Pool With(Pool higher) => new(Lowest, higher.Highest, Right + higher.Right, Count + higher.Count);
    }
}
