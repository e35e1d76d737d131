namespace ClipSurgery.Bench;

/// <summary>One calibration, made of some pictures and measured on others.</summary>
internal sealed class Split(EvaluationSet set, double floor, CalibratedModels models, CalibrationGoal goal)
{
    private readonly TruthJudge _judge = new(set);
    private readonly (string Class, string Label)[] _classes = [.. set.Labels.Select(label => (label, label))];

    /// <summary>The columns from the goal on.</summary>
    public string Measure(FoundTwice[] fitted, FoundTwice[] measured)
    {
        JudgedInstance[] learned = [.. fitted.SelectMany(one => Judge(one.Picture, one.All.Instances))];
        CalibrationFit fit = CalibrationFitter.Fit(
            new Judgements(JudgementSource.Truth, learned, floor) { Objects = Objects(fitted) },
            goal,
            models,
            LabelSet.FromTexts(set.Labels).Classes);
        JudgedInstance[] today = [.. measured.SelectMany(one => Judge(one.Picture, one.Today.Instances))];
        JudgedInstance[] all = [.. measured.SelectMany(one => Judge(one.Picture, one.All.Instances))];
        JudgedInstance[] kept = [.. measured.SelectMany(one => Judge(one.Picture, Calibrated(fit.Calibration, one.All).Instances))];
        double before = ProbabilityScores.CalibrationError([.. today.Select(instance => instance.Score)], today);
        double right = kept.Count(instance => instance.IsRight);
        string wanted = goal.Precision is { } precision ? $"precision {precision}" : "best F1";
        return $"{wanted} | {fit.Calibration.Threshold:F2} ({fit.All.Curve.GetType().Name[..^5].ToLowerInvariant()}, {learned.Length}) | " +
            $"{before:F3} ({today.Length}) | {Error(fit, all):F3} ({all.Length}) | {Error(fit, kept):F3} | {kept.Length} | " +
            $"{right / kept.Length:F3} | {right / Objects(measured).Values.Sum():F3}";
    }

    private IReadOnlyList<JudgedInstance> Judge(CocoImage picture, IReadOnlyList<Instance> found) => _judge.Judge(picture, _classes, found);

    private IReadOnlyDictionary<string, int> Objects(FoundTwice[] pictures) =>
        _judge.CountObjects([.. pictures.Select(one => one.Picture)], _classes);

    private LabelledImage Calibrated(Calibration calibration, LabelledImage all) =>
        new CalibratedQuestion(calibration, [.. set.Labels.Select(label => new TextLabel(label))], new SegmentOptions()).Judge(all);

    private static double Error(CalibrationFit fit, JudgedInstance[] judged) => ProbabilityScores.CalibrationError(
        [.. judged.Select(instance => fit.Calibration.ProbabilityOf(instance.Class, instance.Score))], judged);
}
