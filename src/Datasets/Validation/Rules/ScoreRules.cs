using System.Text.Json;

namespace ClipSurgery;

/// <summary>Scores: what a result is sorted by, and an extra of generated labels.</summary>
internal static class ScoreRules
{
    private static readonly CocoRule Missing = CocoRule.Error(
        "score-missing", "a score: COCOeval sorts results by it", byHand: "add the detector's score");

    private static readonly CocoRule Type = CocoRule.Error(
        "score-type", "a finite number", "removes it from an annotation", "add the detector's score");

    /// <summary>Checks an annotation, which need not have one.</summary>
    public static void Check(CocoEntry annotation)
    {
        if (annotation.Get("score") is JsonElement score && NonFiniteNumbers.Finite(score) is null)
        {
            annotation.Mend(Type, Shown(annotation), "score");
            annotation.Remove("score");
        }
    }

    /// <summary>Checks a result.</summary>
    public static void CheckResult(CocoEntry result)
    {
        if (result.Get("score") is not JsonElement score)
        {
            result.Report(Missing, result.Shown("score"));
        }
        else if (NonFiniteNumbers.Finite(score) is null)
        {
            result.Report(Type, Shown(result), "score");
        }
    }

    private static string Shown(CocoEntry entry) =>
        entry.Get("score") is { ValueKind: JsonValueKind.Number } ? "score is not finite" : entry.Shown("score");
}
