namespace ClipSurgery;

/// <summary>
/// Instances as X-AnyLabeling's shapes. It has no masks: holes are filled, and an object of several parts is several polygons of
/// one group.
/// </summary>
internal static class XAnyLabelingOutlines
{
    // Where the client does not say.
    private const double UsualEpsilon = 0.001;

    // Beyond, hardly an outline is still like its mask, and each try costs.
    private const double MostTolerance = 16;

    /// <summary>Polygons that end with their first point, as the client draws them.</summary>
    /// <param name="instances">What was found.</param>
    /// <param name="epsilon">
    /// How far an outline may stray from the mask, as a share of its length; it stays like the mask whatever is asked for.
    /// </param>
    public static IReadOnlyList<XAnyLabelingShape> Polygons(IReadOnlyList<Instance> instances, double? epsilon)
    {
        double share = epsilon ?? UsualEpsilon;
        List<XAnyLabelingShape> shapes = [];
        int groups = 0;
        foreach (Instance instance in instances)
        {
            IReadOnlyList<double[]> rings = instance.Mask.ToPolygons();
            double tolerance = Math.Min(MostTolerance, share * rings.Max(LengthOf));
            IReadOnlyList<double[]> parts = ObjectOutline.Parts(instance.Mask, tolerance);
            int? group = parts.Count > 1 ? ++groups : null;
            shapes.AddRange(parts.Select(part => Shape(instance, "polygon", [.. part.Chunk(2), [part[0], part[1]]], group)));
        }

        return shapes;
    }

    /// <summary>Rectangles of four corners, from the top left one clockwise.</summary>
    public static IReadOnlyList<XAnyLabelingShape> Rectangles(IReadOnlyList<Instance> instances) =>
    [
        .. instances.Select(instance =>
        {
            BoxXywh box = instance.Mask.Bounds;
            double[][] corners = [[box.X, box.Y], [box.Right, box.Y], [box.Right, box.Bottom], [box.X, box.Bottom]];
            return Shape(instance, "rectangle", corners, null);
        }),
    ];

    private static XAnyLabelingShape Shape(Instance instance, string type, IReadOnlyList<double[]> points, int? group) => new(
        instance.Label, type, points, Math.Round(instance.Score, 4), group, instance.Text == instance.Label ? "" : instance.Text);

    /// <summary>The length of a ring along pixel edges.</summary>
    private static double LengthOf(double[] ring)
    {
        double length = 0;
        for (int i = 0; i < ring.Length; i += 2)
        {
            int next = (i + 2) % ring.Length;
            length += Math.Abs(ring[next] - ring[i]) + Math.Abs(ring[next + 1] - ring[i + 1]);
        }

        return length;
    }
}
