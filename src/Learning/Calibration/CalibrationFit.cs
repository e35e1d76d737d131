namespace ClipSurgery;

/// <summary>A calibration with everything that a person may want to know of how it was made.</summary>
internal sealed record CalibrationFit
{
    public required Calibration Calibration { get; init; }

    public required Judgements Judgements { get; init; }

    public required CalibrationGoal Goal { get; init; }

    /// <summary>All instances together.</summary>
    public required ClassFit All { get; init; }

    /// <summary>The classes with enough instances for a curve of their own, in the order of the classes.</summary>
    public required IReadOnlyList<ClassFit> Own { get; init; }

    public int Pictures => Judgements.Instances.Select(instance => instance.FileName).Distinct(StringComparer.Ordinal).Count();
}

/// <summary>The curve of one class, or of all of them together.</summary>
internal sealed record ClassFit
{
    /// <summary>The class; empty for all of them.</summary>
    public required string Class { get; init; }

    public required IReadOnlyList<JudgedInstance> Judged { get; init; }

    /// <summary>How many objects there were to find; null where nobody counted them.</summary>
    public required int? Objects { get; init; }

    public required ProbabilityCurve Curve { get; init; }

    /// <summary>Log loss of a logistic curve on pictures that it was not fitted on.</summary>
    public required double LogisticLoss { get; init; }

    /// <summary>The same of an isotonic curve.</summary>
    public required double IsotonicLoss { get; init; }

    /// <summary>What such curves of the chosen kind say of pictures that they were not fitted on, in the order of the instances.</summary>
    public required IReadOnlyList<double> LeftOut { get; init; }

    /// <summary>All thresholds, from the highest down.</summary>
    public required IReadOnlyList<CutOff> CutOffs { get; init; }

    /// <summary>The chosen threshold; null where none reaches the goal.</summary>
    public required CutOff? CutOff { get; init; }

    public int Right => Judged.Count(instance => instance.IsRight);

    /// <summary>The expected calibration error on pictures that curves were not fitted on.</summary>
    public double CalibrationError => ProbabilityScores.CalibrationError(LeftOut, Judged);

    /// <summary>The same of the scores as they were.</summary>
    public double CalibrationErrorBefore => ProbabilityScores.CalibrationError([.. Judged.Select(instance => instance.Score)], Judged);
}
