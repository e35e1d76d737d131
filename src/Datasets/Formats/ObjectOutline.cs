namespace ClipSurgery;

/// <summary>
/// The rings of an object for formats of polygons. What is simplified is read back as tools read it, and where less than
/// <see cref="LeastIoU"/> comes back, the object keeps every pixel edge.
/// </summary>
internal static class ObjectOutline
{
    private const double LeastIoU = 0.98;

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

        double[][] simple = [.. rings.Select(ring => OutlineSimplification.Simplify(ring, tolerance))];
        Mask filled = Mask.FromPolygons(mask.Width, mask.Height, rings);
        return RingReadings.ByCentres(filled, simple) >= LeastIoU ? simple : rings;
    }

    /// <summary>Rings of a mask for tools that draw them in whole pixels (Ultralytics, labelme), see <see cref="RingInset"/>.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="rings">Its rings along pixel edges.</param>
    /// <param name="tolerance">As in <see cref="ExportOptions.Simplify"/>.</param>
    /// <param name="join">Makes what is written of the rings; each ring of the result is filled by itself.</param>
    public static IReadOnlyList<double[]> Drawn(
        Mask mask, IReadOnlyList<double[]> rings, double tolerance, Func<IEnumerable<double[]>, IReadOnlyList<double[]>> join)
    {
        if (tolerance > 0)
        {
            IReadOnlyList<double[]> simple = join(rings.Select(ring => Inset(OutlineSimplification.Simplify(ring, tolerance))));
            if (RingReadings.ByCentres(mask, simple) >= LeastIoU && RingReadings.Drawn(mask, simple) >= LeastIoU)
            {
                return simple;
            }
        }

        return join(rings.Select(Inset));

        double[] Inset(double[] ring) => RingInset.Move(ring, mask.Width, mask.Height);
    }
}
