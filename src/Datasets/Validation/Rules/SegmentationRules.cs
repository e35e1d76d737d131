using System.Text.Json;

namespace ClipSurgery;

/// <summary>Masks, in any of COCO's forms.</summary>
internal static class SegmentationRules
{
    private static readonly CocoRule MaskEmpty = CocoRule.Warning(
        "mask-empty", "a mask with pixels: mmdetection drops it, and no detection can match it", NothingLeft);

    private const string NothingLeft = "leaves it out, and the annotation too if it has no box";

    private static readonly CocoRule Missing = CocoRule.Warning(
        "segmentation-missing",
        "a mask: pycocotools' annToMask and mask evaluation fail without it",
        byHand: "use the file for boxes only");

    private static readonly CocoRule Kind = CocoRule.Error("segmentation-kind", "polygons or run lengths", NothingLeft);

    private static readonly CocoRule Empty = CocoRule.Warning(
        "segmentation-empty",
        "at least one polygon: an empty list is well in a data set of boxes, and pycocotools' mask evaluation fails on it",
        "leaves an annotation out that has no box either",
        "use the file for boxes only");

    private static readonly CocoRule Tiny = CocoRule.Warning(
        "mask-tiny", "a mask with pixels: mmdetection drops it, and no detection can match it", byHand: "check that it is meant");

    /// <summary>Checks an annotation's mask.</summary>
    /// <param name="entry">The annotation.</param>
    /// <param name="size">The size of its picture, where it is known.</param>
    /// <returns>The mask after mending; null where there is none that can be read.</returns>
    public static CheckedMask? Check(CocoEntry entry, PictureSize? size)
    {
        if (entry.Get("segmentation") is not JsonElement value)
        {
            entry.Report(Missing, "no segmentation");
            return null;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return RunLengthRules.Check(entry, value, size) is Mask runs
                    ? WithoutEmpty(entry, CheckedMask.Of(MaskReadings.TryRows(entry, runs)))
                    : null;
            case JsonValueKind.Array when value.GetArrayLength() == 0:
                CheckEmptyList(entry);
                return null;
            case JsonValueKind.Array when MaskReadings.TryList(entry, value, size, out Mask? mask):
                return mask is null ? null : WithoutEmpty(entry, CheckedMask.Of(mask));
            case JsonValueKind.Array:
                return WithoutEmpty(entry, PolygonRules.Check(entry, value, size));
            default:
                entry.Mend(Kind, entry.Shown("segmentation"), "segmentation");
                LeaveOut(entry);
                return null;
        }
    }

    private static void CheckEmptyList(CocoEntry entry)
    {
        if (BoxRules.Read(entry) is { Width: > 0, Height: > 0 })
        {
            entry.Report(Empty, entry.Shown("segmentation"), "segmentation");
        }
        else
        {
            entry.Drop(Empty, entry.Shown("segmentation"), "segmentation");
        }
    }

    /// <summary>Takes a mask out that cannot be kept; an annotation without a box has nothing left then.</summary>
    public static void LeaveOut(CocoEntry entry)
    {
        if (BoxRules.Read(entry) is { Width: > 0, Height: > 0 })
        {
            entry.Remove("segmentation");
        }
        else
        {
            entry.Drop();
        }
    }

    private static CheckedMask? WithoutEmpty(CocoEntry entry, CheckedMask? mask)
    {
        if (mask is not { Pixels: { IsEmpty: true } empty } outline)
        {
            return mask;
        }

        string found = $"no pixel of {empty.Width}x{empty.Height} is inside";
        if (outline.Outline is { Width: > 0, Height: > 0 } around && BoxRules.Read(entry) is BoxXywh box && BoxRules.IsNear(box, around))
        {
            entry.Report(Tiny, found, "segmentation");
            return null;
        }

        entry.Mend(MaskEmpty, found, "segmentation");
        LeaveOut(entry);
        return null;
    }
}
