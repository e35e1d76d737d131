using System.Text.Json;

namespace ClipSurgery.Tests;

/// <summary>
/// Files with one defect each beside right entries, after public bug reports (tests/data/coco-cases/defects.py says what each is):
/// the finding, what mending makes of the entry, and that no other entry changes.
/// </summary>
public sealed class CocoCaseTests : IDisposable
{
    private const string Kept = """[[10,30,20,30,20,40,10,40]]""";

    /// <summary>What the base of every file is told of.</summary>
    private static readonly string[] BaseRules = ["category-ids-gap", "supercategory-missing", "iscrowd-rle"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// File; rules, comma-separated; the entry after mending: the value of a key of the annotation that was added, null where it is
    /// left out; the rules that are left.
    /// </summary>
    public static TheoryData<string, string, string, string?, string> Annotations => new()
    {
        { "00-valid", "", "segmentation", Kept, "" },
        { "01-flat-segmentation", "polygon-flat", "segmentation", Kept, "" },
        { "02-nested-pairs", "polygon-pairs", "segmentation", Kept, "" },
        { "03-pairs-flat", "polygon-pairs", "segmentation", Kept, "" },
        { "04-four-numbers-as-box", "polygon-short", "bbox", "[10,30,10,10]", "segmentation-missing" },
        { "05-empty-ring", "polygon-short", "bbox", "[10,30,10,10]", "segmentation-missing" },
        { "06-empty-segmentation", "segmentation-empty", "segmentation", "[]", "segmentation-empty" },
        { "07-odd-count", "polygon-odd", "segmentation", Kept, "" },
        { "08-degenerate-ring-among-good", "polygon-short", "segmentation", Kept, "" },
        { "10-annotation-id-zero", "annotation-id-zero", "id", "1099511627777", "" },
        { "12-file-name-twice", "file-name-duplicate", "image_id", "1", "" },
        { "13-string-ids", "image-reference-type", "image_id", "1", "" },
        { "14-string-category", "category-reference-type", "category_id", "1", "" },
        { "15-category-null", "category-reference-missing", "id", null, "" },
        { "16-unknown-category", "category-reference-unknown", "id", null, "" },
        { "17-unknown-image", "image-reference-unknown", "id", null, "" },
        { "18-iscrowd-all-one-polygons", "iscrowd-polygon", "iscrowd", "1", "iscrowd-polygon" },
        { "19-iscrowd-missing", "iscrowd-missing", "iscrowd", "0", "" },
        { "20-bbox-missing", "bbox-missing", "bbox", "[10,30,10,10]", "" },
        { "21-area-zero", "area-form", "area", "100", "" },
        { "22-area-missing", "area-missing", "area", "100", "" },
        { "23-bbox-xyxy", "bbox-xyxy", "bbox", "[10,30,10,10]", "" },
        { "24-bbox-yx-swapped", "bbox-mismatch", "bbox", "[10,30,20,10]", "" },
        { "25-bbox-normalized", "bbox-normalized", "bbox", "[10,30,10,10]", "" },
        { "26-bbox-strings", "bbox-form", "bbox", "[10,30,10,10]", "" },
        { "27-polygon-out-of-frame", "polygon-outside,bbox-mismatch,area-mismatch", "bbox", "[50,30,14,10]", "" },
        { "28-polygon-huge-coords", "mask-contradicted", "area", "100", "mask-contradicted" },
        { "29-wh-swapped", "image-size-swapped", "segmentation", Kept, "" },
        { "30-rle-size-swapped", "rle-size-swapped", "segmentation", Kept, "" },
        { "32-rle-counts-bytes-repr", "rle-counts-bytes", "segmentation", Kept, "" },
        { "33-rle-counts-list-as-polygon", "polygon-counts", "area", "668", "" },
        { "34-nan", "number-not-finite,area-form", "area", "100", "" },
        { "37-category-zero", "category-id-zero", "category_id", "91", "" },
        { "40-annotation-duplicate", "annotation-duplicate", "id", "50", "" },
        { "41-bool-iscrowd", "iscrowd-value", "iscrowd", "0", "" },
        { "42-tiny-polygon-zero-mask", "mask-tiny", "segmentation", "[[10.1,30.1,10.3,30.1,10.3,30.3]]", "mask-tiny" },
        { "43-self-intersecting", "polygon-crossing", "area", "50", "polygon-crossing" },
        { "44-hole-as-second-ring", "polygon-inner-ring", "area", "300", "polygon-inner-ring" },
        { "45-float-ids", "image-reference-type,annotation-id-type", "id", "50", "" },
        { "46-bbox-negative-size", "bbox-empty", "bbox", "[10,30,10,10]", "" },
        { "47-segmentation-null", "segmentation-kind", "bbox", "[10,30,10,10]", "segmentation-missing" },
        { "48-closed-ring", "", "segmentation", "[[10,30,20,30,20,40,10,40,10,30]]", "" },
        { "50-bbox-area-as-area", "area-mismatch", "area", "300", "" },
        { "51-whole-image-area", "area-mismatch", "area", "100", "" },
        { "53-rle-list-empty-crowd", "mask-empty", "id", null, "" },
        { "54-duplicate-json-key", "duplicate-key", "area", "100", "" },
        { "61-utf16", "text-utf16", "id", null, "" },
        { "60-bom", "byte-order-mark", "id", null, "" },
    };

    /// <summary>File; the only rule; nothing is written.</summary>
    public static TheoryData<string, string> Unreadable => new()
    {
        { "62-latin1", "text-encoding" },
        { "63-truncated", "json-syntax" },
        { "64-trailing-comma", "json-syntax" },
        { "65-empty", "json-syntax" },
        { "66-two-docs", "json-syntax" },
    };

    /// <summary>File; the rules, which are left.</summary>
    public static TheoryData<string, string> LeftToAPerson => new()
    {
        { "11-image-id-duplicate", "image-id-duplicate" },
        { "31-rle-counts-short", "rle-counts-damaged" },
        { "35-category-ids-dup", "category-id-duplicate" },
        { "36-category-names-dup", "category-name-duplicate" },
        { "39-ls-storage-path", "file-name-outside" },
        { "49-width-missing", "image-size-missing,image-size-missing" },
        { "52-no-categories", "section-missing" },
    };

    [Theory]
    [MemberData(nameof(Annotations))]
    public void One_defect_is_told_and_mended_and_nothing_else_changes(string name, string rules, string key, string? value, string left)
    {
        string path = Case(name);

        Assert.Equal(rules, Rules(path));
        CocoRepair.Write(path, _folder["fixed.json"]);

        Assert.Equal(left, Rules(_folder["fixed.json"]));
        JsonElement mended = Parse(_folder["fixed.json"]);
        AssertBaseStays(mended, hasMovedCategory: name.StartsWith("37", StringComparison.Ordinal));
        JsonElement[] annotations = [.. mended.GetProperty("annotations").EnumerateArray()];
        Assert.Equal(value is null ? 3 : 4, annotations.Length);
        if (value is not null)
        {
            Assert.Equal(value, Compact(annotations[3].GetProperty(key)));
        }
    }

    [Theory]
    [MemberData(nameof(LeftToAPerson))]
    public void What_a_person_decides_stays_to_the_last_value(string name, string rules)
    {
        string path = Case(name);

        Assert.Equal(rules, Rules(path));
        CocoRepair.Write(path, _folder["fixed.json"]);

        Assert.Equal(rules, Rules(_folder["fixed.json"]));
        JsonElement before = Parse(path);
        JsonElement after = Parse(_folder["fixed.json"]);
        foreach (string key in (string[])["images", "annotations"])
        {
            Assert.Equal(Compact(before.GetProperty(key)), Compact(after.GetProperty(key)));
        }
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void What_cannot_be_read_is_not_written(string name, string rule)
    {
        string path = Case(name);

        Assert.Equal(rule, Rules(path));
        Assert.Throws<ClipSurgeryException>(() => CocoRepair.Write(path, _folder["fixed.json"]));
        Assert.False(File.Exists(_folder["fixed.json"]));
    }

    [Fact]
    public void Ids_that_are_all_zero_are_numbered()
    {
        CocoRepair.Write(Case("09-annotation-id-all-zero"), _folder["fixed.json"]);

        JsonElement annotations = Parse(_folder["fixed.json"]).GetProperty("annotations");
        Assert.Equal([1, 2, 3, 4], annotations.EnumerateArray().Select(item => item.GetProperty("id").GetInt32()));
    }

    [Fact]
    public void A_backslash_becomes_a_slash_and_the_folder_is_told()
    {
        string path = Case("38-windows-path");
        CocoRepair.Write(path, _folder["fixed.json"]);

        Assert.Equal("file-name-backslash,file-name-outside", Rules(path));
        Assert.Equal("D:/data/a.png", Parse(_folder["fixed.json"]).GetProperty("images")[0].GetProperty("file_name").GetString());
    }

    private static string Case(string name) => Path.Combine(TestData.Root, "tests", "data", "coco-cases", $"{name}.json");

    private static void AssertBaseStays(JsonElement mended, bool hasMovedCategory)
    {
        JsonElement expected = Parse(Case("00-valid"));
        Assert.Equal(Compact(expected.GetProperty("images")), Compact(mended.GetProperty("images")));
        JsonElement[] before = [.. expected.GetProperty("annotations").EnumerateArray().Take(3)];
        JsonElement[] after = [.. mended.GetProperty("annotations").EnumerateArray().Take(3)];
        Assert.Equal(before.Select(Compact), after.Select(Compact));
        string[] categories = [.. mended.GetProperty("categories").EnumerateArray().Select(item => $"{item.GetProperty("id")}")];
        Assert.Equal(hasMovedCategory ? ["1", "90", "7", "91"] : ["1", "90", "7"], categories);
    }

    private static string Rules(string path) => string.Join(
        ',', CocoValidator.Validate(path).Select(finding => finding.Rule.Id).Where(rule => !BaseRules.Contains(rule)));

    private static JsonElement Parse(string path) => JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;

    /// <summary>The bytes of a value without the white space between its parts; numbers as they are written.</summary>
    private static string Compact(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(',', value.EnumerateObject().Select(item => $"\"{item.Name}\":{Compact(item.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(',', value.EnumerateArray().Select(Compact))}]",
        _ => value.GetRawText(),
    };
}
