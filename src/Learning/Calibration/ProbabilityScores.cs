namespace ClipSurgery;

/// <summary>How good probabilities are, beside what turned out.</summary>
internal static class ProbabilityScores
{
    /// <summary>How many parts of the same width an expected calibration error takes apart.</summary>
    public const int Bins = 10;

    /// <summary>Keeps a certainty that was wrong from being infinitely bad.</summary>
    private const double Least = 1e-6;

    /// <summary>The mean of -log of what was given to what turned out; lower is better.</summary>
    public static double LogLoss(IReadOnlyList<double> probabilities, IReadOnlyList<JudgedInstance> judged) => probabilities
        .Zip(judged, (probability, instance) => -Math.Log(Math.Clamp(instance.IsRight ? probability : 1 - probability, Least, 1)))
        .Average();

    /// <summary>
    /// The distance between the mean probability and the share that is right, averaged over the instances of ten parts of the scale: 0 for
    /// probabilities that mean what they say.
    /// </summary>
    public static double CalibrationError(IReadOnlyList<double> probabilities, IReadOnlyList<JudgedInstance> judged) =>
        InBins(probabilities, judged).Sum(bin => bin.Count * Math.Abs(bin.Probability - bin.Right)) / judged.Count;

    /// <summary>The parts of the scale that have instances, from 0 up.</summary>
    public static IReadOnlyList<ReliabilityBin> InBins(IReadOnlyList<double> probabilities, IReadOnlyList<JudgedInstance> judged) =>
    [
        .. probabilities.Zip(judged, (probability, instance) => (Probability: probability, instance.IsRight))
            .GroupBy(one => Math.Min((int)(one.Probability * Bins), Bins - 1))
            .OrderBy(bin => bin.Key)
            .Select(bin => new ReliabilityBin(
                bin.Average(one => one.Probability), bin.Average(one => one.IsRight ? 1.0 : 0), bin.Count())),
    ];
}

/// <summary>A part of the scale of probabilities.</summary>
/// <param name="Probability">The mean of its probabilities.</param>
/// <param name="Right">The share of its instances that are right.</param>
/// <param name="Count">How many instances it has.</param>
internal readonly record struct ReliabilityBin(double Probability, double Right, int Count);
