namespace ClipSurgery;

/// <summary>
/// The rings of an object for formats of polygons. What is simplified is read back as tools read it, and where less than
/// <see cref="LeastIoU"/> comes back, the object keeps more of its pixel edges, in the end all of them.
/// </summary>
internal static class ObjectOutline
{
    private const double LeastIoU = 0.98;

    /// <summary>The tolerance at which stairs of one pixel become lines.</summary>
    private const double Stair = 0.5;

    /// <summary>
    /// What is tried in turn: lines everywhere, then only where they spare this many corners a pixel. A slanting line costs a part
    /// of the pixels along it in one reader or the other, so small objects keep the stairs that have few corners.
    /// </summary>
    private static readonly double[] LeastSpared = [0, 0.2, 0.4, 0.6, 0.8, 1, 1.2];

    /// <summary>The parts of a mask, holes filled, for tools that take coordinates as they are (pycocotools, CVAT).</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="tolerance">As in <see cref="ExportOptions.Simplify"/>.</param>
    public static IReadOnlyList<double[]> Parts(Mask mask, double tolerance)
    {
        IReadOnlyList<double[]> rings = mask.ToPolygons();
        if (tolerance == 0)
        {
            return rings;
        }

        Mask filled = Mask.FromPolygons(mask.Width, mask.Height, rings);
        return Simplest(rings, tolerance, simple => [.. simple], simple => RingReadings.ByCentres(filled, simple) >= LeastIoU) ?? rings;
    }

    /// <summary>Rings of a mask for tools that draw them in whole pixels (Ultralytics, labelme), see <see cref="RingInset"/>.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="rings">Its rings along pixel edges.</param>
    /// <param name="tolerance">As in <see cref="ExportOptions.Simplify"/>.</param>
    /// <param name="join">Makes what is written of the rings; each ring of the result is filled by itself.</param>
    public static IReadOnlyList<double[]> Drawn(
        Mask mask, IReadOnlyList<double[]> rings, double tolerance, Func<IEnumerable<double[]>, IReadOnlyList<double[]>> join)
    {
        IReadOnlyList<double[]> edges = join(rings.Select(Inset));
        if (tolerance == 0 || RingReadings.Drawn(mask, edges) < LeastIoU)
        {
            return edges;
        }

        return Simplest(
            rings,
            tolerance,
            simple => join(simple.Select(Inset)),
            simple => RingReadings.ByCentres(mask, simple) >= LeastIoU && RingReadings.Drawn(mask, simple) >= LeastIoU) ?? edges;

        double[] Inset(double[] ring) => RingInset.Move(ring, mask.Width, mask.Height);
    }

    /// <summary>
    /// The rings of the fewest corners that are near enough to the mask; null where none is. Smaller tolerances are tried too: lines
    /// that stray less can be had in more places.
    /// </summary>
    private static IReadOnlyList<double[]>? Simplest(
        IReadOnlyList<double[]> rings,
        double tolerance,
        Func<IEnumerable<double[]>, IReadOnlyList<double[]>> finish,
        Func<IReadOnlyList<double[]>, bool> isNear)
    {
        List<IReadOnlyList<double[]>> simplest = [];
        for (double step = tolerance; step == tolerance || step >= Stair; step /= 2)
        {
            IReadOnlyList<double[]>? near = LeastSpared
                .Select(spared => finish(rings.Select(ring => OutlineSimplification.Simplify(ring, step, spared))))
                .FirstOrDefault(isNear);
            if (near is not null)
            {
                simplest.Add(near);
            }
        }

        return simplest.MinBy(simple => simple.Sum(ring => ring.Length));
    }
}
