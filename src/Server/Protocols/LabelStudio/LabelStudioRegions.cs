namespace ClipSurgery;

/// <summary>Instances as Label Studio's regions.</summary>
internal static class LabelStudioRegions
{
    private const double OutlineTolerance = 0.5;
    private const int IdLength = 10;

    /// <summary>
    /// A region an instance; with polygons one a part, holes filled. An id is made of what the region is, so that the same answer
    /// has the same ids.
    /// </summary>
    /// <param name="config">What takes them.</param>
    /// <param name="task">The task, for the ids.</param>
    /// <param name="instances">What was found.</param>
    public static IReadOnlyList<LabelStudioRegion> Of(LabelConfig config, string task, IReadOnlyList<Instance> instances) =>
    [
        .. instances.SelectMany(instance => config.Type == LabelConfig.Polygon
            ? ObjectOutline.Parts(instance.Mask, OutlineTolerance)
                .Select((ring, part) => Region(config, $"{task}\n{part}", instance, ring))
            : [Region(config, task, instance, null)]),
    ];

    private static LabelStudioRegion Region(LabelConfig config, string place, Instance instance, double[]? ring) => new(
        InstanceKey.Of(place, instance.Label, instance.Mask)[..IdLength],
        config.FromName,
        config.ToName,
        config.Type,
        instance.Mask.Width,
        instance.Mask.Height,
        Math.Round(instance.Score, 4),
        new LabelStudioValue(config.Type, instance.Label, instance.Mask, ring));
}
