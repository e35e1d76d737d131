namespace ClipSurgery;

/// <summary>
/// Precision at 101 recall levels and the final recall, of every category and IoU threshold, for one range of areas and one
/// limit on detections.
/// </summary>
internal sealed class PrecisionRecall
{
    private const int RecallLevels = 101;

    /// <summary>What NumPy calls <c>spacing(1)</c>: keeps 0 / 0 from happening and is part of the original's numbers.</summary>
    private const double Spacing = 2.220446049250313e-16;

    private readonly List<double>[] _precisions;
    private readonly List<double>[] _recalls;

    public PrecisionRecall(int thresholds)
    {
        _precisions = [.. Enumerable.Range(0, thresholds).Select(_ => new List<double>())];
        _recalls = [.. Enumerable.Range(0, thresholds).Select(_ => new List<double>())];
    }

    /// <summary>Adds one category at one IoU threshold.</summary>
    /// <param name="threshold">Index of the threshold.</param>
    /// <param name="outcomes">Detections, picture by picture.</param>
    /// <param name="truths">Number of ground truths to find, at least 1.</param>
    public void Add(int threshold, IEnumerable<DetectionOutcome> outcomes, int truths)
    {
        List<double> precisions = [];
        List<double> recalls = [];
        int right = 0;
        int wrong = 0;
        foreach (DetectionOutcome outcome in outcomes.OrderByDescending(outcome => outcome.Score))
        {
            right += outcome is { IsMatched: true, IsIgnored: false } ? 1 : 0;
            wrong += outcome is { IsMatched: false, IsIgnored: false } ? 1 : 0;
            recalls.Add((double)right / truths);
            precisions.Add(right / (wrong + right + Spacing));
        }

        for (int i = precisions.Count - 2; i >= 0; i--)
        {
            precisions[i] = Math.Max(precisions[i], precisions[i + 1]);
        }

        int reached = 0;
        for (int level = 0; level < RecallLevels; level++)
        {
            double recall = level == RecallLevels - 1 ? 1 : level * .01;
            while (reached < recalls.Count && recalls[reached] < recall)
            {
                reached++;
            }

            _precisions[threshold].Add(reached < precisions.Count ? precisions[reached] : 0);
        }

        _recalls[threshold].Add(recalls.Count > 0 ? recalls[^1] : 0);
    }

    /// <summary>
    /// The mean precision over all thresholds, categories and recall levels, or of one threshold; -1 where nothing was added.
    /// </summary>
    public double AveragePrecision(int? threshold = null) =>
        Mean(threshold is int index ? _precisions[index] : _precisions.SelectMany(values => values));

    /// <summary>The mean recall over all thresholds and categories; -1 where nothing was added.</summary>
    public double AverageRecall() => Mean(_recalls.SelectMany(values => values));

    private static double Mean(IEnumerable<double> values) => values.DefaultIfEmpty(-1).Average();
}
