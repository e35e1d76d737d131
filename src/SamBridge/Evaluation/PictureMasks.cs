namespace ClipSurgery;

/// <summary>
/// One instance beside the ground truth of its label; all numbers are the IoU, 0 to 1, with the object that it fits best.
/// </summary>
/// <param name="Chosen">Of its mask.</param>
/// <param name="Oracle">Of the best mask that was there to choose from.</param>
/// <param name="Region">Of the map's region that the prompt came from; null where there is none.</param>
public sealed record InstanceOutcome(double Chosen, double Oracle, double? Region);

/// <summary>One label that a picture has.</summary>
/// <param name="Label">The label.</param>
/// <param name="UnionIou">
/// IoU, 0 to 1, of all masks found for it together and all its objects together; 0 where none was found.
/// </param>
/// <param name="Objects">Number of its objects.</param>
/// <param name="Instances">What was found.</param>
public sealed record LabelOutcome(string Label, double UnionIou, int Objects, IReadOnlyList<InstanceOutcome> Instances);

/// <summary>What was found in one picture beside its ground truth.</summary>
/// <param name="Present">The labels that it has and that were asked for.</param>
/// <param name="AbsentAsked">Number of labels that were asked for and that it does not have.</param>
/// <param name="AbsentWithMask">Those of them that got a mask nevertheless.</param>
public sealed record PictureMasks(
    IReadOnlyList<LabelOutcome> Present, int AbsentAsked, IReadOnlyList<string> AbsentWithMask)
{
    /// <summary>Compares.</summary>
    /// <param name="truth">The objects of each label that the picture has; crowds left out.</param>
    /// <param name="asked">All labels that were asked for.</param>
    /// <param name="found">What was found, with <see cref="SegmentOptions.KeepCandidates"/>.</param>
    public static PictureMasks Compare(
        IReadOnlyDictionary<string, IReadOnlyList<Mask>> truth, IReadOnlyList<string> asked, LabelledImage found)
    {
        ILookup<string, Instance> instances = found.Instances.ToLookup(instance => instance.Label, StringComparer.Ordinal);
        string[] absent = [.. asked.Where(label => !truth.ContainsKey(label))];
        return new PictureMasks(
            [.. asked.Where(truth.ContainsKey).Select(label => Compare(label, truth[label], [.. instances[label]]))],
            absent.Length,
            [.. absent.Where(instances.Contains)]);
    }

    private static LabelOutcome Compare(string label, IReadOnlyList<Mask> objects, Instance[] found) => new(
        label,
        found.Length == 0 ? 0 : Mask.Union(found.Select(instance => instance.Mask)).IoU(Mask.Union(objects)),
        objects.Count,
        [.. found.Select(instance => Compare(objects, instance))]);

    private static InstanceOutcome Compare(IReadOnlyList<Mask> objects, Instance instance)
    {
        double chosen = BestIou(instance.Mask);
        return new InstanceOutcome(
            chosen,
            instance.Candidates.Select(candidate => BestIou(candidate.Mask)).Append(chosen).Max(),
            instance.Region is null ? null : BestIou(instance.Region));

        double BestIou(Mask mask) => objects.Max(mask.IoU);
    }
}
