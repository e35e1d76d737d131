using System.Text.Json;

namespace ClipSurgery;

/// <summary>Entries of a results file, which pycocotools' <c>loadRes</c> reads.</summary>
internal static class ResultRules
{
    public static readonly CocoRule NoResults = CocoRule.Warning(
        "results-empty", "at least one result: loadRes fails on an empty list", byHand: "leave the file out of the evaluation");

    private static readonly CocoRule Form = CocoRule.Error(
        "result-form", "a segmentation, a bbox, keypoints or a caption", "leaves it out");

    private static readonly CocoRule Polygon = CocoRule.Error(
        "result-polygon",
        "run lengths: loadRes measures nothing else",
        byHand: "encode the masks, for which the picture's size is needed");

    private static readonly CocoRule Uncompressed = CocoRule.Error(
        "result-uncompressed", "counts as a string: loadRes measures nothing else", "compresses them");

    private static readonly CocoRule Box = CocoRule.Warning(
        "result-box",
        "no bbox beside a mask: loadRes then takes the box's area for the mask's",
        "removes it; loadRes measures the mask");

    public static void Check(CocoEntry entry)
    {
        ReferenceRules.Check(entry);
        ScoreRules.CheckResult(entry);
        if (entry.Get("segmentation") is JsonElement segmentation)
        {
            CheckMask(entry, segmentation);
        }
        else if (entry.Get("bbox") is not null)
        {
            BoxRules.Check(entry, mask: null, size: null);
        }
        else if (entry.Get("keypoints") is null && entry.Get("caption") is null)
        {
            entry.Drop(Form, "nothing that was found");
        }
    }

    private static void CheckMask(CocoEntry entry, JsonElement segmentation)
    {
        if (segmentation.ValueKind != JsonValueKind.Object)
        {
            entry.Report(Polygon, entry.Shown("segmentation"), "segmentation");
            return;
        }

        if (RunLengthRules.Check(entry, segmentation, picture: null) is not Mask mask)
        {
            return;
        }

        if (segmentation.GetProperty("counts").ValueKind == JsonValueKind.Array)
        {
            entry.Mend(Uncompressed, "counts is a list", "segmentation");
            RunLengthRules.SetCompressed(entry, mask);
        }

        if (entry.Get("bbox") is not null)
        {
            entry.Mend(Box, "bbox beside segmentation", "bbox");
            entry.Remove("bbox");
        }
    }
}
