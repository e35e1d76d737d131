using System.Text;

namespace ClipSurgery.Bench;

/// <summary>Union IoU over the number of pictures that were learned from, a line a checkpoint.</summary>
internal static class AdaptPlot
{
    private const int Width = 560;
    private const int Height = 330;
    private const int Left = 60;
    private const int Top = 30;
    private const int PanelWidth = 360;
    private const int PanelHeight = 240;
    private static readonly string[] Colors = ["#0072b2", "#d55e00", "#009e73", "#cc79a7"];

    /// <summary>Writes the plot.</summary>
    /// <param name="path">An SVG file.</param>
    /// <param name="counts">Numbers of pictures, without 0; all steps are as wide.</param>
    /// <param name="curves">Of each checkpoint the values at 0 and at each number.</param>
    public static void Write(string path, IReadOnlyList<int> counts, IReadOnlyList<(string Name, double[] UnionIou)> curves)
    {
        int tenths = Math.Max(1, (int)Math.Ceiling(10 * curves.Max(curve => curve.UnionIou.Max())));
        StringBuilder svg = new(
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}" font-family="sans-serif" font-size="12">
            <rect width="{Width}" height="{Height}" fill="white"/>

            """);
        for (int tenth = 0; tenth <= tenths; tenth++)
        {
            svg.Append($"<line x1=\"{Left}\" y1=\"{Y(tenth / 10.0):F1}\" x2=\"{Left + PanelWidth}\" y2=\"{Y(tenth / 10.0):F1}\" stroke=\"#dddddd\"/>\n");
            Text(Left - 6, Y(tenth / 10.0) + 4, $"{tenth / 10.0:F1}", "end");
        }

        foreach ((int place, int count) in counts.Prepend(0).Index())
        {
            Text(X(place), Top + PanelHeight + 18, $"{count}", "middle");
        }

        Text(Left, Top - 12, "union IoU of all labels", "start");
        Text(Left + PanelWidth / 2.0, Top + PanelHeight + 38, "pictures that were learned from", "middle");
        foreach ((int place, (string name, double[] values)) in curves.Index())
        {
            string color = Colors[place % Colors.Length];
            svg.Append(
                $"<polyline points=\"{string.Join(' ', values.Select((value, i) => $"{X(i):F1},{Y(value):F1}"))}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\"/>\n");
            foreach ((int i, double value) in values.Index())
            {
                svg.Append($"<circle cx=\"{X(i):F1}\" cy=\"{Y(value):F1}\" r=\"3\" fill=\"{color}\"/>\n");
            }

            Text(Left + PanelWidth + 12, Top + 18 * (place + 1), name, "start", color);
        }

        File.WriteAllText(path, $"{svg}</svg>\n");

        double X(int place) => Left + (double)PanelWidth * place / counts.Count;

        double Y(double value) => Top + PanelHeight * (1 - 10 * value / tenths);

        void Text(double x, double y, string text, string anchor, string color = "#333333") =>
            svg.Append($"<text x=\"{x:F1}\" y=\"{y:F1}\" text-anchor=\"{anchor}\" fill=\"{color}\">{text}</text>\n");
    }
}
