namespace ClipSurgery;

/// <summary>
/// Leaves out corners of rings that follow pixel edges: the stairs of a slanting edge become a line that people can edit
/// (Douglas and Peucker, "Algorithms for the reduction of the number of points required to represent a digitized line", 1973).
/// </summary>
internal static class PolygonSimplification
{
    /// <summary>Farthest that a corner left out may lie from the new edge, in pixels: stairs of one pixel stay below.</summary>
    private const double Tolerance = 1;

    /// <summary>
    /// Largest share of the object's area that may change sides. A reader that goes by pixel centres can double it, as an edge
    /// that passes a centre has swept half of the pixel: the IoU stays at 0.98 or above, however the polygon is filled.
    /// </summary>
    private const double LargestChange = 0.01;

    /// <summary>
    /// Simplifies the rings <c>[x0, y0, x1, y1, …]</c> of an object; what stays are corners of theirs. Small objects stay as they
    /// are, for there a pixel counts.
    /// </summary>
    /// <param name="rings">All rings of the object, holes included.</param>
    /// <param name="area">The object's area in pixels.</param>
    public static IReadOnlyList<double[]> Simplify(IReadOnlyList<double[]> rings, long area)
    {
        double change = 0;
        IReadOnlyList<double[]> simple = [.. rings.Select(ring => Simplify(ring, ref change))];
        return change <= LargestChange * area ? simple : rings;
    }

    private static double[] Simplify(double[] ring, ref double change)
    {
        int corners = ring.Length / 2;
        int opposite = Farthest(ring, new Stretch(0, corners)).Corner;
        Stack<Stretch> open = new([new Stretch(opposite, corners), new Stretch(0, opposite)]);
        List<double> kept = [];
        double swept = 0;
        while (open.TryPop(out Stretch stretch))
        {
            (int corner, double distance) = Farthest(ring, stretch);
            if (distance > Tolerance)
            {
                open.Push(stretch with { From = corner });
                open.Push(stretch with { To = corner });
                continue;
            }

            kept.AddRange([ring[2 * stretch.From], ring[2 * stretch.From + 1]]);
            swept += Swept(ring, stretch);
        }

        if (kept.Count < 6)
        {
            return ring;
        }

        change += swept;
        return [.. kept];
    }

    /// <summary>The corner strictly inside a stretch that is farthest from its edge.</summary>
    private static (int Corner, double Distance) Farthest(double[] ring, Stretch stretch)
    {
        Edge edge = Edge.Of(ring, stretch);
        (int Corner, double Distance) farthest = (stretch.From, -1);
        for (int corner = stretch.From + 1; corner < stretch.To; corner++)
        {
            double distance = edge.Distance(ring[2 * corner], ring[2 * corner + 1]);
            if (distance > farthest.Distance)
            {
                farthest = (corner, distance);
            }
        }

        return farthest;
    }

    /// <summary>The area between a stretch and its edge: a trapezoid for each pair of corners, or two triangles.</summary>
    private static double Swept(double[] ring, Stretch stretch)
    {
        Edge edge = Edge.Of(ring, stretch);
        double area = 0;
        (double along, double aside) = (0, 0);
        for (int corner = stretch.From + 1; corner <= stretch.To; corner++)
        {
            int place = 2 * corner % ring.Length;
            (double nextAlong, double nextAside) = edge.Frame(ring[place], ring[place + 1]);
            double sum = Math.Abs(aside) + Math.Abs(nextAside);
            double height = aside * nextAside >= 0 ? sum : (aside * aside + nextAside * nextAside) / sum;
            area += Math.Abs(nextAlong - along) * height / 2;
            (along, aside) = (nextAlong, nextAside);
        }

        return area;
    }

    /// <summary>Corners that are to become one edge; the number of corners stands for the first one, come round again.</summary>
    private readonly record struct Stretch(int From, int To);

    /// <summary>A straight edge: where it begins, its direction (0, 0 where it ends there, too) and its length.</summary>
    private readonly record struct Edge(double X, double Y, double DirectionX, double DirectionY, double Length)
    {
        public static Edge Of(double[] ring, Stretch stretch)
        {
            (int from, int to) = (2 * stretch.From, 2 * stretch.To % ring.Length);
            (double x, double y) = (ring[to] - ring[from], ring[to + 1] - ring[from + 1]);
            double length = Math.Sqrt(x * x + y * y);
            double scale = length == 0 ? 0 : 1 / length;
            return new Edge(ring[from], ring[from + 1], x * scale, y * scale, length);
        }

        /// <summary>A point's place along the edge and its distance to the right of it, in pixels.</summary>
        public (double Along, double Aside) Frame(double x, double y) => (
            (x - X) * DirectionX + (y - Y) * DirectionY,
            (y - Y) * DirectionX - (x - X) * DirectionY);

        /// <summary>The distance of a point to the nearest point of the edge.</summary>
        public double Distance(double x, double y)
        {
            double nearest = Math.Clamp(Frame(x, y).Along, 0, Length);
            double awayX = x - X - nearest * DirectionX;
            double awayY = y - Y - nearest * DirectionY;
            return Math.Sqrt(awayX * awayX + awayY * awayY);
        }
    }
}
