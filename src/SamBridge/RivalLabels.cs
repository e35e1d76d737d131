namespace ClipSurgery;

/// <summary>
/// Two labels for one thing: where their masks are nearly the same, the surer one keeps it. A mask inside another is left alone:
/// a person may hold a cup.
/// </summary>
internal static class RivalLabels
{
    private const double SameThing = 0.7;

    /// <summary>Leaves out the weaker of two instances of different labels with nearly the same mask; the order stays.</summary>
    public static IReadOnlyList<Instance> Settle(IReadOnlyList<Instance> instances)
    {
        List<Instance> kept = [];
        foreach (Instance instance in instances.OrderByDescending(instance => instance.Score))
        {
            if (!kept.Exists(surer => surer.Label != instance.Label && surer.Mask.IoU(instance.Mask) > SameThing))
            {
                kept.Add(instance);
            }
        }

        HashSet<Instance> settled = new(kept, ReferenceEqualityComparer.Instance);
        return [.. instances.Where(settled.Contains)];
    }
}
