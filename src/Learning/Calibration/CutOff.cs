namespace ClipSurgery;

/// <summary>What a calibration is to reach.</summary>
/// <param name="Precision">The share of what is kept that is to be right, 0 to 1; null for the best F1.</param>
internal readonly record struct CalibrationGoal(double? Precision)
{
    public static CalibrationGoal BestF1 => new(null);
}

/// <summary>A threshold and what it keeps.</summary>
/// <param name="Threshold">The probability from which instances are kept.</param>
/// <param name="Kept">How many instances are.</param>
/// <param name="Right">How many of those are right.</param>
internal readonly record struct CutOff(double Threshold, int Kept, int Right)
{
    /// <summary>Fewer kept instances say too little of a precision.</summary>
    public const int LeastKept = 10;

    public double Precision => (double)Right / Kept;

    public WilsonInterval Interval => WilsonInterval.Of(Right, Kept);

    /// <summary>The harmonic mean of precision and recall.</summary>
    /// <param name="objects">How many objects there were to find.</param>
    public double F1(int objects) => 2.0 * Right / (Kept + objects);

    /// <summary>What each probability that an instance has would keep as a threshold, from the highest down.</summary>
    public static IReadOnlyList<CutOff> All(IReadOnlyList<double> probabilities, IReadOnlyList<JudgedInstance> judged)
    {
        List<CutOff> all = [];
        int kept = 0;
        int right = 0;
        foreach (var same in probabilities.Zip(judged).GroupBy(one => one.First).OrderByDescending(group => group.Key))
        {
            kept += same.Count();
            right += same.Count(one => one.Second.IsRight);
            all.Add(new CutOff(same.Key, kept, right));
        }

        return all;
    }

    /// <summary>
    /// The lowest threshold with the wanted precision, or that of the best F1 (of equal ones the higher); null where none reaches it.
    /// </summary>
    /// <param name="all">The thresholds to choose from.</param>
    /// <param name="goal">What is wanted.</param>
    /// <param name="objects">How many objects there were to find.</param>
    public static CutOff? Choose(IReadOnlyList<CutOff> all, CalibrationGoal goal, int objects) =>
        goal.Precision is { } wanted
            ? all.Where(cut => cut.Kept >= LeastKept && cut.Precision >= wanted).Cast<CutOff?>().LastOrDefault()
            : all.MaxBy(cut => cut.F1(objects));
}
