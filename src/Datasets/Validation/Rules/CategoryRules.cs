using System.Text.Json;

namespace ClipSurgery;

/// <summary>Entries of <c>categories</c>.</summary>
internal sealed class CategoryRules(CocoIndex index)
{
    private static readonly CocoRule Repeated = CocoRule.Warning(
        "category-duplicate",
        "one entry for a category: readers that number the entries see one too many",
        "leaves the later one out");

    private static readonly CocoRule NameMissing = CocoRule.Error(
        "category-name-missing", "a name: CVAT finds labels by it", "writes a number as text", "name the category");

    private static readonly CocoRule NameDuplicate = CocoRule.Warning(
        "category-name-duplicate", "names that are unique: CVAT finds labels by name", byHand: "rename or merge them");

    private static readonly CocoRule Supercategory = CocoRule.Warning(
        "supercategory-missing",
        "a supercategory, which may be empty: pycocotools' getCatIds(supNms=…) fails without it",
        "adds an empty one");

    private static readonly CocoRule Gaps = CocoRule.Warning(
        "category-ids-gap",
        "ids without gaps: RF-DETR wants them, though COCO's own have some",
        byHand: "number them from 1 if no other file uses these ids");

    private readonly HashSet<string> _names = [];

    public void Check(CocoEntry entry, int entryIndex)
    {
        IdTableEntry known = index.Categories[entryIndex];
        if (known.IsRepetition)
        {
            entry.Drop(Repeated, "the same id and name as before");
            return;
        }

        if (known is { Slot: 0, IsIdTaken: false } && index.Categories.HasGaps)
        {
            entry.Report(Gaps, $"ids of {index.Categories.Count} categories leave numbers out");
        }

        IdRules.Category.Check(entry, known.IsIdTaken, canSeparate: false, index.Categories.IdOf(known.Slot));
        CheckName(entry);
        if (entry.Get("supercategory") is null)
        {
            entry.Mend(Supercategory, "no supercategory", "supercategory", "");
        }
    }

    private void CheckName(CocoEntry entry)
    {
        const string Key = "name";
        if (CocoSections.Text(entry.Element, Key) is string name)
        {
            if (!_names.Add(name))
            {
                entry.Report(NameDuplicate, $"{Quoted.Text(name)} is the name of an earlier one", Key);
            }
        }
        else if (entry.Get(Key) is JsonElement { ValueKind: JsonValueKind.Number } number)
        {
            entry.Mend(NameMissing, $"name is {Quoted.Json(number)}", Key, number.GetRawText());
        }
        else
        {
            entry.Report(NameMissing, entry.Shown(Key), Key);
        }
    }
}
