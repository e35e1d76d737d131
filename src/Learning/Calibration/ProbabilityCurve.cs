namespace ClipSurgery;

/// <summary>
/// Turns scores into probabilities that an instance is right: a higher score never gives a lower probability. Probabilities have <see
/// cref="Decimals"/> decimals, as files do, so that a threshold means the same before and after it was written.
/// </summary>
internal abstract record ProbabilityCurve
{
    /// <summary>How exactly scores and probabilities are written.</summary>
    public const int Decimals = 6;

    /// <summary>The probability, 0 to 1, of a score of 0 to 1.</summary>
    public double At(double score) => Math.Round(Exact(score), Decimals);

    protected abstract double Exact(double score);
}

/// <summary>Platt's curve: the logistic function of a straight line.</summary>
/// <param name="Slope">Of the line; 0 or more.</param>
/// <param name="Intercept">Of the line, at a score of 0.</param>
internal sealed record LogisticCurve(double Slope, double Intercept) : ProbabilityCurve
{
    protected override double Exact(double score) => 1 / (1 + Math.Exp(-(Slope * score + Intercept)));
}

/// <summary>A point of an isotonic curve.</summary>
/// <param name="Score">0 to 1.</param>
/// <param name="Probability">0 to 1.</param>
internal readonly record struct CurvePoint(double Score, double Probability);

/// <summary>Straight lines between points; beyond the first and the last it is level.</summary>
/// <param name="Points">One or more; scores rise from each to the next, and probabilities do not fall.</param>
internal sealed record IsotonicCurve(IReadOnlyList<CurvePoint> Points) : ProbabilityCurve
{
    protected override double Exact(double score)
    {
        int next = 0;
        while (next < Points.Count && Points[next].Score < score)
        {
            next++;
        }

        if (next == 0 || next == Points.Count)
        {
            return Points[Math.Min(next, Points.Count - 1)].Probability;
        }

        (CurvePoint low, CurvePoint high) = (Points[next - 1], Points[next]);
        double share = (score - low.Score) / (high.Score - low.Score);
        return low.Probability + share * (high.Probability - low.Probability);
    }
}
