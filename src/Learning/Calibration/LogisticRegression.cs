namespace ClipSurgery;

/// <summary>
/// Platt's scaling: the logistic curve with the least log loss, found by Newton's method. Its targets are not 0 and 1 but what as many
/// instances allow, so that the curve stays finite where scores part right from wrong altogether.
/// </summary>
internal static class LogisticRegression
{
    private const int MostSteps = 100;
    private const double Enough = 1e-10;

    /// <param name="judged">One instance or more, in any order.</param>
    /// <returns>The curve; level where higher scores do not go with more right instances.</returns>
    public static LogisticCurve Fit(IReadOnlyList<JudgedInstance> judged)
    {
        int right = judged.Count(instance => instance.IsRight);
        double high = (right + 1.0) / (right + 2);
        double low = 1.0 / (judged.Count - right + 2);
        (double Score, double Target)[] samples = [.. judged.Select(instance => (instance.Score, instance.IsRight ? high : low))];
        double level = LogOdds((right + 1.0) / (judged.Count + 2));
        (double slope, double intercept) = Minimise(samples, level);
        return slope > 0
            ? new LogisticCurve(Round(slope), Round(intercept))
            : new LogisticCurve(0, Round(level));
    }

    private static (double Slope, double Intercept) Minimise((double Score, double Target)[] samples, double level)
    {
        (double slope, double intercept) = (0, level);
        double loss = Loss(samples, slope, intercept);
        for (int step = 0; step < MostSteps; step++)
        {
            (double gradientA, double gradientB, double aa, double ab, double bb) = (0, 0, Enough, 0, Enough);
            foreach ((double score, double target) in samples)
            {
                double probability = 1 / (1 + Math.Exp(-(slope * score + intercept)));
                double error = probability - target;
                double weight = probability * (1 - probability);
                gradientA += error * score;
                gradientB += error;
                aa += weight * score * score;
                ab += weight * score;
                bb += weight;
            }

            if (Math.Abs(gradientA) + Math.Abs(gradientB) < Enough * samples.Length)
            {
                break;
            }

            double determinant = aa * bb - ab * ab;
            double moveA = (gradientA * bb - gradientB * ab) / determinant;
            double moveB = (gradientB * aa - gradientA * ab) / determinant;
            double share = 1;
            double next = Loss(samples, slope - moveA, intercept - moveB);
            while (next > loss && share > Enough)
            {
                share /= 2;
                next = Loss(samples, slope - share * moveA, intercept - share * moveB);
            }

            if (!(next < loss))
            {
                break;
            }

            (slope, intercept, loss) = (slope - share * moveA, intercept - share * moveB, next);
        }

        return (slope, intercept);
    }

    /// <summary>log(1 + exp(-z)) + (1 - target) z, in a form that does not overflow.</summary>
    private static double Loss((double Score, double Target)[] samples, double slope, double intercept)
    {
        double loss = 0;
        foreach ((double score, double target) in samples)
        {
            double z = slope * score + intercept;
            loss += Math.Log(1 + Math.Exp(-Math.Abs(z))) + Math.Max(-z, 0) + (1 - target) * z;
        }

        return loss;
    }

    private static double LogOdds(double probability) => Math.Log(probability / (1 - probability));

    private static double Round(double value) => Math.Round(value, ProbabilityCurve.Decimals);
}
