using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClipSurgery.Tools;

/// <summary>One method in a comparison; null stands for what could not be measured.</summary>
/// <param name="Method">Its name.</param>
/// <param name="ExplanationIou">mIoU of its maps as explanations of present labels, at their best threshold.</param>
/// <param name="ScoreContrast">mSC, in percent.</param>
/// <param name="PointingGame">Share of maps whose highest place is on an object.</param>
/// <param name="SemanticIou">mIoU where the highest label wins.</param>
/// <param name="UnionIou">Mean IoU of all masks of a label together.</param>
/// <param name="AP50">COCO's AP50 of the masks.</param>
/// <param name="MilliSeconds">Median time to make the maps of all labels for one picture.</param>
internal sealed record ComparedMethod(
    string Method,
    double? ExplanationIou,
    double? ScoreContrast,
    double? PointingGame,
    double? SemanticIou,
    double? UnionIou,
    double? AP50,
    double? MilliSeconds)
{
    public static ComparedMethod Of(string method, MethodScores scores, double? seconds) => new(
        method,
        Known(scores.Explanation.MeanIou),
        Known(scores.Explanation.ScoreContrast),
        Known(scores.Explanation.PointingGame),
        Known(scores.Semantic.MeanIou),
        Known(scores.Masks.UnionIou),
        scores.Coco.AP50 < 0 ? null : Known(scores.Coco.AP50),
        seconds is { } known ? Math.Round(1000 * known, 3) : null);

    private static double? Known(double value) => double.IsFinite(value) ? Math.Round(value, 6) : null;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<ComparedMethod>))]
internal sealed partial class ComparisonJson : JsonSerializerContext;

/// <summary>
/// Methods side by side, with the time that each takes: a table, the same as JSON, and bars. Times differ from run to run, which is why
/// they are not in the report.
/// </summary>
internal sealed class MethodComparison(IReadOnlyList<ComparedMethod> methods, int labels)
{
    private const int PanelWidth = 220;
    private const int NameWidth = 190;
    private const int RowHeight = 20;
    private const int Top = 44;

    private static readonly (string Name, string Format, Func<ComparedMethod, double?> Value)[] Columns =
    [
        ("explainability mIoU", "F3", method => method.ExplanationIou),
        ("mSC, %", "F1", method => method.ScoreContrast),
        ("pointing game", "F3", method => method.PointingGame),
        ("semantic mIoU", "F3", method => method.SemanticIou),
        ("mask union IoU", "F3", method => method.UnionIou),
        ("mask AP50", "F3", method => method.AP50),
        ("ms per picture", "F0", method => method.MilliSeconds),
    ];

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(methods, ComparisonJson.Default.IReadOnlyListComparedMethod);

    public string ToMarkdown()
    {
        StringBuilder text = new("# Methods side by side\n\n");
        text.Append("The report has the details. Milliseconds per picture: the median time on this machine to make the maps of ");
        text.Append(labels == 1 ? "the one label.\n\n" : $"all {labels} labels.\n\n");
        text.Append($"| method | {string.Join(" | ", Columns.Select(column => column.Name))} |\n|---|{string.Concat(Columns.Select(_ => "---|"))}\n");
        foreach (ComparedMethod method in methods)
        {
            text.Append($"| {method.Method} | {string.Join(" | ", Columns.Select(column => Format(column.Value(method), column.Format)))} |\n");
        }

        return text.ToString();
    }

    /// <summary>A panel of bars for each number; bars begin at 0, and the longest fills its panel.</summary>
    public string ToSvg()
    {
        int width = NameWidth + Columns.Length * PanelWidth;
        int height = Top + methods.Count * RowHeight + 16;
        StringBuilder svg = new(
            $$"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{width}} {{height}}" width="{{width}}" height="{{height}}" font-family="sans-serif" font-size="12">
            <style>
            svg { background: #fff; --ink: #333; --bar: #0969da }
            @media (prefers-color-scheme: dark) { svg { background: #0d1117; --ink: #ddd; --bar: #58a6ff } }
            text { fill: var(--ink) } rect { fill: var(--bar); fill-opacity: .55 }
            </style>

            """);
        foreach ((int row, ComparedMethod method) in methods.Index())
        {
            svg.Append($"<text x=\"{NameWidth - 12}\" y=\"{Y(row)}\" text-anchor=\"end\">{method.Method}</text>\n");
        }

        foreach ((int panel, (string name, string format, Func<ComparedMethod, double?> value)) in Columns.Index())
        {
            int left = NameWidth + panel * PanelWidth;
            double most = methods.Max(method => Math.Abs(value(method) ?? 0));
            svg.Append($"<text x=\"{left}\" y=\"24\" font-weight=\"bold\">{name}</text>\n");
            foreach ((int row, ComparedMethod method) in methods.Index())
            {
                // What is below 0 has no bar, only its number.
                double share = most > 0 ? Math.Max(0, value(method) ?? 0) / most : 0;
                string length = (share * (PanelWidth - 70)).ToString("0.#", CultureInfo.InvariantCulture);
                svg.Append($"<rect x=\"{left}\" y=\"{Y(row) - 12}\" width=\"{length}\" height=\"{RowHeight - 5}\"/>\n");
                svg.Append($"<text x=\"{left + 4}\" y=\"{Y(row)}\">{Format(value(method), format)}</text>\n");
            }
        }

        return $"{svg}</svg>\n";

        static int Y(int row) => Top + row * RowHeight + 12;
    }

    private static string Format(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
