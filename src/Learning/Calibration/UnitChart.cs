using System.Globalization;
using System.Text;

namespace ClipSurgery;

/// <summary>A plain chart of shares against shares, 0 to 1 on both axes, as SVG; readable on light and on dark pages.</summary>
internal sealed class UnitChart
{
    private const int Side = 360;
    private const int Left = 56;
    private const int Top = 40;
    private const int Height = Top + Side + 56;
    private const int Width = Left + Side + 24;

    private readonly StringBuilder _svg = new();

    /// <param name="title">What it shows.</param>
    /// <param name="across">What the horizontal axis is.</param>
    /// <param name="up">What the vertical axis is.</param>
    public UnitChart(string title, string across, string up)
    {
        _svg.Append(CultureInfo.InvariantCulture,
            $$"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{Width}} {{Height}}" width="{{Width}}" height="{{Height}}" font-family="sans-serif" font-size="12">
            <style>
            svg { background: #fff; --ink: #333; --grid: #ddd; --main: #0969da; --other: #bc4c00 }
            @media (prefers-color-scheme: dark) { svg { background: #0d1117; --ink: #ddd; --grid: #30363d; --main: #58a6ff; --other: #f0883e } }
            text { fill: var(--ink) } .grid { stroke: var(--grid) } .guide { stroke: var(--ink); stroke-dasharray: 4 4 }
            .main { fill: var(--main); stroke: var(--main) } .other { fill: none; stroke: var(--other) }
            polyline.main, polyline.other { fill: none; stroke-width: 2 } circle.other { stroke-width: 2 }
            </style>

            """);
        Text(title, Left, 20, "start", "font-size=\"14\"");
        for (int tenth = 0; tenth <= 10; tenth += 2)
        {
            double share = tenth / 10.0;
            Line("grid", (share, 0), (share, 1));
            Line("grid", (0, share), (1, share));
            Text($"0.{tenth}".Replace("0.10", "1"), X(share), Top + Side + 18, "middle");
            Text($"0.{tenth}".Replace("0.10", "1"), Left - 8, Y(share) + 4, "end");
        }

        Text(across, Left + Side / 2.0, Top + Side + 42, "middle");
        Text(up, 0, 0, "middle", $"transform=\"translate(16 {Number(Top + Side / 2.0)}) rotate(-90)\"");
    }

    public void Line(string style, (double X, double Y) from, (double X, double Y) to) => _svg.Append(
        $"<line class=\"{style}\" x1=\"{Number(X(from.X))}\" y1=\"{Number(Y(from.Y))}\" x2=\"{Number(X(to.X))}\" y2=\"{Number(Y(to.Y))}\"/>\n");

    public void Curve(string style, IEnumerable<(double X, double Y)> points) => _svg.Append(
        $"<polyline class=\"{style}\" points=\"{string.Join(' ', points.Select(point => $"{Number(X(point.X))},{Number(Y(point.Y))}"))}\"/>\n");

    /// <param name="style">main or other.</param>
    /// <param name="at">Its place.</param>
    /// <param name="radius">In pixels.</param>
    public void Dot(string style, (double X, double Y) at, double radius) => _svg.Append(
        $"<circle class=\"{style}\" cx=\"{Number(X(at.X))}\" cy=\"{Number(Y(at.Y))}\" r=\"{Number(radius)}\"/>\n");

    /// <summary>A line of the legend, in the lower right corner, from 0 at the bottom up.</summary>
    public void Legend(int line, string style, string text)
    {
        double y = 0.04 + line * 0.055;
        if (style.Length > 0)
        {
            Dot(style, (0.97, y + 0.01), 4);
        }

        Text(text, X(0.94), Y(y), "end");
    }

    public override string ToString() => $"{_svg}</svg>\n";

    private void Text(string text, double x, double y, string anchor, string more = "") => _svg.Append(
        $"<text x=\"{Number(x)}\" y=\"{Number(y)}\" text-anchor=\"{anchor}\"{(more.Length > 0 ? " " : "")}{more}>{text}</text>\n");

    private static double X(double share) => Left + share * Side;

    private static double Y(double share) => Top + (1 - share) * Side;

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
