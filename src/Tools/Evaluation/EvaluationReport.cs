using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace ClipSurgery.Tools;

/// <summary>The content of <c>report.json</c>.</summary>
/// <param name="Run">What was evaluated, and how.</param>
/// <param name="LeftOut">
/// A line a picture of the ground truth that is missing or could not be evaluated; such count nowhere.
/// </param>
/// <param name="Methods">The scores of each method; null stands for what could not be measured.</param>
internal sealed record ReportFile(
    IReadOnlyDictionary<string, string> Run, IReadOnlyList<string> LeftOut, IReadOnlyDictionary<string, MethodScores> Methods);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, Converters = [typeof(NullForNotANumber)])]
[JsonSerializable(typeof(ReportFile))]
internal sealed partial class ReportJson : JsonSerializerContext;

/// <summary>JSON has no NaN.</summary>
internal sealed class NullForNotANumber : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(Math.Round(value, 6));
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}

/// <summary>An evaluation's scores, as a table on the terminal, <c>report.md</c> and <c>report.json</c>.</summary>
internal sealed class EvaluationReport(IReadOnlyDictionary<string, string> run, IReadOnlyList<string> leftOut)
{
    private static readonly (string Group, string Name, Func<MethodScores, double> Value, string Format)[] Rows =
    [
        ("explainability", "mIoU", scores => scores.Explanation.MeanIou, "F3"),
        ("", "its threshold", scores => scores.Explanation.Threshold, "F2"),
        ("", "mSC, %", scores => scores.Explanation.ScoreContrast, "F1"),
        ("", "pointing game", scores => scores.Explanation.PointingGame, "F3"),
        ("", "positive points inside", scores => scores.PositivePointsInside, "F3"),
        ("", "negative points outside", scores => scores.NegativePointsOutside, "F3"),
        ("attention", "mFSR, last block, raw", scores => scores.RawAttention.LastOrDefault(double.NaN), "F3"),
        ("", "mFSR, last block, consistent", scores => scores.ConsistentAttention.LastOrDefault(double.NaN), "F3"),
        ("semantic segmentation", "mIoU, highest label", scores => scores.Semantic.MeanIou, "F3"),
        ("", "mIoU with background", scores => scores.SemanticWithBackground.MeanIouWithBackground, "F3"),
        ("", "pixel accuracy", scores => scores.Semantic.PixelAccuracy, "F3"),
        ("recognition", "mAP, class token", scores => scores.RecognitionMap, "F3"),
        ("", "mAP, redundancy removed", scores => scores.RecognitionSurgeryMap, "F3"),
        ("masks", "union mIoU", scores => scores.Masks.UnionIou, "F3"),
        ("", "AP", scores => Unset(scores.Coco.AP), "F3"),
        ("", "AP50", scores => Unset(scores.Coco.AP50), "F3"),
        ("", "AP75", scores => Unset(scores.Coco.AP75), "F3"),
        ("", "AR", scores => Unset(scores.Coco.AR100), "F3"),
        ("", "chosen mask", scores => scores.Masks.Chosen, "F3"),
        ("", "best candidate", scores => scores.Masks.Oracle, "F3"),
        ("", "worse than the map's region, %", scores => 100 * scores.Masks.WorseThanRegion, "F1"),
        ("", "present labels with a mask, %", scores => 100 * scores.Masks.PresentKept, "F1"),
        ("", "absent labels with a mask, %", scores => 100 * scores.Masks.AbsentWithMask, "F2"),
        ("", "count error", scores => scores.Masks.CountError, "F2"),
    ];

    public static Table ToTable(IReadOnlyDictionary<string, MethodScores> methods)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("", "");
        foreach (string method in methods.Keys)
        {
            table.AddColumn(new TableColumn(Markup.Escape(method)).RightAligned());
        }

        foreach ((string group, string name, Func<MethodScores, double> value, string format) in Rows)
        {
            table.AddRow([group, name, .. methods.Values.Select(scores => Format(value(scores), format))]);
        }

        return table;
    }

    public string ToMarkdown(IReadOnlyDictionary<string, MethodScores> methods)
    {
        StringBuilder text = new("# Evaluation\n\n");
        foreach ((string name, string value) in run)
        {
            text.Append($"* {name}: {value}\n");
        }

        if (leftOut.Count > 0)
        {
            text.Append($"* left out: {string.Join("; ", leftOut)}\n");
        }

        text.Append($"\n| | | {string.Join(" | ", methods.Keys)} |\n|---|---|{string.Concat(methods.Select(_ => "---|"))}\n");
        foreach ((string group, string name, Func<MethodScores, double> value, string format) in Rows)
        {
            text.Append($"| {group} | {name} | {string.Join(" | ", methods.Values.Select(scores => Format(value(scores), format)))} |\n");
        }

        AppendBlocks(text, methods);
        return text.ToString();
    }

    public byte[] ToJson(IReadOnlyDictionary<string, MethodScores> methods) =>
        JsonSerializer.SerializeToUtf8Bytes(new ReportFile(run, leftOut, methods), ReportJson.Default.ReportFile);

    private static void AppendBlocks(StringBuilder text, IReadOnlyDictionary<string, MethodScores> methods)
    {
        foreach ((string method, MethodScores scores) in methods.Where(method => method.Value.RawAttention.Count > 0))
        {
            text.Append($"\nmFSR of the attention by block ({method}'s model)\n\n| block | raw | consistent |\n|---|---|---|\n");
            for (int block = 0; block < scores.RawAttention.Count; block++)
            {
                text.Append($"| {block + 1} | {scores.RawAttention[block]:F3} | {scores.ConsistentAttention[block]:F3} |\n");
            }
        }
    }

    /// <summary>COCO's -1 says that there was nothing to find.</summary>
    private static double Unset(double value) => value < 0 ? double.NaN : value;

    private static string Format(double value, string format) => double.IsNaN(value) ? "-" : value.ToString(format);
}
