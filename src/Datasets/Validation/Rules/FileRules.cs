namespace ClipSurgery;

/// <summary>What a file keeps as a whole, and every entry of it as JSON.</summary>
internal static class FileRules
{
    public static readonly CocoRule JsonSyntax = CocoRule.Error(
        "json-syntax", "a complete JSON file", byHand: "nothing after this place was read; write the file again");

    public static readonly CocoRule TextEncoding = CocoRule.Error(
        "text-encoding", "UTF-8", byHand: "nothing after this place was read; convert the file to UTF-8");

    public static readonly CocoRule Utf16 = CocoRule.Error("text-utf16", "UTF-8, as readers of JSON do", "writes UTF-8");

    public static readonly CocoRule ByteOrderMark = CocoRule.Error(
        "byte-order-mark", "JSON without one: Python's json module refuses it", "leaves it out");

    public static readonly CocoRule NotCoco = CocoRule.Error(
        "not-coco",
        "an object with images, categories and annotations, or a list of results",
        byHand: "give a COCO file");

    public static readonly CocoRule DuplicateKey = CocoRule.Error(
        "duplicate-key",
        "keys that are unique in their object: readers differ in which they take",
        "keeps the last, as Python does");

    public static readonly CocoRule NumberNotFinite = CocoRule.Error(
        "number-not-finite", "finite numbers: there are no others in JSON", "writes null where no rule measures the value");

    public static readonly CocoRule SectionMissing = CocoRule.Error(
        "section-missing", "images, categories and annotations", "adds an empty list", "add what the annotations refer to");

    public static readonly CocoRule SectionKind = CocoRule.Error("section-kind", "a list of objects");

    public static readonly CocoRule EntryKind = CocoRule.Error("entry-kind", "an object", "leaves it out");

    public static readonly CocoRule InfoMissing = CocoRule.Warning(
        "info-missing", "an object: pycocotools' COCO.info() fails without it", "adds an empty one");

    public static readonly CocoRule LicensesMissing = CocoRule.Warning(
        "licenses-missing",
        "a list: COCO describes the format with it, and readers that check the format want it",
        "adds an empty one");
}
