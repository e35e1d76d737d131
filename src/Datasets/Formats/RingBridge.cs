namespace ClipSurgery;

/// <summary>
/// Makes one ring of an object's parts and holes, for formats that have no other way to say it. Each ring is reached over a
/// bridge between its nearest corner and what is joined so far, and left over the same bridge: the two directions cancel each
/// other, so the fill is exact under the even-odd and, as holes run the other way round, under the non-zero rule.
/// </summary>
internal static class RingBridge
{
    /// <summary>Joins rings <c>[x0, y0, x1, y1, …]</c> such as <see cref="Mask.Boundaries"/>, in their order.</summary>
    public static double[] Join(IReadOnlyList<double[]> rings)
    {
        List<double> joined = [.. rings[0]];
        foreach (double[] ring in rings.Skip(1))
        {
            (int here, int there) = Nearest(joined, ring);
            bool touch = joined[here] == ring[there] && joined[here + 1] == ring[there + 1];
            double[] bridge = touch ? [] : [ring[there], ring[there + 1]];
            double[] back = touch ? [] : [joined[here], joined[here + 1]];
            joined.InsertRange(here + 2, [.. bridge, .. ring[(there + 2)..], .. ring[..(there + 2)], .. back]);
        }

        return [.. joined];
    }

    /// <summary>Indices of the x of the two corners that are closest to each other; the first ones among equals.</summary>
    private static (int Here, int There) Nearest(List<double> joined, double[] ring)
    {
        (int Here, int There) nearest = (0, 0);
        double least = double.PositiveInfinity;
        for (int here = 0; here < joined.Count; here += 2)
        {
            for (int there = 0; there < ring.Length; there += 2)
            {
                double x = joined[here] - ring[there];
                double y = joined[here + 1] - ring[there + 1];
                double squared = x * x + y * y;
                if (squared < least)
                {
                    least = squared;
                    nearest = (here, there);
                }
            }
        }

        return nearest;
    }
}
