using System.Runtime.InteropServices;

namespace ClipSurgery;

/// <summary>
/// Fills one ring with the pixels that pycocotools gives it (<c>rleFrPoly</c> of maskApi.c, 2.0.11). Corners are rounded to a
/// lattice of fifths of a pixel and edges are sampled at every lattice step of their longer axis. The middle of pixel column x
/// lies between lattice columns 5x + 2 and 5x + 3: where an edge steps from one to the other, the column changes sides below the
/// higher of both samples. Only these steps are computed here, so the cost depends on the picture's width and not on the edge's
/// length.
/// </summary>
internal static class PolygonRaster
{
    private const int Scale = 5;
    private const int Middle = 2;

    /// <summary>Keeps lattice coordinates and their differences well inside 32 bits.</summary>
    private const double LargestCoordinate = 1e8;

    /// <summary>Each costs eight bytes while a ring is filled: a small file could ask for any amount of memory.</summary>
    public const int MostCrossings = 1 << 22;

    /// <summary>Runs of the pixels inside a ring <c>[x0, y0, x1, y1, …]</c>.</summary>
    /// <exception cref="ClipSurgeryException">
    /// The ring has fewer than three corners, an odd number, or an impossible one.
    /// </exception>
    public static int[] Fill(int width, int height, IReadOnlyList<double> ring)
    {
        LatticePoint[] corners = ToLattice(ring);
        List<int> changes = [];
        LatticePoint previous = corners[^1];
        foreach (LatticePoint corner in corners)
        {
            AddCrossings(previous, corner, width, height, changes);
            previous = corner;
        }

        changes.Sort();
        return RunList.FromChanges(CollectionsMarshal.AsSpan(changes), width * height);
    }

    /// <summary>Refuses rings that would take too much memory.</summary>
    /// <exception cref="ClipSurgeryException">They have too many edges over pixel columns, or one of them is no ring.</exception>
    public static void RequireFillable(int width, IReadOnlyList<IReadOnlyList<double>> rings)
    {
        if (rings.Sum(ring => CountCrossings(width, ring)) is > MostCrossings and long crossings)
        {
            throw new ClipSurgeryException(
                $"Polygons of {rings.Sum(ring => ring.Count / 2)} corners have {crossings} edges over pixel columns; "
                + $"expected at most {MostCrossings}. Check the size that is stated for their picture.");
        }
    }

    /// <summary>Number of pixel columns that each edge of a ring goes over, summed up.</summary>
    /// <exception cref="ClipSurgeryException">As for <see cref="Fill"/>.</exception>
    public static long CountCrossings(int width, IReadOnlyList<double> ring) => CountCrossings(width, ToLattice(ring));

    private static long CountCrossings(int width, LatticePoint[] corners)
    {
        long crossings = 0;
        LatticePoint previous = corners[^1];
        foreach (LatticePoint corner in corners)
        {
            (int first, int last) = Columns(previous, corner, width);
            crossings += Math.Max(0, last - first + 1);
            previous = corner;
        }

        return crossings;
    }

    private static LatticePoint[] ToLattice(IReadOnlyList<double> ring)
    {
        if (ring.Count < 6 || ring.Count % 2 != 0)
        {
            throw new ClipSurgeryException(
                $"A polygon has {ring.Count} numbers; expected x and y of three corners or more, an even count from 6.");
        }

        LatticePoint[] corners = new LatticePoint[ring.Count / 2];
        for (int i = 0; i < corners.Length; i++)
        {
            corners[i] = new LatticePoint(ToLattice(ring[2 * i]), ToLattice(ring[2 * i + 1]));
        }

        return corners;
    }

    private static int ToLattice(double coordinate)
    {
        if (!(Math.Abs(coordinate) <= LargestCoordinate))
        {
            throw new ClipSurgeryException(
                $"A polygon has the coordinate {coordinate}; expected pixels, at most {LargestCoordinate} either way.");
        }

        // Truncation, not floor, as in the original: it differs for negative coordinates.
        return (int)(Scale * coordinate + .5);
    }

    private static void AddCrossings(LatticePoint from, LatticePoint to, int width, int height, List<int> changes)
    {
        (int firstColumn, int lastColumn) = Columns(from, to, width);
        if (firstColumn > lastColumn)
        {
            return;
        }

        Edge edge = Edge.Between(from, to);
        for (int x = firstColumn; x <= lastColumn; x++)
        {
            int step = edge.HigherSample(Scale * x + Middle) - Middle;
            int y = step <= 0 ? 0 : Math.Min(height, (step + Scale - 1) / Scale);
            changes.Add(x * height + y);
        }
    }

    /// <summary>The pixel columns whose middle an edge goes over; the last one lies before the first where there is none.</summary>
    private static (int First, int Last) Columns(LatticePoint from, LatticePoint to, int width)
    {
        int left = Math.Min(from.X, to.X);
        int right = Math.Max(from.X, to.X);
        return left == right || right <= Middle
            ? (0, -1)
            : (left <= Middle ? 0 : (left - Middle + Scale - 1) / Scale, Math.Min(width - 1, (right - 1 - Middle) / Scale));
    }

    private readonly record struct LatticePoint(int X, int Y);

    /// <summary>An edge sampled along its longer axis, from the end where that axis is smaller.</summary>
    private readonly record struct Edge(LatticePoint Start, int Steps, double Slope, bool IsFlat)
    {
        public static Edge Between(LatticePoint from, LatticePoint to)
        {
            int acrossX = Math.Abs(to.X - from.X);
            int acrossY = Math.Abs(to.Y - from.Y);
            bool isFlat = acrossX >= acrossY;
            (LatticePoint start, LatticePoint end) = (isFlat ? from.X > to.X : from.Y > to.Y) ? (to, from) : (from, to);
            return isFlat
                ? new Edge(start, acrossX, (double)(end.Y - start.Y) / acrossX, isFlat)
                : new Edge(start, acrossY, (double)(end.X - start.X) / acrossY, isFlat);
        }

        /// <summary>
        /// The smaller y of the two samples between which x steps over from <paramref name="x"/> to the next lattice column.
        /// </summary>
        public int HigherSample(int x)
        {
            if (IsFlat)
            {
                int step = x - Start.X;
                return Math.Min(Sample(Start.Y, step), Sample(Start.Y, step + 1));
            }

            // A steep edge stays in a lattice column for several steps: halve towards the last one on the near side.
            int near = 0;
            int far = Steps;
            while (far - near > 1)
            {
                int middle = near + (far - near) / 2;
                bool isRight = Sample(Start.X, middle) > x;
                if (isRight == Slope > 0)
                {
                    far = middle;
                }
                else
                {
                    near = middle;
                }
            }

            return Start.Y + near;
        }

        private int Sample(int origin, int step) => (int)(origin + Slope * step + .5);
    }
}
