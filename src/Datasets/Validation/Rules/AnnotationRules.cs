using System.IO.Hashing;
using System.Text;
using System.Text.Json;

namespace ClipSurgery;

/// <summary>Entries of <c>annotations</c>.</summary>
internal sealed class AnnotationRules(CocoIndex index)
{
    private static readonly CocoRule Duplicate = CocoRule.Warning(
        "annotation-duplicate",
        "one annotation for an object: Ultralytics drops a repeated box of a class, evaluation counts it as a miss",
        "leaves the later one out");

    private static readonly CocoRule CrowdMissing = CocoRule.Error(
        "iscrowd-missing", "iscrowd 0 or 1: COCOeval and Datumaro fail without it", "adds 0");

    private static readonly CocoRule CrowdValue = CocoRule.Error(
        "iscrowd-value", "the number 0 or 1", "writes 1 for true and 1, else 0");

    private static readonly CocoRule CrowdRunLengths = CocoRule.Warning(
        "iscrowd-rle",
        "iscrowd 1 for a crowd only, however the mask is stored: evaluation ignores crowds, Ultralytics leaves them out",
        byHand: "set iscrowd to 0 if it is one object");

    private static readonly CocoRule CrowdPolygons = CocoRule.Warning(
        "iscrowd-polygon", "run lengths for a crowd, as COCO defines it", byHand: "set iscrowd to 0 if it is one object");

    private readonly HashSet<long> _ids = [];
    private readonly HashSet<UInt128> _seen = [];
    private NewIds? _newIds;

    public void Check(CocoEntry entry)
    {
        ReferenceRules.Check(entry, index, out int? imageSlot);
        if (!entry.IsDropped && !_seen.Add(Fingerprint(entry)))
        {
            entry.Drop(Duplicate, "image, category, box and mask are those of an earlier one");
        }

        if (entry.IsDropped)
        {
            return;
        }

        CheckCrowd(entry);
        ScoreRules.Check(entry);
        PictureSize? size = imageSlot is int slot ? index.SizeOf(slot) : null;
        if (imageSlot is not int place || index.VerdictOf(place) != SizeVerdict.Doubtful)
        {
            CheckGeometry(entry, size);
        }

        if (!entry.IsDropped)
        {
            CheckId(entry);
        }
    }

    private static void CheckGeometry(CocoEntry entry, PictureSize? size)
    {
        CheckedMask? mask = null;
        bool isContradicted = false;
        entry.Try(() =>
        {
            mask = SegmentationRules.Check(entry, size);
            isContradicted = mask is CheckedMask read && MaskReadings.CheckContradiction(entry, read);
            return isContradicted;
        });
        if (isContradicted)
        {
            MaskReadings.ReportContradiction(entry, mask!.Value);
        }
        else if (!entry.IsDropped)
        {
            BoxXywh? box = BoxRules.Check(entry, mask?.Pixels, size);
            AreaRules.Check(entry, mask, box);
        }
    }

    /// <summary>An id that no other annotation has stays, or becomes a number; any other gives way to a new one.</summary>
    private void CheckId(CocoEntry entry)
    {
        JsonElement? id = entry.Get("id");
        bool isSound = CocoId.IsSound(id);
        long own = CocoId.Read(id)?.Number ?? 0;
        bool isKept = own >= 1 && (isSound || !index.AnnotationIds.Contains(own)) && _ids.Add(own);
        IdRules.Annotation.Check(entry, isRepeated: isSound && !isKept, canSeparate: true, isKept ? own : NextId());
    }

    private long NextId()
    {
        _newIds ??= new NewIds(index.AnnotationIds);
        long next;
        do
        {
            next = _newIds.Next();
        }
        while (!_ids.Add(next));

        return next;
    }

    private static void CheckCrowd(CocoEntry entry)
    {
        if (entry.Get("iscrowd") is not JsonElement value)
        {
            entry.Mend(CrowdMissing, "no iscrowd", "iscrowd", 0);
            return;
        }

        if (CocoId.Whole(value) is not (0 or 1))
        {
            bool isCrowd = value.ValueKind == JsonValueKind.True || CocoId.Read(value) is { Number: 1 };
            entry.Mend(CrowdValue, entry.Shown("iscrowd"), "iscrowd", isCrowd ? 1 : 0);
            return;
        }

        if (CocoId.Whole(value) == 1 && entry.Get("segmentation") is JsonElement segmentation)
        {
            bool isRunLengths = segmentation.ValueKind == JsonValueKind.Object;
            entry.Report(
                isRunLengths ? CrowdRunLengths : CrowdPolygons,
                $"iscrowd is 1 on {(isRunLengths ? "run lengths" : "polygons")}",
                "iscrowd");
        }
    }

    private static UInt128 Fingerprint(CocoEntry entry)
    {
        XxHash128 hash = new();
        foreach (string key in (string[])["image_id", "category_id", "bbox", "segmentation"])
        {
            // The separator is no JSON, so that neighbours cannot run together.
            hash.Append("\0"u8);
            hash.Append(Encoding.UTF8.GetBytes(entry.Get(key) is JsonElement value ? value.GetRawText() : ""));
        }

        return hash.GetCurrentHashAsUInt128();
    }
}
