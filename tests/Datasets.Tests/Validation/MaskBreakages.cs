namespace ClipSurgery.Tests;

/// <summary>
/// Ways to break masks, boxes, areas, crowds and scores. Each row: rule; entry; the
/// part that the place is of (null where that does not matter); a part of <see cref="BrokenCoco.Sound"/>, and what it is replaced
/// by. A backtick stands for a quotation mark.
/// </summary>
internal static class MaskBreakages
{
    private const string FirstPolygon = "[[2, 2, 6, 2, 6, 5, 2, 5]]";
    private const string Counts = "`\\\\1280X4`";
    private const string Annotation1 = "annotation 1";
    private const string Annotation2 = "annotation 2";

    /// <summary>Mended by <c>--fix</c>.</summary>
    public static TheoryData<string, string, string?, string, string> Mendable => new()
    {
        { "iscrowd-missing", Annotation1, null, "`iscrowd`: 0,\n      `score`", "`score`" },
        { "iscrowd-value", Annotation1, "`iscrowd`: false", "`iscrowd`: 0,\n      `score`", "`iscrowd`: false,\n      `score`" },
        { "area-missing", Annotation1, null, "`area`: 12.0,", "" },
        { "area-form", Annotation1, "`area`: 0", "`area`: 12.0", "`area`: 0" },
        { "area-mismatch", Annotation2, "`area`: 40.0", "`area`: 4.0,\n      `bbox`: [4", "`area`: 40.0,\n      `bbox`: [4" },
        { "bbox-missing", Annotation1, null, "`bbox`: [2, 2, 4, 3],", "" },
        { "bbox-form", Annotation1, "`bbox`: [2, 2, 4]", "[2, 2, 4, 3]", "[2, 2, 4]" },
        { "bbox-xyxy", Annotation1, "`bbox`: [2, 2, 6, 5]", "[2, 2, 4, 3]", "[2, 2, 6, 5]" },
        { "bbox-empty", Annotation1, "`bbox`: [2, 2, 0, 3]", "[2, 2, 4, 3]", "[2, 2, 0, 3]" },
        { "bbox-mismatch", Annotation1, "`bbox`: [2, 2, 9, 3]", "[2, 2, 4, 3]", "[2, 2, 9, 3]" },
        { "score-type", Annotation1, "`score`: `high`", "`score`: 0.75", "`score`: `high`" },
        { "segmentation-kind", Annotation1, "`segmentation`: null", FirstPolygon, "null" },
        {
            "segmentation-empty", Annotation1, "`segmentation`: []",
            "[[2, 2, 6, 2, 6, 5, 2, 5]],\n      `area`: 12.0,\n      `bbox`: [2, 2, 4, 3]", "[], `area`: 1, `bbox`: [2, 2, 0, 0]"
        },
        { "bbox-normalized", Annotation1, "`bbox`: [0.1", "[2, 2, 4, 3]", "[0.1, 0.2, 0.2, 0.3]" },
        { "polygon-normalized", Annotation1, "`segmentation`", FirstPolygon, "[[0.1, 0.2, 0.3, 0.2, 0.3, 0.5, 0.1, 0.5]]" },
        {
            "rle-list", Annotation2, null,
            "{`size`: [10, 20], `counts`: `\\\\1280X4`}", "[{`size`: [10, 20], `counts`: `\\\\1280X4`}]"
        },
        { "polygon-counts", Annotation2, null, "{`size`: [10, 20], `counts`: `\\\\1280X4`}", "[[44, 2, 8, 2, 144]]" },
        { "rle-row-major", Annotation2, null, "`\\\\1280X4`", "[84, 2, 18, 2, 94]" },
        { "mask-empty", Annotation1, "`segmentation`: [[2.1", FirstPolygon, "[[2.1, 2.1, 2.2, 2.1, 2.2, 2.2]]" },
        { "polygon-flat", Annotation1, "`segmentation`: [2, 2", FirstPolygon, "[2, 2, 6, 2, 6, 5, 2, 5]" },
        { "polygon-pairs", Annotation1, "`segmentation`: [[[2", FirstPolygon, "[[[2, 2], [6, 2], [6, 5], [2, 5]]]" },
        { "polygon-pairs", Annotation1, "`segmentation`: [[2, 2]", FirstPolygon, "[[2, 2], [6, 2], [6, 5], [2, 5]]" },
        { "polygon-odd", Annotation1, "`segmentation`", FirstPolygon, "[[2, 2, 6, 2, 6, 5, 2, 5, 2]]" },
        { "polygon-short", Annotation1, "`segmentation`", FirstPolygon, "[[2, 2, 4, 3]]" },
        { "polygon-short", Annotation1, "`segmentation`", FirstPolygon, "[[2, 2, 6, 2, 6, 5, 2, 5], []]" },
        { "polygon-type", Annotation1, "`segmentation`", FirstPolygon, "[[2, 2, 6, `2`, 6, 5, 2, 5]]" },
        { "polygon-type", Annotation1, "`segmentation`", FirstPolygon, "[[2, 2, 6, 2, 6, 5, 2, 5], 7]" },
        {
            "polygon-outside", Annotation1, "`segmentation`",
            FirstPolygon, "[[2, 2, 6, 2, 6, 5, 2, 5], [18, 8, 22, 8, 22, 8.2, 18, 8.2]]"
        },
        { "rle-size-swapped", Annotation2, "`segmentation`: {`size`: [20", "[10, 20]", "[20, 10]" },
        { "rle-size-mismatch", Annotation2, "`segmentation`: {`size`: [10, 21", "[10, 20]", "[10, 21]" },
        { "rle-size-form", Annotation2, "`segmentation`: {`size`: 200", "[10, 20]", "200" },
        { "rle-size-form", Annotation2, "`segmentation`: {`counts`", "`size`: [10, 20], ", "" },
        { "rle-counts-backslash", Annotation2, "`segmentation`: {`size`: [10", Counts, "`\\\\\\\\1280X4`" },
        { "rle-counts-bytes", Annotation2, "`segmentation`: {`size`: [10", Counts, "`b'\\\\\\\\1280X4'`" },
        { "rle-counts-base64", Annotation2, "`segmentation`: {`size`: [10", Counts, "`XDEyODBYNA==`" },
    };

    /// <summary>Left to a person.</summary>
    public static TheoryData<string, string, string?, string, string> NotMendable => new()
    {
        { "iscrowd-rle", Annotation2, "`iscrowd`: 1", "`iscrowd`: 0,\n      `attributes`", "`iscrowd`: 1,\n      `attributes`" },
        { "iscrowd-polygon", Annotation1, "`iscrowd`: 1", "`iscrowd`: 0,\n      `score`", "`iscrowd`: 1,\n      `score`" },
        { "segmentation-empty", Annotation1, "`segmentation`: []", FirstPolygon, "[]" },
        { "mask-contradicted", Annotation1, "`segmentation`", FirstPolygon, "[[12, 1, 19, 1, 19, 8, 12, 8]]" },
        {
            "mask-tiny", Annotation1, "`segmentation`: [[2.1",
            "[[2, 2, 6, 2, 6, 5, 2, 5]],\n      `area`: 12.0,\n      `bbox`: [2, 2, 4, 3]",
            "[[2.1, 2.1, 2.2, 2.1, 2.2, 2.2]],\n      `area`: 0.01,\n      `bbox`: [2.1, 2.1, 0.1, 0.1]"
        },
        {
            "polygon-crossing", Annotation1, "`segmentation`",
            "[[2, 2, 6, 2, 6, 5, 2, 5]],\n      `area`: 12.0,\n      `bbox`: [2, 2, 4, 3]",
            "[[2, 2, 8, 8, 8, 2, 2, 8]],\n      `area`: 18.0,\n      `bbox`: [2, 2, 6, 6]"
        },
        { "polygon-normalized", Annotation1, "`segmentation`", FirstPolygon, "[[0.5, 0.2, 0.9, 0.2, 0.9, 0.5, 0.5, 0.5]]" },
        { "rle-list", Annotation1, "`segmentation`", FirstPolygon, "[{`size`: [10, 20], `counts`: `\\\\1280X4`}]" },
        { "segmentation-missing", Annotation1, null, "`segmentation`: [[2, 2, 6, 2, 6, 5, 2, 5]],", "" },
        {
            "polygon-inner-ring", Annotation1, "`segmentation`",
            FirstPolygon, "[[2, 2, 6, 2, 6, 5, 2, 5], [3, 3, 4, 3, 4, 4, 3, 4]]"
        },
        { "rle-size-mismatch", Annotation2, "`segmentation`: {`size`: [5, 40", "[10, 20]", "[5, 40]" },
        { "rle-counts-damaged", Annotation2, "`segmentation`: {`size`: [10", Counts, "`\\\\1280X`" },
        { "rle-counts-damaged", "annotation 3", "`segmentation`: {`size`: [8, 8]", "[18, 2, 6, 2, 36]", "[18, 2, 6, 2, 35]" },
        { "rle-counts-form", "annotation 3", "`segmentation`: {`size`: [8, 8]", "[18, 2, 6, 2, 36]", "[18, 2, 6, -2, 40]" },
        { "rle-counts-form", "annotation 3", "`segmentation`: {`size`: [8, 8]", "[18, 2, 6, 2, 36]", "true" },
    };
}
