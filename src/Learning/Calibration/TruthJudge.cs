namespace ClipSurgery;

/// <summary>
/// Judges what was found by a ground truth: from the highest score down an instance takes the object of its class that it fits best, and
/// is right where the IoU is .5 or more. What lies in a crowd counts neither way, as in COCO's evaluation.
/// </summary>
/// <param name="truth">The ground truth.</param>
internal sealed class TruthJudge(EvaluationSet truth)
{
    public const double SmallestIou = 0.5;

    /// <summary>Share of a segmenter's own gate that instances are judged from, so that thresholds below it can be chosen, too.</summary>
    private const double FloorShare = 0.5;

    private static readonly AreaRange All = new(0, double.MaxValue);

    private readonly ILookup<(long Image, long Category), CocoAnnotation> _objects =
        truth.Dataset.Annotations.ToLookup(annotation => (annotation.ImageId, annotation.CategoryId));

    /// <summary>The presence from which a segmenter's instances are judged.</summary>
    public static double FloorOf(ITextSegmenter segmenter) => FloorShare * segmenter.DefaultPresence;

    /// <summary>Judges the instances of one picture.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="classes">The classes that were looked for, each with its label in the ground truth.</param>
    /// <param name="found">What was found.</param>
    public IReadOnlyList<JudgedInstance> Judge(
        CocoImage picture, IReadOnlyList<(string Class, string Label)> classes, IReadOnlyList<Instance> found)
    {
        List<JudgedInstance> judged = [];
        foreach ((string name, string label) in classes)
        {
            long category = truth.CategoryIds[label];
            ImageOverlaps overlaps = ImageOverlaps.Measure(
                _objects[(picture.Id, category)],
                found.Where(instance => instance.Label == name)
                    .Select(instance => new CocoDetection(picture.Id, category, instance.Parts.Uncalibrated, instance.Mask)),
                EvaluationTarget.Masks,
                int.MaxValue);
            judged.AddRange(overlaps.Match(SmallestIou, All).Where(outcome => !outcome.IsIgnored)
                .Select(outcome => new JudgedInstance(picture.FileName, name, outcome.Score, outcome.IsMatched)));
        }

        return judged;
    }

    /// <summary>How many objects of each class some pictures have.</summary>
    public IReadOnlyDictionary<string, int> CountObjects(
        IReadOnlyList<CocoImage> pictures, IReadOnlyList<(string Class, string Label)> classes) => classes.ToDictionary(
        one => one.Class,
        one => pictures.Sum(picture => _objects[(picture.Id, truth.CategoryIds[one.Label])].Count(annotation => !annotation.IsCrowd)),
        StringComparer.Ordinal);
}
