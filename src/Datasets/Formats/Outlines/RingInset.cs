namespace ClipSurgery;

/// <summary>
/// Moves a ring a little towards the inside of the mask, for tools that cut coordinates to whole pixels and fill up to and with
/// the outline (Ultralytics' <c>fillPoly</c>, labelme's <c>ImageDraw.polygon</c>): on the pixel edge itself the outline belongs to
/// the pixel behind it, and every object grows by a row and a column.
/// </summary>
internal static class RingInset
{
    /// <summary>Enough to lie within the pixel after rounding; a reader that goes by pixel centres sees no difference.</summary>
    public const double Margin = 0.02;

    /// <summary>How far a corner may move, in pixels: in sharp ones the moved edges meet far away.</summary>
    private const double Farthest = 1;

    /// <summary>
    /// Moves a ring <c>[x0, y0, x1, y1, …]</c> that has the inside at its right hand, as <see cref="Mask.Boundaries"/>.
    /// </summary>
    /// <param name="ring">The ring.</param>
    /// <param name="width">The picture's width: no corner leaves it.</param>
    /// <param name="height">Its height.</param>
    /// <returns>The new ring, rounded to thousandths of a pixel.</returns>
    public static double[] Move(double[] ring, int width, int height)
    {
        double[] moved = new double[ring.Length];
        Line before = Line.Through(ring, ring.Length - 2);
        for (int i = 0; i < ring.Length; i += 2)
        {
            Line after = Line.Through(ring, i);
            (double x, double y) = Line.Corner(before, after);
            moved[i] = Math.Round(Math.Clamp(ring[i] + x, Margin, width - Margin), 3);
            moved[i + 1] = Math.Round(Math.Clamp(ring[i + 1] + y, Margin, height - Margin), 3);
            before = after;
        }

        return moved;
    }

    /// <summary>An edge's unit normal to the inside, and how far it moves that way.</summary>
    private readonly record struct Line(double X, double Y, double Inset)
    {
        public static Line Through(double[] ring, int from)
        {
            int to = (from + 2) % ring.Length;
            (double x, double y) = (ring[to] - ring[from], ring[to + 1] - ring[from + 1]);
            double length = Math.Sqrt(x * x + y * y);
            if (length == 0)
            {
                return default;
            }

            bool isPixelEdge = (x == 0 && double.IsInteger(ring[from])) || (y == 0 && double.IsInteger(ring[from + 1]));
            (x, y) = (x / length, y / length);
            // A slanting line that is filled with all pixels it touches grows by half of this, and one that is filled by centres
            // does not: in the middle both are as near to the mask.
            return new Line(-y, x, isPixelEdge ? Margin : (Math.Abs(x) + Math.Abs(y)) / 4);
        }

        /// <summary>How far the corner between two edges moves: to where the moved edges meet.</summary>
        public static (double X, double Y) Corner(Line before, Line after)
        {
            double cross = before.X * after.Y - before.Y * after.X;
            double x = (before.Inset * after.Y - after.Inset * before.Y) / cross;
            double y = (after.Inset * before.X - before.Inset * after.X) / cross;
            bool isNear = Math.Abs(cross) > 0.1 && x * x + y * y <= Farthest * Farthest;
            return isNear
                ? (x, y)
                : ((before.X * before.Inset + after.X * after.Inset) / 2, (before.Y * before.Inset + after.Y * after.Inset) / 2);
        }
    }
}
