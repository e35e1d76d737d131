using System.Text;

namespace ClipSurgery.Bench;

/// <summary>A series as two line plots with logarithmic axes: times at the left, memory at the right.</summary>
internal sealed class GrowthPlot
{
    private const int PanelWidth = 330;
    private const int PanelHeight = 240;
    private const int Left = 66;
    private const int Top = 30;
    private const int Between = 250;
    private const int Legend = 18;
    private static readonly string[] Colors = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];

    private readonly StringBuilder _svg = new();
    private readonly GrowthPoint[] _points;
    private readonly IReadOnlyDictionary<string, double> _slopes;

    private GrowthPlot(GrowthPoint[] points)
    {
        _points = points;
        _slopes = GrowthTable.Slopes(points);
    }

    public static void Write(string path, GrowthSeries series, GrowthPoint[] points) =>
        File.WriteAllText(path, new GrowthPlot(points).Draw(series));

    private string Draw(GrowthSeries series)
    {
        int width = 2 * (Left + PanelWidth) + Between + 170;
        int height = Top + PanelHeight + 46;
        _svg.Append(
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"
              font-family="sans-serif" font-size="12">
            <rect width="{width}" height="{height}" fill="white"/>

            """);
        Panel(Left, "milliseconds", series.Unit, [.. _points[0].Milliseconds.Keys]);
        Panel(2 * Left + PanelWidth + Between, "megabytes", series.Unit, ["peak memory"]);
        _svg.Append("</svg>\n");
        return _svg.ToString();
    }

    private void Panel(int left, string title, string unit, string[] curves)
    {
        (int low, int high) = Decades(_points.SelectMany(point => curves.Select(curve => Value(point, curve))));
        (int first, int last) = Decades(_points.Select(point => point.X));
        for (int decade = low; decade <= high; decade++)
        {
            double y = Y(Math.Pow(10, decade));
            Line(left, y, left + PanelWidth, y);
            Text(left - 6, y + 4, Power(decade), "end");
        }

        for (int decade = first; decade <= last; decade++)
        {
            double x = X(Math.Pow(10, decade));
            Line(x, Top, x, Top + PanelHeight);
            Text(x, Top + PanelHeight + 16, Power(decade), "middle");
        }

        Text(left, Top - 10, title, "start");
        Text(left + PanelWidth / 2, Top + PanelHeight + 34, unit, "middle");
        foreach ((int place, string curve) in curves.Index())
        {
            string color = Colors[place % Colors.Length];
            (double X, double Y)[] line = [.. _points.Select(point => (X(point.X), Y(Value(point, curve))))];
            string path = string.Join(' ', line.Select(at => $"{at.X:F1},{at.Y:F1}"));
            _svg.Append($"<polyline points=\"{path}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\"/>\n");
            foreach ((double x, double y) in line)
            {
                _svg.Append($"<circle cx=\"{x:F1}\" cy=\"{y:F1}\" r=\"3\" fill=\"{color}\"/>\n");
            }

            Text(left + PanelWidth + 12, Top + Legend * (place + 1), $"{curve}, slope {_slopes[curve]:F2}", "start", color);
        }

        double X(double value) => left + PanelWidth * (Math.Log10(value) - first) / (last - first);
        double Y(double value) => Top + PanelHeight * (high - Math.Log10(value)) / (high - low);
    }

    private static double Value(GrowthPoint point, string curve) => point.Curves().First(each => each.Key == curve).Value;

    /// <summary>The powers of ten around values.</summary>
    private static (int Low, int High) Decades(IEnumerable<double> values)
    {
        int low = (int)Math.Floor(Math.Log10(values.Min()));
        return (low, Math.Max(low + 1, (int)Math.Ceiling(Math.Log10(values.Max()))));
    }

    private static string Power(int decade) => $"{Math.Pow(10, decade):0.######}";

    private void Line(double x1, double y1, double x2, double y2) =>
        _svg.Append($"<line x1=\"{x1:F1}\" y1=\"{y1:F1}\" x2=\"{x2:F1}\" y2=\"{y2:F1}\" stroke=\"#dddddd\"/>\n");

    private void Text(double x, double y, string text, string anchor, string color = "#333333") =>
        _svg.Append($"<text x=\"{x:F1}\" y=\"{y:F1}\" text-anchor=\"{anchor}\" fill=\"{color}\">{text}</text>\n");
}
