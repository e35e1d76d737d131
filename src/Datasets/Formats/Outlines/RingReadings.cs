namespace ClipSurgery;

/// <summary>What comes back of rings <c>[x0, y0, x1, y1, …]</c> when tools read them; each ring is filled by itself.</summary>
internal static class RingReadings
{
    /// <summary>Samples a pixel along an outline: few enough to be fast, and none skips a pixel but at its very corner.</summary>
    private const int SamplesPerPixel = 4;

    /// <summary>
    /// Readers differ in which side a centre on the outline falls to, and formats round coordinates to 7 digits of the picture's side: it
    /// is moved to both sides by a little more than that, in pixels of a side of 1.
    /// </summary>
    private const double Nudge = 2e-7;

    /// <summary>How much further down than to the right: no outline runs in just that direction.</summary>
    private const double Down = 1.6180339887;

    /// <summary>
    /// The smallest IoU with a mask of those who go by pixel centres: on a lattice as pycocotools, or exactly, where each centre on the
    /// outline falls to the wrong side.
    /// </summary>
    public static double ByCentres(Mask mask, IReadOnlyList<double[]> rings)
    {
        Mask here = Centres(mask.Width, mask.Height, rings, NudgeOf(mask));
        Mask there = Centres(mask.Width, mask.Height, rings, -NudgeOf(mask));
        double worst = (double)here.Intersect(there).IntersectionArea(mask) / here.Union(there).Union(mask).Area;
        return Math.Min(worst, mask.IoU(Mask.FromPolygons(mask.Width, mask.Height, rings)));
    }

    private static double NudgeOf(Mask mask) => Nudge * Math.Max(mask.Width, mask.Height);

    /// <summary>The IoU with a mask of those who draw: pixels whose centre is inside, and all that the outline touches.</summary>
    public static double Drawn(Mask mask, IReadOnlyList<double[]> rings)
    {
        List<int> touched = [];
        foreach (double[] ring in rings)
        {
            AddTouched(ring, mask, touched);
        }

        touched.Sort();
        RunList runs = new();
        int position = 0;
        foreach (int pixel in touched.Where(pixel => pixel >= position))
        {
            runs.Add(inside: false, pixel - position);
            runs.Add(inside: true, 1);
            position = pixel + 1;
        }

        runs.Add(inside: false, mask.Width * mask.Height - position);
        return mask.IoU(
            Mask.FromCounts(mask.Width, mask.Height, runs.ToArray()).Union(Centres(mask.Width, mask.Height, rings, NudgeOf(mask))));
    }

    /// <summary>Column-major indices of the pixels along a ring, in no order and as often as they come.</summary>
    private static void AddTouched(double[] ring, Mask mask, List<int> touched)
    {
        for (int i = 0; i < ring.Length; i += 2)
        {
            int next = (i + 2) % ring.Length;
            (double acrossX, double acrossY) = (ring[next] - ring[i], ring[next + 1] - ring[i + 1]);
            int steps = 1 + (int)(SamplesPerPixel * Math.Max(Math.Abs(acrossX), Math.Abs(acrossY)));
            for (int step = 0; step < steps; step++)
            {
                int x = Math.Clamp((int)(ring[i] + acrossX * step / steps), 0, mask.Width - 1);
                int y = Math.Clamp((int)(ring[i + 1] + acrossY * step / steps), 0, mask.Height - 1);
                touched.Add(x * mask.Height + y);
            }
        }
    }

    /// <summary>The pixels whose centre, moved to the right and down, is inside a ring by the even-odd rule.</summary>
    private static Mask Centres(int width, int height, IReadOnlyList<double[]> rings, double nudge) => Mask.Union(rings.Select(ring =>
    {
        List<int> changes = [];
        for (int i = 0; i < ring.Length; i += 2)
        {
            int next = (i + 2) % ring.Length;
            (double x, double y, double endX, double endY) = ring[i] <= ring[next]
                ? (ring[i], ring[i + 1], ring[next], ring[next + 1])
                : (ring[next], ring[next + 1], ring[i], ring[i + 1]);
            double centre = 0.5 + nudge;
            int last = Math.Min(width - 1, (int)Math.Ceiling(endX - centre) - 1);
            for (int column = Math.Max(0, (int)Math.Ceiling(x - centre)); column <= last; column++)
            {
                double crossing = y + (column + centre - x) / (endX - x) * (endY - y);
                changes.Add(column * height + Math.Clamp((int)Math.Ceiling(crossing - 0.5 - Down * nudge), 0, height));
            }
        }

        changes.Sort();
        return Mask.FromCounts(width, height, RunList.FromChanges([.. changes], width * height));
    }));
}
