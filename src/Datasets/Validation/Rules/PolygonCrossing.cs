namespace ClipSurgery;

/// <summary>Outlines that cross themselves, such as a bow-tie.</summary>
internal static class PolygonCrossing
{
    /// <summary>Share of the pixels that crossing must cost, so that the slips of a hand do not count.</summary>
    private const double Tolerance = .1;

    /// <summary>Every pair of edges is compared; rings with more corners are not.</summary>
    private const int MostCorners = 2000;

    /// <summary>True where edges of a ring <c>[x0, y0, x1, y1, …]</c> cross, and that matters for its pixels.</summary>
    /// <param name="ring">The ring.</param>
    /// <param name="area">Number of its pixels.</param>
    public static bool IsIn(double[] ring, long area)
    {
        // Where an outline crosses itself, its parts have opposite signs.
        return ring.Length <= 2 * MostCorners && Math.Abs(area - Math.Abs(SignedArea(ring))) > Tolerance * area && HasCrossing(ring);
    }

    private static double SignedArea(double[] ring)
    {
        double sum = 0;
        for (int i = 0; i < ring.Length; i += 2)
        {
            int next = (i + 2) % ring.Length;
            sum += ring[i] * ring[next + 1] - ring[next] * ring[i + 1];
        }

        return sum / 2;
    }

    private static bool HasCrossing(double[] ring)
    {
        for (int first = 0; first < ring.Length; first += 2)
        {
            for (int second = first + 4; second < ring.Length; second += 2)
            {
                if (Cross(ring, first, second))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>True where each edge has the ends of the other on both its sides; touching is no crossing.</summary>
    private static bool Cross(double[] ring, int first, int second)
    {
        int firstEnd = (first + 2) % ring.Length;
        int secondEnd = (second + 2) % ring.Length;
        return Side(ring, first, firstEnd, second) * Side(ring, first, firstEnd, secondEnd) < 0
            && Side(ring, second, secondEnd, first) * Side(ring, second, secondEnd, firstEnd) < 0;
    }

    private static int Side(double[] ring, int from, int to, int point) => Math.Sign(
        (ring[to] - ring[from]) * (ring[point + 1] - ring[from + 1]) - (ring[to + 1] - ring[from + 1]) * (ring[point] - ring[from]));
}
