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

    private static readonly CocoRule Empty = CocoRule.Error(
        "segmentation-empty", "at least one polygon: pycocotools fails on an empty list", NothingLeft);

    /// <summary>Checks an annotation's mask.</summary>
    /// <param name="entry">The annotation.</param>
    /// <param name="size">The size of its picture, where it is known.</param>
    /// <returns>The mask after mending; null where there is none that can be read.</returns>
    public static Mask? Check(CocoEntry entry, PictureSize? size)
    {
        if (entry.Get("segmentation") is not JsonElement value)
        {
            entry.Report(Missing, "no segmentation");
            return null;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return WithoutEmpty(entry, RunLengthRules.Check(entry, value, size));
            case JsonValueKind.Array when value.GetArrayLength() > 0:
                return WithoutEmpty(entry, PolygonRules.Check(entry, value, size));
            default:
                entry.Mend(value.ValueKind == JsonValueKind.Array ? Empty : Kind, entry.Shown("segmentation"), "segmentation");
                LeaveOut(entry);
                return null;
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

    private static Mask? WithoutEmpty(CocoEntry entry, Mask? mask)
    {
        if (mask is not { IsEmpty: true })
        {
            return mask;
        }

        entry.Mend(MaskEmpty, $"no pixel of {mask.Width}x{mask.Height} is inside", "segmentation");
        LeaveOut(entry);
        return null;
    }
}
