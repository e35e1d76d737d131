using System.Globalization;

namespace ClipSurgery;

/// <summary>Draws how good a calibration is.</summary>
internal static class CalibrationCharts
{
    /// <summary>Scores and probabilities beside the share that turned out right, in ten parts of the scale; larger dots have more instances.</summary>
    public static string Reliability(CalibrationFit fit)
    {
        ClassFit all = fit.All;
        UnitChart chart = new("Reliability", "score, or probability", "share that is right");
        chart.Line("guide", (0, 0), (1, 1));
        Draw("other", [.. all.Judged.Select(instance => instance.Score)]);
        Draw("main", all.LeftOut);
        chart.Legend(2, "other", $"scores: error {Text(all.CalibrationErrorBefore)}");
        chart.Legend(1, "main", $"probabilities: error {Text(all.CalibrationError)}");
        chart.Legend(0, "", "on pictures that were left out");
        return chart.ToString();

        void Draw(string style, IReadOnlyList<double> probabilities)
        {
            IReadOnlyList<ReliabilityBin> bins = ProbabilityScores.InBins(probabilities, all.Judged);
            chart.Curve(style, bins.Select(bin => (bin.Probability, bin.Right)));
            foreach (ReliabilityBin bin in bins)
            {
                chart.Dot(style, (bin.Probability, bin.Right), 2 + 12 * Math.Sqrt((double)bin.Count / all.Judged.Count));
            }
        }
    }

    /// <summary>Precision over recall for every threshold, and the one that was chosen.</summary>
    public static string PrecisionRecall(CalibrationFit fit)
    {
        ClassFit all = fit.All;
        int objects = Math.Max(1, all.Objects ?? all.Right);
        UnitChart chart = new(
            "Precision and recall", all.Objects is null ? "share of the right ones that were offered" : "recall", "precision");
        chart.Curve("main", all.CutOffs.Select(cut => ((double)cut.Right / objects, cut.Precision)));
        CutOff chosen = all.CutOff!.Value;
        chart.Line("other", ((double)chosen.Right / objects, chosen.Interval.Low), ((double)chosen.Right / objects, chosen.Interval.High));
        chart.Dot("other", ((double)chosen.Right / objects, chosen.Precision), 6);
        chart.Legend(1, "other", $"kept from {Text(chosen.Threshold)} on: {Text(chosen.Precision)} right");
        chart.Legend(0, "", $"{Text(chosen.Interval.Low)} to {Text(chosen.Interval.High)} (Wilson, 95 %)");
        return chart.ToString();
    }

    private static string Text(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
