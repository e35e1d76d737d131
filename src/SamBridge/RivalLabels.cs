namespace ClipSurgery;

/// <summary>
/// Two answers for one thing. Of two labels with nearly the same mask the surer one keeps it; a mask inside another is left alone:
/// a person may hold a cup. Two texts of one label that find the same thing, or a part of it, give one instance.
/// </summary>
internal static class RivalLabels
{
    /// <summary>IoU above which two masks are of one thing.</summary>
    public const double SameThing = 0.7;

    /// <summary>The same for two masks of one label.</summary>
    public const double SameThingOfOneLabel = 0.5;

    private const double PartOfOneLabel = 0.85;

    /// <summary>Leaves out the weaker of two answers; the order stays.</summary>
    /// <param name="instances">The instances.</param>
    /// <param name="amongLabels">Whether labels are rivals, or only the texts of one label.</param>
    public static IReadOnlyList<Instance> Settle(IReadOnlyList<Instance> instances, bool amongLabels = true)
    {
        List<Instance> kept = [];
        foreach (Instance instance in instances.OrderByDescending(instance => instance.Score))
        {
            if (!kept.Exists(surer => surer.Label == instance.Label ? IsDoubled(surer, instance) : amongLabels && IsRival(surer, instance)))
            {
                kept.Add(instance);
            }
        }

        HashSet<Instance> settled = new(kept, ReferenceEqualityComparer.Instance);
        return [.. instances.Where(settled.Contains)];
    }

    private static bool IsRival(Instance surer, Instance other) => surer.Mask.IoU(other.Mask) > SameThing;

    private static bool IsDoubled(Instance surer, Instance other)
    {
        if (surer.Text == other.Text)
        {
            return false;
        }

        long shared = surer.Mask.IntersectionArea(other.Mask);
        long smaller = Math.Min(surer.Mask.Area, other.Mask.Area);
        long union = surer.Mask.Area + other.Mask.Area - shared;
        return shared > SameThingOfOneLabel * union || shared > PartOfOneLabel * smaller;
    }
}
