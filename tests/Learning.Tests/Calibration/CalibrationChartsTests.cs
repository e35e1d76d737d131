using System.Xml.Linq;

namespace ClipSurgery.Tests;

public sealed class CalibrationChartsTests
{
    private static readonly CalibrationFit Fit = CalibrationFitter.Fit(
        new Judgements(JudgementSource.Truth, Judged.Many(200), .14) { Objects = new Dictionary<string, int> { ["cat"] = 120 } },
        new CalibrationGoal(.8),
        Judged.Models,
        Judged.Classes("cat"));

    [Fact]
    public void The_chosen_threshold_lies_on_the_curve()
    {
        XElement svg = XDocument.Parse(CalibrationCharts.PrecisionRecall(Fit)).Root!;
        XElement dot = svg.Elements().First(element => element.Name.LocalName == "circle");
        string[] curve = svg.Elements().Single(element => element.Name.LocalName == "polyline").Attribute("points")!.Value.Split(' ');

        Assert.Contains($"{dot.Attribute("cx")!.Value},{dot.Attribute("cy")!.Value}", curve);
        Assert.Equal(Fit.All.CutOffs.Count, curve.Length);
        Assert.Contains(svg.Elements(), element => element.Value == "recall");
    }

    [Fact]
    public void Reliability_has_a_dot_for_each_part_of_the_scale()
    {
        XElement svg = XDocument.Parse(CalibrationCharts.Reliability(Fit)).Root!;

        int bins = ProbabilityScores.InBins(Fit.All.LeftOut, Fit.All.Judged).Count
            + ProbabilityScores.InBins([.. Fit.All.Judged.Select(one => one.Score)], Fit.All.Judged).Count;
        Assert.Equal(bins + 2, svg.Elements().Count(element => element.Name.LocalName == "circle"));
        Assert.Contains(svg.Elements(), element => element.Value == $"probabilities: error {Fit.All.CalibrationError:0.00}");
    }
}
