namespace ClipSurgery;

/// <summary>
/// COCO's evaluation, the numbers of pycocotools 2.0.11 <c>COCOeval</c>: detections are matched to the ground truth picture by
/// picture and category by category, highest score first, and the precision over recall of all pictures is averaged.
/// </summary>
public static class CocoEvaluation
{
    private const int MostDetections = 100;

    /// <summary>Index of .75 among <see cref="IouThresholds"/>; .50 is the first.</summary>
    private const int Threshold75 = 5;

    private static readonly AreaRange All = new(0, 1e10);
    private static readonly AreaRange Small = new(0, 32 * 32);
    private static readonly AreaRange Medium = new(32 * 32, 96 * 96);
    private static readonly AreaRange Large = new(96 * 96, 1e10);

    /// <summary>
    /// .50, .55 … .95, with the rounding of the original's <c>linspace</c>: an IoU of exactly .6 must fall on the same side.
    /// </summary>
    private static readonly double[] IouThresholds = [.. Enumerable.Range(0, 9).Select(i => i * ((.95 - .5) / 9) + .5), .95];

    /// <summary>Evaluates detections against a ground truth.</summary>
    /// <param name="groundTruth">
    /// Pictures, categories, annotations. Crowds are neither asked for nor held against a detection.
    /// </param>
    /// <param name="detections">Detections of these pictures. Those of other categories are left out, as in the original.</param>
    /// <param name="target">Masks or boxes.</param>
    /// <exception cref="ArgumentException">
    /// A detection lies on a picture that the ground truth does not have, or has no score.
    /// </exception>
    public static CocoScores Evaluate(CocoDataset groundTruth, IReadOnlyList<CocoDetection> detections, EvaluationTarget target)
    {
        ArgumentNullException.ThrowIfNull(groundTruth);
        ArgumentNullException.ThrowIfNull(detections);
        HashSet<long> imageIds = [.. groundTruth.Images.Select(image => image.Id)];
        foreach (CocoDetection detection in detections)
        {
            if (!imageIds.Contains(detection.ImageId) || double.IsNaN(detection.Score))
            {
                throw new ArgumentException(
                    $"A detection lies on image {detection.ImageId} with score {detection.Score}; " +
                    "expected an image of the ground truth and a number.",
                    nameof(detections));
            }
        }

        ILookup<(long, long), CocoAnnotation> truths =
            groundTruth.Annotations.ToLookup(annotation => (annotation.CategoryId, annotation.ImageId));
        ILookup<(long, long), CocoDetection> found = detections.ToLookup(detection => (detection.CategoryId, detection.ImageId));
        long[] orderedImages = [.. imageIds.Order()];
        List<ImageOverlaps[]> categories = [];
        foreach (long categoryId in groundTruth.Categories.Select(category => category.Id).Distinct().Order())
        {
            categories.Add([.. orderedImages
                .Select(imageId => (categoryId, imageId))
                .Where(key => truths.Contains(key) || found.Contains(key))
                .Select(key => ImageOverlaps.Measure(truths[key], found[key], target, MostDetections))]);
        }

        return Summarise(categories);
    }

    private static CocoScores Summarise(List<ImageOverlaps[]> categories)
    {
        PrecisionRecall all = Accumulate(categories, All, MostDetections);
        PrecisionRecall small = Accumulate(categories, Small, MostDetections);
        PrecisionRecall medium = Accumulate(categories, Medium, MostDetections);
        PrecisionRecall large = Accumulate(categories, Large, MostDetections);
        return new CocoScores(
            AP: all.AveragePrecision(),
            AP50: all.AveragePrecision(threshold: 0),
            AP75: all.AveragePrecision(Threshold75),
            APs: small.AveragePrecision(),
            APm: medium.AveragePrecision(),
            APl: large.AveragePrecision(),
            AR1: Accumulate(categories, All, 1).AverageRecall(),
            AR10: Accumulate(categories, All, 10).AverageRecall(),
            AR100: all.AverageRecall(),
            ARs: small.AverageRecall(),
            ARm: medium.AverageRecall(),
            ARl: large.AverageRecall());
    }

    private static PrecisionRecall Accumulate(List<ImageOverlaps[]> categories, AreaRange areas, int mostDetections)
    {
        PrecisionRecall result = new(IouThresholds.Length);
        foreach (ImageOverlaps[] images in categories)
        {
            for (int threshold = 0; threshold < IouThresholds.Length; threshold++)
            {
                List<DetectionOutcome> outcomes = [];
                int truths = 0;
                foreach (ImageOverlaps image in images)
                {
                    // Matching takes all detections in order of score, so leaving out the last ones does not change the first.
                    outcomes.AddRange(image.Match(IouThresholds[threshold], areas).Take(mostDetections));
                    truths += image.CountTruths(areas);
                }

                if (truths > 0)
                {
                    result.Add(threshold, outcomes, truths);
                }
            }
        }

        return result;
    }
}
