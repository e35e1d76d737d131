namespace ClipSurgery;

/// <summary>A mask as polygons of an outer ring and its holes, exactly along pixel edges.</summary>
internal static class PolygonsWithHoles
{
    /// <summary>Polygons in the order of their first pixel down the columns; each is its outer ring and then its holes.</summary>
    public static IReadOnlyList<IReadOnlyList<double[]>> Of(Mask mask)
    {
        List<(double[] Ring, bool IsOuter)> rings = BoundaryTrace.Rings(mask.Counts, mask.Width, mask.Height);
        Part[] parts = [.. rings.Where(ring => ring.IsOuter).Select(ring => new Part(ring.Ring))];
        foreach ((double[] hole, _) in rings.Where(ring => !ring.IsOuter))
        {
            (double x, double y) = BesideOf(hole);
            parts.Where(part => part.Contains(x, y)).MinBy(part => part.Area)!.Rings.Add(hole);
        }

        return [.. parts.Select(part => part.Rings)];
    }

    /// <summary>The middle of the pixel left of a hole's upper left corner, which belongs to the part around it.</summary>
    private static (double X, double Y) BesideOf(double[] hole)
    {
        int corner = 0;
        for (int i = 2; i < hole.Length; i += 2)
        {
            if (hole[i] < hole[corner] || (hole[i] == hole[corner] && hole[i + 1] < hole[corner + 1]))
            {
                corner = i;
            }
        }

        return (hole[corner] - 0.5, hole[corner + 1] + 0.5);
    }

    /// <summary>
    /// An outer ring, and the holes that are found to lie in it. Of the rings around a place the smallest is that of its part,
    /// since others hold the part in a hole of theirs.
    /// </summary>
    private sealed class Part
    {
        private readonly double[] _outer;
        private readonly (double Left, double Top, double Right, double Bottom) _box;

        public Part(double[] outer)
        {
            _outer = outer;
            Rings = [outer];
            _box = (double.MaxValue, double.MaxValue, 0, 0);
            for (int i = 0; i < outer.Length; i += 2)
            {
                int next = (i + 2) % outer.Length;
                Area += ((outer[i] * outer[next + 1]) - (outer[next] * outer[i + 1])) / 2;
                (double x, double y) = (outer[i], outer[i + 1]);
                _box = (Math.Min(_box.Left, x), Math.Min(_box.Top, y), Math.Max(_box.Right, x), Math.Max(_box.Bottom, y));
            }
        }

        public List<double[]> Rings { get; }

        public double Area { get; }

        public bool Contains(double x, double y)
        {
            if (x < _box.Left || x > _box.Right || y < _box.Top || y > _box.Bottom)
            {
                return false;
            }

            bool isInside = false;
            for (int i = 0; i < _outer.Length; i += 2)
            {
                // Edges run along pixels, so only upright ones count, and a pixel's middle never lies on one.
                int next = (i + 2) % _outer.Length;
                (double from, double to) = (_outer[i + 1], _outer[next + 1]);
                isInside ^= _outer[i] < x && Math.Min(from, to) < y && y < Math.Max(from, to);
            }

            return isInside;
        }
    }
}
