namespace ClipSurgery;

/// <summary>
/// Turns the stairs of pixel edges into lines that people can edit. From each place it goes to the farthest one on the ring such
/// that the straight line passes all places between near enough (the cone of Williams, "An efficient algorithm for the piecewise
/// linear approximation of planar curves", 1978). Places are corners and the middles of edges: the middles of the stairs of a
/// slanting edge lie on one line, which leaves as much of the mask outside as it takes in.
/// </summary>
internal static class OutlineSimplification
{
    private const double Stair = 0.5;

    /// <summary>Simplifies a ring.</summary>
    /// <param name="ring">A ring <c>[x0, y0, x1, y1, …]</c>.</param>
    /// <param name="tolerance">
    /// How far the middle of an edge may lie from the new outline, in pixels, above 0; a corner may lie half a pixel farther, as
    /// those of stairs do.
    /// </param>
    /// <param name="leastSpared">How many corners a line must spare for each pixel of its length, or the stairs stay.</param>
    /// <returns>The new ring; the old one where less than a triangle is left.</returns>
    public static double[] Simplify(double[] ring, double tolerance, double leastSpared)
    {
        double[] places = WithMiddles(ring);
        int count = places.Length / 2;
        int start = 2 * LongestEdge(ring);
        List<double> kept = [];
        for (int walked = 0; walked < count;)
        {
            int from = (start + walked) % count;
            int reach = Reach(places, from, count - walked, tolerance);
            Keep(from);
            if (SparedCorners(places, from, reach) < leastSpared)
            {
                for (int step = 1; step < reach; step++)
                {
                    int place = (from + step) % count;
                    if (place % 2 == 0)
                    {
                        Keep(place);
                    }
                }
            }

            walked += reach;
        }

        double[] simple = WithoutStraightCorners(kept);
        return simple.Length < 6 ? ring : simple;

        void Keep(int place)
        {
            kept.Add(places[2 * place]);
            kept.Add(places[2 * place + 1]);
        }
    }

    /// <summary>Leaves out middles of edges at which no line begins or ends.</summary>
    private static double[] WithoutStraightCorners(List<double> ring)
    {
        List<double> corners = [];
        for (int i = 0; i < ring.Count; i += 2)
        {
            int before = (i + ring.Count - 2) % ring.Count;
            int after = (i + 2) % ring.Count;
            bool isStraight = (ring[before] == ring[i] && ring[i] == ring[after])
                || (ring[before + 1] == ring[i + 1] && ring[i + 1] == ring[after + 1]);
            if (!isStraight)
            {
                corners.AddRange([ring[i], ring[i + 1]]);
            }
        }

        return [.. corners];
    }

    /// <summary>How many corners a line over some places spares for each pixel of its length.</summary>
    private static double SparedCorners(double[] places, int from, int reach)
    {
        int to = (from + reach) % (places.Length / 2);
        double x = places[2 * to] - places[2 * from];
        double y = places[2 * to + 1] - places[2 * from + 1];
        int corners = (reach - (from % 2 == 0 ? 1 : 0)) / 2;
        return corners / Math.Sqrt(x * x + y * y);
    }

    /// <summary>The corners at even places, and between them the middles of their edges.</summary>
    private static double[] WithMiddles(double[] ring)
    {
        double[] places = new double[2 * ring.Length];
        for (int i = 0; i < ring.Length; i += 2)
        {
            int next = (i + 2) % ring.Length;
            places[2 * i] = ring[i];
            places[2 * i + 1] = ring[i + 1];
            places[2 * i + 2] = (ring[i] + ring[next]) / 2;
            places[2 * i + 3] = (ring[i + 1] + ring[next + 1]) / 2;
        }

        return places;
    }

    /// <summary>The corner that begins the longest edge, which is sure to be on the new outline.</summary>
    private static int LongestEdge(double[] ring)
    {
        (int Corner, double Length) longest = (0, -1);
        for (int i = 0; i < ring.Length; i += 2)
        {
            int next = (i + 2) % ring.Length;
            double length = Math.Abs(ring[next] - ring[i]) + Math.Abs(ring[next + 1] - ring[i + 1]);
            longest = length > longest.Length ? (i / 2, length) : longest;
        }

        return longest.Corner;
    }

    /// <summary>How many places one line may go on from a place, at least 1.</summary>
    private static int Reach(double[] places, int from, int most, double tolerance)
    {
        int count = places.Length / 2;
        int reach = 1;
        Cone cone = default;
        double farthest = 0;
        for (int steps = 1; steps <= most; steps++)
        {
            int place = (from + steps) % count;
            double x = places[2 * place] - places[2 * from];
            double y = places[2 * place + 1] - places[2 * from + 1];
            double distance = Math.Sqrt(x * x + y * y);
            if (cone.Holds(x, y) && distance >= farthest - tolerance && distance > 0)
            {
                reach = steps;
            }

            double allowed = place % 2 == 0 ? tolerance + Stair : tolerance;
            if (distance > allowed && !cone.Narrow(x, y, distance, allowed))
            {
                break;
            }

            farthest = Math.Max(farthest, distance);
        }

        return reach;
    }

    /// <summary>The directions in which a line passes all places so far; all of them before the first.</summary>
    private struct Cone
    {
        private (double X, double Y) _left;
        private (double X, double Y) _right;
        private bool _isNarrowed;

        public readonly bool Holds(double x, double y) => !_isNarrowed
            || (Cross(_left, (x, y)) >= 0 && Cross((x, y), _right) >= 0);

        /// <summary>Takes a place in; false where no direction is left.</summary>
        public bool Narrow(double x, double y, double distance, double tolerance)
        {
            double aside = tolerance / distance;
            double along = Math.Sqrt(1 - aside * aside);
            (double X, double Y) left = (x * along + y * aside, y * along - x * aside);
            (double X, double Y) right = (x * along - y * aside, y * along + x * aside);
            if (!_isNarrowed)
            {
                (_left, _right, _isNarrowed) = (left, right, true);
                return true;
            }

            if (x * (_left.X + _right.X) + y * (_left.Y + _right.Y) < 0)
            {
                return false;
            }

            _left = Cross(_left, left) > 0 ? left : _left;
            _right = Cross(right, _right) > 0 ? right : _right;
            return Cross(_left, _right) >= 0;
        }

        private static double Cross((double X, double Y) a, (double X, double Y) b) => a.X * b.Y - a.Y * b.X;
    }
}
