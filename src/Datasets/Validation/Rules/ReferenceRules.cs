using System.Text.Json;

namespace ClipSurgery;

/// <summary>The image and the category that an annotation or a result refers to.</summary>
internal sealed class ReferenceRules
{
    private static readonly ReferenceRules Image = new("image", "Datumaro ends with \"Unknown image id\"");

    private static readonly ReferenceRules Category = new("category", "Datumaro and detectron2 end with an error");

    private readonly string _key;
    private readonly CocoRule _missing;
    private readonly CocoRule _unknown;
    private readonly CocoRule _type;

    private ReferenceRules(string kind, string failure)
    {
        _key = $"{kind}_id";
        _missing = CocoRule.Error(
            $"{kind}-reference-missing", $"the id of its {kind}", "leaves the entry out", $"name its {kind}");
        _unknown = CocoRule.Error($"{kind}-reference-unknown", $"an id that the file has: {failure}", "leaves the entry out");
        _type = CocoRule.Error(
            $"{kind}-reference-type", "a whole number, as ids are", "writes it as one", "use the numbers of the data set");
    }

    /// <summary>Checks an annotation.</summary>
    /// <param name="entry">The annotation.</param>
    /// <param name="index">What it refers into.</param>
    /// <param name="imageSlot">The image, or null.</param>
    public static void Check(CocoEntry entry, CocoIndex index, out int? imageSlot)
    {
        imageSlot = Image.CheckIn(entry, index.HasList(CocoSections.Images) ? index.Images : null);
        Category.CheckIn(entry, index.HasList(CocoSections.Categories) ? index.Categories : null);
    }

    /// <summary>Checks a result, whose data set is not there.</summary>
    public static void Check(CocoEntry result)
    {
        Image.CheckIn(result, null);
        Category.CheckIn(result, null);
    }

    /// <param name="entry">The entry.</param>
    /// <param name="table">What it refers into; null where that is not known.</param>
    private int? CheckIn(CocoEntry entry, IdTable? table)
    {
        if (entry.Get(_key) is not JsonElement value || CocoId.Read(value) is not CocoId id)
        {
            entry.Drop(_missing, entry.Shown(_key), _key);
            return null;
        }

        int? slot = table?.SlotOf(id);
        if (table is not null && slot is null)
        {
            string unknown = $"{entry.Shown(_key)}, which none of {table.Count} has";
            if (table.Count > 0)
            {
                entry.Drop(_unknown, unknown, _key);
                return null;
            }

            // To leave everything out would mend nothing.
            entry.Report(_unknown, unknown, _key);
        }

        long? number = slot is int found ? table!.IdOf(found) : id.Text is null ? id.Number : null;
        if (CocoId.Whole(value) is not null)
        {
            if (number is long moved && moved != id.Number)
            {
                entry.Set(_key, moved);
            }
        }
        else if (number is long whole)
        {
            entry.Mend(_type, entry.Shown(_key), _key, whole);
        }
        else
        {
            entry.Report(_type, entry.Shown(_key), _key);
        }

        return slot;
    }
}
