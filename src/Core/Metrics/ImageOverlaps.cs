namespace ClipSurgery;

/// <summary>What became of a detection.</summary>
/// <param name="Score">Its confidence.</param>
/// <param name="IsMatched">True where it took a ground truth.</param>
/// <param name="IsIgnored">True where it counts neither for nor against.</param>
internal readonly record struct DetectionOutcome(double Score, bool IsMatched, bool IsIgnored);

/// <summary>The ground truths and the detections of one category in one picture, and how much they overlap.</summary>
internal sealed class ImageOverlaps
{
    private readonly CocoAnnotation[] _truths;

    /// <summary>Highest score first; equal scores keep the order of the file.</summary>
    private readonly CocoDetection[] _detections;

    /// <summary>Overlap of detection d with ground truth g at <c>[d, g]</c>, 0 to 1.</summary>
    private readonly double[,] _overlaps;

    private ImageOverlaps(CocoAnnotation[] truths, CocoDetection[] detections, EvaluationTarget target)
    {
        _truths = truths;
        _detections = detections;
        _overlaps = new double[detections.Length, truths.Length];
        for (int d = 0; d < detections.Length; d++)
        {
            for (int g = 0; g < truths.Length; g++)
            {
                _overlaps[d, g] = target == EvaluationTarget.Masks
                    ? MaskOverlap(detections[d].Mask, truths[g])
                    : BoxOverlap(detections[d].Mask.Bounds, truths[g]);
            }
        }
    }

    public static ImageOverlaps Measure(
        IEnumerable<CocoAnnotation> truths, IEnumerable<CocoDetection> detections, EvaluationTarget target, int mostDetections) =>
        new([.. truths], [.. detections.OrderByDescending(detection => detection.Score).Take(mostDetections)], target);

    /// <summary>The number of ground truths that a detector is asked to find.</summary>
    public int CountTruths(AreaRange areas) => _truths.Count(truth => !IsIgnored(truth, areas));

    /// <summary>
    /// Gives each detection, highest score first, the free ground truth that it overlaps most, at least by the threshold; an
    /// ignored one only where there is no other. A crowd is never used up. Of equal overlaps the last in the file wins, as in
    /// the original.
    /// </summary>
    public DetectionOutcome[] Match(double threshold, AreaRange areas)
    {
        bool[] isTaken = new bool[_truths.Length];
        DetectionOutcome[] outcomes = new DetectionOutcome[_detections.Length];
        for (int d = 0; d < outcomes.Length; d++)
        {
            int match = Best(d, threshold, areas, ignored: false, isTaken);
            if (match < 0)
            {
                match = Best(d, threshold, areas, ignored: true, isTaken);
            }

            CocoDetection detection = _detections[d];
            bool isMatched = match >= 0;
            bool isIgnored = isMatched ? IsIgnored(_truths[match], areas) : !areas.Contains(detection.Mask.Area);
            outcomes[d] = new DetectionOutcome(detection.Score, isMatched, isIgnored);
            if (isMatched)
            {
                isTaken[match] = true;
            }
        }

        return outcomes;
    }

    private int Best(int detection, double threshold, AreaRange areas, bool ignored, bool[] isTaken)
    {
        int best = -1;
        double least = threshold;
        for (int g = 0; g < _truths.Length; g++)
        {
            bool isFree = !isTaken[g] || _truths[g].IsCrowd;
            if (isFree && IsIgnored(_truths[g], areas) == ignored && _overlaps[detection, g] >= least)
            {
                best = g;
                least = _overlaps[detection, g];
            }
        }

        return best;
    }

    private static bool IsIgnored(CocoAnnotation truth, AreaRange areas) => truth.IsCrowd || !areas.Contains(truth.Area);

    private static double MaskOverlap(Mask detection, CocoAnnotation truth) =>
        truth.IsCrowd ? detection.FractionInside(truth.Mask) : detection.IoU(truth.Mask);

    private static double BoxOverlap(BoxXywh detection, CocoAnnotation truth)
    {
        BoxXywh box = truth.Bounds;
        double width = Math.Min(detection.Right, box.Right) - Math.Max(detection.X, box.X);
        double height = Math.Min(detection.Bottom, box.Bottom) - Math.Max(detection.Y, box.Y);
        if (width <= 0 || height <= 0)
        {
            return 0;
        }

        double area = detection.Width * detection.Height;
        double intersection = width * height;
        return intersection / (truth.IsCrowd ? area : area + box.Width * box.Height - intersection);
    }
}
