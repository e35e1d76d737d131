using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClipSurgery;

/// <summary>Entries of <c>images</c>.</summary>
internal sealed class ImageRules(CocoIndex index)
{
    private static readonly CocoRule SizeMissing = CocoRule.Error(
        "image-size-missing",
        "width and height of 1 to 1,000,000 pixels",
        "takes them from the picture (--pictures)",
        "give the pictures with --pictures, or fill them in");

    private static readonly CocoRule SizeType = CocoRule.Error(
        "image-size-type", "whole numbers: readers make arrays of that size", "writes it as a whole number");

    private static readonly CocoRule SizeSwapped = CocoRule.Error(
        "image-size-swapped",
        "width and height the right way round",
        "exchanges them",
        "find out which is right: some annotations fit only one, some only the other");

    private static readonly CocoRule LicenseUnknown = CocoRule.Warning(
        "license-unknown", "an id of licenses: readers that look it up fail", "removes the reference");

    private readonly FileNameRules _fileNames = new();

    public void Check(CocoEntry entry, int entryIndex)
    {
        IdTableEntry known = index.Images[entryIndex];
        _fileNames.Check(entry, known.IsRepetition);
        if (entry.IsDropped)
        {
            return;
        }

        IdRules.Image.Check(entry, known.IsIdTaken, canSeparate: false, index.Images.IdOf(known.Slot));
        SizeVerdict verdict = known.IsIdTaken ? SizeVerdict.Fits : index.VerdictOf(known.Slot);
        if (PictureSize.Read(entry.Element) is PictureSize size && verdict != SizeVerdict.Fits)
        {
            CheckSwapped(entry, size, verdict == SizeVerdict.Swapped);
        }
        else
        {
            CheckSize(entry, PictureSize.Read(entry.Element) ?? index.SizeOf(known.Slot));
        }

        if (entry.Get("license") is JsonElement license && !(CocoId.Read(license) is CocoId id && index.HasLicense(id)))
        {
            entry.Mend(LicenseUnknown, entry.Shown("license"), "license");
            entry.Remove("license");
        }

        if (index.FlawOf(entryIndex) is PictureFlaw flaw && !(verdict == SizeVerdict.Swapped && flaw.Upright is not null))
        {
            entry.Report(flaw.Rule, flaw.Found, "width");
        }
    }

    private static void CheckSwapped(CocoEntry entry, PictureSize size, bool canBeFixed)
    {
        string found = $"the size is {size}, and what is marked in it has {size.Swapped}";
        if (!canBeFixed)
        {
            entry.Report(SizeSwapped, found, "width");
            return;
        }

        entry.Mend(SizeSwapped, found, "width", size.Height);
        entry.Set("height", size.Width);
    }

    private static void CheckSize(CocoEntry entry, PictureSize? size)
    {
        bool hasSize = PictureSize.Read(entry.Element) is not null;
        CheckSide(entry, "width", size?.Width, hasSize);
        CheckSide(entry, "height", size?.Height, hasSize);
    }

    private static void CheckSide(CocoEntry entry, string key, int? side, bool hasSize)
    {
        if (CocoId.Whole(entry.Get(key)) == side && side is not null)
        {
            return;
        }

        string found = entry.Shown(key);
        if (side is not int number)
        {
            entry.Report(SizeMissing, found, key);
        }
        else
        {
            entry.Mend(hasSize ? SizeType : SizeMissing, found, key, JsonValue.Create(number));
        }
    }
}
