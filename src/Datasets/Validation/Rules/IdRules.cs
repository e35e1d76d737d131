using System.Text.Json;

namespace ClipSurgery;

/// <summary>Ids: whole numbers from 1, each for one entry.</summary>
internal sealed class IdRules
{
    public static readonly IdRules Image = new(
        "image", CocoRule.Warning, "1 or more: readers that take 0 for \"none\" lose the picture");

    public static readonly IdRules Category = new(
        "category",
        CocoRule.Warning,
        "1 or more: CVAT takes 0 for \"no label\" and refuses, Ultralytics makes it -1, detectron2 shifts the others");

    public static readonly IdRules Annotation = new(
        "annotation", CocoRule.Error, "1 or more: pycocotools takes 0 for \"unmatched\" and counts a hit as a miss");

    private readonly CocoRule _missing;
    private readonly CocoRule _type;
    private readonly CocoRule _zero;
    private readonly CocoRule _duplicate;

    private IdRules(string kind, Func<string, string, string?, string, CocoRule> belowOne, string expectedFromOne)
    {
        string fix = kind == "annotation" ? "gives it a number of its own" : "gives it a number of its own, and references follow";
        const string ByHand = "give it an id of its own";
        _missing = CocoRule.Error($"{kind}-id-missing", "an id", fix, ByHand);
        _type = CocoRule.Error(
            $"{kind}-id-type", "a whole number of at most 64 bits: Datumaro takes no other", "writes it as one, or " + fix, ByHand);
        _zero = belowOne($"{kind}-id-zero", expectedFromOne, fix, ByHand);
        _duplicate = CocoRule.Error(
            $"{kind}-id-duplicate", "ids that are unique: pycocotools keeps the last entry of an id", fix, ByHand);
    }

    /// <summary>Checks an entry's id and gives it its number.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="isRepeated">True where an earlier entry has the id.</param>
    /// <param name="canSeparate">True where repeated ids get numbers of their own.</param>
    /// <param name="number">The id after mending.</param>
    public void Check(CocoEntry entry, bool isRepeated, bool canSeparate, long number)
    {
        JsonElement? id = entry.Get("id");
        if (!CocoId.IsSound(id))
        {
            CocoRule rule = id is null ? _missing : CocoId.Whole(id) is null ? _type : _zero;
            entry.Mend(rule, entry.Shown("id"), "id");
        }

        string repeated = $"{entry.Shown("id")}, as an earlier one's";
        if (isRepeated && canSeparate)
        {
            entry.Mend(_duplicate, repeated, "id");
        }
        else if (isRepeated)
        {
            entry.Report(_duplicate, repeated, "id");
        }

        if (CocoId.Whole(id) != number)
        {
            entry.Set("id", number);
        }
    }
}
