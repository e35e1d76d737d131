namespace ClipSurgery;

/// <summary>Makes curves and thresholds of judged instances.</summary>
internal static class CalibrationFitter
{
    /// <summary>Fewer instances are too few for any curve.</summary>
    public const int LeastInstances = 50;

    /// <summary>Fewer pictures are too few, however many instances they have.</summary>
    public const int LeastPictures = 10;

    /// <summary>A class with as many has a curve and a threshold of its own.</summary>
    public const int LeastOfClass = 30;

    /// <summary>Makes a calibration.</summary>
    /// <param name="judgements">The instances.</param>
    /// <param name="goal">What thresholds are to reach.</param>
    /// <param name="models">What found the instances.</param>
    /// <param name="classes">What was looked for.</param>
    /// <exception cref="ClipSurgeryException">There are too few instances, or no threshold reaches the goal.</exception>
    public static CalibrationFit Fit(
        Judgements judgements, CalibrationGoal goal, CalibratedModels models, IReadOnlyList<LabelClass> classes)
    {
        IReadOnlyList<JudgedInstance> all = judgements.Instances;
        RequireEnough(all);
        ClassFit global = Fit("", all, judgements.Objects?.Values.Sum(), goal);
        double threshold = global.CutOff?.Threshold ?? throw OutOfReach(global, goal.Precision!.Value);
        ILookup<string, JudgedInstance> byClass = all.ToLookup(instance => instance.Class, StringComparer.Ordinal);
        List<ClassFit> own = [];
        foreach (LabelClass label in classes)
        {
            JudgedInstance[] judged = [.. byClass[label.Name]];
            if (judged.Length >= LeastOfClass && CountPictures(judged) >= CrossValidation.Folds)
            {
                own.Add(Fit(label.Name, judged, judgements.Objects?.GetValueOrDefault(label.Name), goal));
            }
        }

        return new CalibrationFit
        {
            Calibration = new Calibration(
                models,
                judgements.Floor,
                global.Curve,
                threshold,
                [
                    .. classes.Select(label => (Label: label, Fit: own.Find(one => one.Class == label.Name)))
                        .Select(one => new CalibratedClass(one.Label.Name, one.Label.Prompts, one.Fit?.Curve, one.Fit?.CutOff?.Threshold)),
                ]),
            Judgements = judgements,
            Goal = goal,
            All = global,
            Own = own,
        };
    }

    private static ClassFit Fit(string name, IReadOnlyList<JudgedInstance> judged, int? objects, CalibrationGoal goal)
    {
        double[] logistic = CrossValidation.Predict(judged, LogisticRegression.Fit);
        double[] isotonic = CrossValidation.Predict(judged, IsotonicRegression.Fit);
        double logisticLoss = ProbabilityScores.LogLoss(logistic, judged);
        double isotonicLoss = ProbabilityScores.LogLoss(isotonic, judged);
        bool isLogistic = logisticLoss <= isotonicLoss;
        ProbabilityCurve curve = isLogistic ? LogisticRegression.Fit(judged) : IsotonicRegression.Fit(judged);
        double[] probabilities = [.. judged.Select(instance => curve.At(instance.Score))];
        IReadOnlyList<CutOff> cutOffs = CutOff.All(probabilities, judged);
        return new ClassFit
        {
            Class = name,
            Judged = judged,
            Objects = objects,
            Curve = curve,
            LogisticLoss = logisticLoss,
            IsotonicLoss = isotonicLoss,
            LeftOut = isLogistic ? logistic : isotonic,
            CutOffs = cutOffs,
            CutOff = CutOff.Choose(cutOffs, goal, objects ?? judged.Count(instance => instance.IsRight)),
        };
    }

    private static void RequireEnough(IReadOnlyList<JudgedInstance> judged)
    {
        int pictures = CountPictures(judged);
        int instances = Math.Max(0, LeastInstances - judged.Count);
        int more = Math.Max(0, LeastPictures - pictures);
        if (instances + more > 0)
        {
            throw new ClipSurgeryException(
                $"{judged.Count} judged instances in {pictures} pictures are too few for a calibration; expected {LeastInstances} or more in " +
                $"{LeastPictures} pictures or more. {Missing(instances, "instance")}{(instances > 0 && more > 0 ? " and " : "")}{Missing(more, "picture")} " +
                "more are needed: judge more pictures.");
        }
    }

    private static string Missing(int count, string what) => count == 0 ? "" : $"{count} {what}{(count == 1 ? "" : "s")}";

    private static ClipSurgeryException OutOfReach(ClassFit fit, double wanted)
    {
        CutOff best = fit.CutOffs.Where(cut => cut.Kept >= CutOff.LeastKept).MaxBy(cut => cut.Precision);
        return new ClipSurgeryException(FormattableString.Invariant(
            $"No threshold makes {wanted:0.###} of what is kept right: the best is {best.Precision:0.###} ({best.Right} of {best.Kept}). Ask for a lower precision, or for the best F1."));
    }

    private static int CountPictures(IReadOnlyList<JudgedInstance> judged) =>
        judged.Select(instance => instance.FileName).Distinct(StringComparer.Ordinal).Count();
}
