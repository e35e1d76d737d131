namespace ClipSurgery.Tests;

/// <summary>One broken file for each rule: what is told, where, and whether mending helps.</summary>
public class CocoRuleTests
{
    private const string Annotation1 = "annotation 1";
    private const string Annotation2 = "annotation 2";
    private const string FirstPolygon = "[[2, 2, 6, 2, 6, 5, 2, 5]]";
    private const string Counts = """
        "counts": "\\1280X4"
        """;

    /// <summary>Rule, entry, the key that the place is of (null for the entry's beginning), a part of the sound file, and what it is replaced by.</summary>
    public static TheoryData<string, string, string?, string, string> Mendable => new()
    {
        { "annotation-id-zero", "annotation 0", "\"id\": 0", "\"id\": 1, \"image_id\"", "\"id\": 0, \"image_id\"" },
        { "annotation-id-type", "annotation \"one\"", "\"id\": \"one\"", "\"id\": 1, \"image_id\"", "\"id\": \"one\", \"image_id\"" },
        { "annotation-id-type", "annotation 1.0", "\"id\": 1.0", "\"id\": 1, \"image_id\"", "\"id\": 1.0, \"image_id\"" },
        { "annotation-id-missing", "annotations[0]", "{\n      \"image_id\"", "\"id\": 1, \"image_id\"", "\"image_id\"" },
        { "annotation-id-duplicate", Annotation1, "\"id\": 1, \"image_id\": 1, \"category_id\": 2", "\"id\": 2, \"image_id\"", "\"id\": 1, \"image_id\"" },
        { "annotation-duplicate", "annotation 4", "{\"id\": 4", "\"annotations\": [", "\"annotations\": [{\"id\": 4, \"image_id\": 1, \"category_id\": 1, \"segmentation\": [[2, 2, 6, 2, 6, 5, 2, 5]], \"bbox\": [2, 2, 4, 3], \"area\": 12, \"iscrowd\": 0}," },
        { "image-id-zero", "image 0", "\"id\": 0", "\"id\": 2, \"file_name\"", "\"id\": 0, \"file_name\"" },
        { "category-id-zero", "category 0", "\"id\": 0", "{\"id\": 1, \"name\": \"cat\"", "{\"id\": 0, \"name\": \"cat\"" },
        { "category-duplicate", "category 1", "{\"id\": 1, \"name\": \"cat\", \"supercategory\": \"\"", "{\"id\": 2, \"name\": \"dog\"", "{\"id\": 1, \"name\": \"cat\", \"supercategory\": \"\"}, {\"id\": 2, \"name\": \"dog\"" },
        { "category-name-missing", "category 2", "\"name\": 7", "\"name\": \"dog\"", "\"name\": 7" },
        { "supercategory-missing", "category 2", "{\"id\": 2, \"name\": \"dog\"", "\"name\": \"dog\", \"supercategory\": \"animal\"", "\"name\": \"dog\"" },
        { "file-name-backslash", "image 1", "\"file_name\": \"a\\\\one.jpg\"", "\"a/one.jpg\"", "\"a\\\\one.jpg\"" },
        { "image-size-type", "image 1", "\"width\": 20.0", "\"width\": 20", "\"width\": 20.0" },
        { "image-size-type", "image 1", "\"width\": \"20\"", "\"width\": 20", "\"width\": \"20\"" },
        { "license-unknown", "image 1", "\"license\": 3", "\"license\": 1", "\"license\": 3" },
        { "image-reference-unknown", Annotation1, "\"image_id\": 9", "\"image_id\": 1, \"category_id\": 1", "\"image_id\": 9, \"category_id\": 1" },
        { "image-reference-missing", Annotation1, "\"image_id\": null", "\"image_id\": 1, \"category_id\": 1", "\"image_id\": null, \"category_id\": 1" },
        { "image-reference-type", Annotation1, "\"image_id\": \"1\"", "\"image_id\": 1, \"category_id\": 1", "\"image_id\": \"1\", \"category_id\": 1" },
        { "category-reference-unknown", Annotation1, "\"category_id\": 0", "\"category_id\": 1", "\"category_id\": 0" },
        { "category-reference-missing", Annotation1, null, ", \"category_id\": 1", "" },
        { "category-reference-type", Annotation1, "\"category_id\": 1.0", "\"category_id\": 1", "\"category_id\": 1.0" },
        { "iscrowd-missing", Annotation1, null, "\"iscrowd\": 0,\n      \"score\"", "\"score\"" },
        { "iscrowd-value", Annotation1, "\"iscrowd\": false", "\"iscrowd\": 0,\n      \"score\"", "\"iscrowd\": false,\n      \"score\"" },
        { "area-missing", Annotation1, null, "\"area\": 12.0,", "" },
        { "area-form", Annotation1, "\"area\": 0", "\"area\": 12.0", "\"area\": 0" },
        { "area-mismatch", Annotation2, "\"area\": 40.0", "\"area\": 4.0,\n      \"bbox\": [4", "\"area\": 40.0,\n      \"bbox\": [4" },
        { "bbox-missing", Annotation1, null, "\"bbox\": [2, 2, 4, 3],", "" },
        { "bbox-form", Annotation1, "\"bbox\": [2, 2, 4]", "[2, 2, 4, 3]", "[2, 2, 4]" },
        { "bbox-xyxy", Annotation1, "\"bbox\": [2, 2, 6, 5]", "[2, 2, 4, 3]", "[2, 2, 6, 5]" },
        { "bbox-empty", Annotation1, "\"bbox\": [2, 2, 0, 3]", "[2, 2, 4, 3]", "[2, 2, 0, 3]" },
        { "bbox-mismatch", Annotation1, "\"bbox\": [2, 2, 9, 3]", "[2, 2, 4, 3]", "[2, 2, 9, 3]" },
        { "score-type", Annotation1, "\"score\": \"high\"", "\"score\": 0.75", "\"score\": \"high\"" },
        { "segmentation-kind", Annotation1, "\"segmentation\": null", FirstPolygon, "null" },
        { "segmentation-empty", Annotation1, "\"segmentation\": []", FirstPolygon, "[]" },
        { "mask-empty", Annotation1, "\"segmentation\": [[2.1", FirstPolygon, "[[2.1, 2.1, 2.2, 2.1, 2.2, 2.2]]" },
        { "polygon-flat", Annotation1, "\"segmentation\": [2, 2", FirstPolygon, "[2, 2, 6, 2, 6, 5, 2, 5]" },
        { "polygon-pairs", Annotation1, "\"segmentation\": [[[2", FirstPolygon, "[[[2, 2], [6, 2], [6, 5], [2, 5]]]" },
        { "polygon-pairs", Annotation1, "\"segmentation\": [[2, 2]", FirstPolygon, "[[2, 2], [6, 2], [6, 5], [2, 5]]" },
        { "polygon-odd", Annotation1, "\"segmentation\"", FirstPolygon, "[[2, 2, 6, 2, 6, 5, 2, 5, 2]]" },
        { "polygon-short", Annotation1, "\"segmentation\"", FirstPolygon, "[[2, 2, 4, 3]]" },
        { "polygon-short", Annotation1, "\"segmentation\"", FirstPolygon, "[[2, 2, 6, 2, 6, 5, 2, 5], []]" },
        { "polygon-type", Annotation1, "\"segmentation\"", FirstPolygon, "[[2, 2, 6, \"2\", 6, 5, 2, 5]]" },
        { "polygon-type", Annotation1, "\"segmentation\"", FirstPolygon, "[[2, 2, 6, 2, 6, 5, 2, 5], 7]" },
        { "polygon-outside", Annotation1, "\"segmentation\"", FirstPolygon, "[[2, 2, 6, 2, 6, 5, 2, 5], [18, 8, 22, 8, 22, 8.2, 18, 8.2]]" },
        { "rle-size-swapped", Annotation2, "\"segmentation\": {\"size\": [20", "[10, 20]", "[20, 10]" },
        { "rle-size-mismatch", Annotation2, "\"segmentation\": {\"size\": [10, 21", "[10, 20]", "[10, 21]" },
        { "rle-size-form", Annotation2, "\"segmentation\": {\"size\": 200", "[10, 20]", "200" },
        { "rle-size-form", Annotation2, "\"segmentation\": {\"counts\"", "\"size\": [10, 20], ", "" },
        { "rle-counts-backslash", Annotation2, "\"segmentation\": {\"size\": [10", Counts, "\"counts\": \"\\\\\\\\1280X4\"" },
        { "rle-counts-bytes", Annotation2, "\"segmentation\": {\"size\": [10", Counts, "\"counts\": \"b'\\\\\\\\1280X4'\"" },
        { "rle-counts-base64", Annotation2, "\"segmentation\": {\"size\": [10", Counts, "\"counts\": \"XDEyODBYNA==\"" },
        { "duplicate-key", Annotation2, "\"occluded\": false", "\"occluded\": true", "\"occluded\": true, \"occluded\": false" },
        { "duplicate-key", "file", "{\"description\": \"first", "\"info\": ", "\"info\": {\"description\": \"first\"}, \"info\": " },
        { "duplicate-key", "file", "[{\"id\": 5", "\"images\": ", "\"images\": [{\"id\": 5}], \"images\": " },
        { "number-not-finite", Annotation2, "\"e\": NaN", "\"e\": 1.50", "\"e\": NaN" },
        { "number-not-finite", Annotation2, "\"e\": -Infinity", "\"e\": 1.50", "\"e\": -Infinity" },
        { "number-not-finite", Annotation2, "\"e\": 1e400", "\"e\": 1.50", "\"e\": 1e400" },
        { "entry-kind", "images[2]", "17", "\"height\": 8}", "\"height\": 8}, 17" },
        { "section-missing", "file", null, "\"annotations\"", "\"labels\"" },
        { "info-missing", "info", "\"sound\"", "{\"description\": \"sound\"}", "\"sound\"" },
        { "info-missing", "file", null, "\"info\"", "\"information\"" },
        { "licenses-missing", "licenses", "null", "[{\"id\": 1, \"name\": \"CC0\", \"url\": \"\"}]", "null" },
        { "byte-order-mark", "file", null, "{\n  \"info\"", "\uFEFF{\n  \"info\"" },
    };

    public static TheoryData<string, string, string?, string, string> NotMendable => new()
    {
        { "category-ids-gap", "category 1", null, "{\"id\": 2, \"name\": \"dog\"", "{\"id\": 3, \"name\": \"x\", \"supercategory\": \"\"}, {\"id\": 4, \"name\": \"y\", \"supercategory\": \"\"}, {\"id\": 2, \"name\": \"dog\"" },
        { "image-id-duplicate", "image 1", "\"id\": 1, \"file_name\": \"z.jpg\"", "{\"id\": 2, \"file_name\"", "{\"id\": 1, \"file_name\": \"z.jpg\", \"width\": 3, \"height\": 3}, {\"id\": 2, \"file_name\"" },
        { "category-id-duplicate", "category 1", "\"id\": 1, \"name\": \"cow\"", "{\"id\": 2, \"name\"", "{\"id\": 1, \"name\": \"cow\", \"supercategory\": \"\"}, {\"id\": 2, \"name\"" },
        { "category-name-duplicate", "category 2", "\"name\": \"cat\", \"supercategory\": \"animal\"}\n", "\"name\": \"dog\"", "\"name\": \"cat\"" },
        { "category-name-missing", "category 2", "\"name\": \" \"", "\"name\": \"dog\"", "\"name\": \" \"" },
        { "file-name-missing", "image 2", null, "\"file_name\": \"two.jpg\", ", "" },
        { "file-name-outside", "image 2", "\"file_name\": \"/data", "\"two.jpg\"", "\"/data/two.jpg\"" },
        { "file-name-outside", "image 2", "\"file_name\": \"../", "\"two.jpg\"", "\"../two.jpg\"" },
        { "file-name-duplicate", "image 2", "\"file_name\": \"a/one.jpg\", \"width\": 8", "\"two.jpg\"", "\"a/one.jpg\"" },
        { "file-name-extension", "image 2", "\"file_name\": \"a/one.png\"", "\"two.jpg\"", "\"a/one.png\"" },
        { "image-size-missing", "image 1", "\"width\": -20", "\"width\": 20", "\"width\": -20" },
        { "iscrowd-rle", Annotation2, "\"iscrowd\": 1", "\"iscrowd\": 0,\n      \"attributes\"", "\"iscrowd\": 1,\n      \"attributes\"" },
        { "iscrowd-polygon", Annotation1, "\"iscrowd\": 1", "\"iscrowd\": 0,\n      \"score\"", "\"iscrowd\": 1,\n      \"score\"" },
        { "segmentation-missing", Annotation1, null, "\"segmentation\": [[2, 2, 6, 2, 6, 5, 2, 5]],", "" },
        { "polygon-inner-ring", Annotation1, "\"segmentation\"", FirstPolygon, "[[2, 2, 6, 2, 6, 5, 2, 5], [3, 3, 4, 3, 4, 4, 3, 4]]" },
        { "rle-size-mismatch", Annotation2, "\"segmentation\": {\"size\": [5, 40", "[10, 20]", "[5, 40]" },
        { "rle-counts-damaged", Annotation2, "\"segmentation\": {\"size\": [10", Counts, "\"counts\": \"\\\\1280X\"" },
        { "rle-counts-damaged", "annotation 3", "\"segmentation\": {\"size\": [8, 8]", "[18, 2, 6, 2, 36]", "[18, 2, 6, 2, 35]" },
        { "rle-counts-form", "annotation 3", "\"segmentation\": {\"size\": [8, 8]", "[18, 2, 6, 2, 36]", "[18, 2, 6, -2, 40]" },
        { "rle-counts-form", "annotation 3", "\"segmentation\": {\"size\": [8, 8]", "[18, 2, 6, 2, 36]", "true" },
        { "section-kind", "categories", "null", "[\n    {\"id\": 1, \"name\": \"cat\", \"supercategory\": \"animal\"},\n    {\"id\": 2, \"name\": \"dog\", \"supercategory\": \"animal\"}\n  ]", "null" },
    };

    /// <summary>As above, for a list of results.</summary>
    public static TheoryData<string, bool, string, string?, string, string> Results => new()
    {
        { "image-reference-missing", true, "results[1]", null, "\"image_id\": 2, ", "" },
        { "image-reference-type", false, "results[1]", "\"image_id\": \"two\"", "\"image_id\": 2", "\"image_id\": \"two\"" },
        { "score-missing", false, "results[0]", null, ", \"score\": 0.5", "" },
        { "score-type", false, "results[0]", "\"score\": null", "\"score\": 0.5", "\"score\": null" },
        { "result-form", true, "results[1]", null, "\"bbox\": [1, 2, 3, 4], ", "" },
        { "bbox-form", false, "results[1]", "\"bbox\": [1, 2, 3]", "[1, 2, 3, 4]", "[1, 2, 3]" },
        { "result-box", true, "results[0]", "\"bbox\": [4", "\"score\": 0.5", "\"score\": 0.5, \"bbox\": [4, 4, 2, 2]" },
        { "result-polygon", false, "results[0]", "\"segmentation\"", "{\"size\": [10, 20], \"counts\": \"\\\\1280X4\"}", "[[2, 2, 6, 2, 6, 5, 2, 5]]" },
        { "result-uncompressed", true, "results[0]", "\"segmentation\"", "\"\\\\1280X4\"", "[44, 2, 8, 2, 144]" },
        { "rle-counts-backslash", true, "results[0]", "\"segmentation\"", "\"\\\\1280X4\"", "\"\\\\\\\\1280X4\"" },
    };

    [Fact]
    public void A_sound_file_has_no_findings()
    {
        using BrokenCoco dataset = new(BrokenCoco.Sound);
        using BrokenCoco results = new(BrokenCoco.Results);

        Assert.Empty(dataset.Validate());
        Assert.Empty(results.Validate());
    }

    [Theory]
    [MemberData(nameof(Mendable))]
    public void A_broken_rule_is_told_with_its_place_and_mended(string rule, string entry, string? at, string part, string by)
    {
        using BrokenCoco file = BrokenCoco.Replace(BrokenCoco.Sound, part, by);

        AssertTold(file, rule, entry, at, canBeFixed: true);

        Assert.DoesNotContain(file.Fix(), finding => finding.Rule.Id == rule || finding.Rule.Severity == CocoSeverity.Error);
    }

    [Theory]
    [MemberData(nameof(NotMendable))]
    public void What_only_a_person_can_mend_stays_and_is_told_again(string rule, string entry, string? at, string part, string by)
    {
        using BrokenCoco file = BrokenCoco.Replace(BrokenCoco.Sound, part, by);

        AssertTold(file, rule, entry, at, canBeFixed: false);

        Assert.Equal([rule], file.Fix().Select(finding => finding.Rule.Id).Distinct());
    }

    [Theory]
    [MemberData(nameof(Results))]
    public void Results_have_rules_of_their_own(string rule, bool isMended, string entry, string? at, string part, string by)
    {
        using BrokenCoco file = BrokenCoco.Replace(BrokenCoco.Results, part, by);

        AssertTold(file, rule, entry, at, isMended);

        Assert.Equal(isMended ? [] : [rule], file.Fix().Select(finding => finding.Rule.Id).Distinct());
    }

    [Fact]
    public void An_empty_list_of_results_is_told()
    {
        using BrokenCoco file = new("[]");

        Assert.Equal("results-empty", Assert.Single(file.Validate()).Rule.Id);
    }

    private static void AssertTold(BrokenCoco file, string rule, string entry, string? at, bool canBeFixed)
    {
        CocoFinding[] findings = file.Validate();
        Assert.Equal([rule], findings.Select(found => found.Rule.Id).Distinct());
        CocoFinding finding = findings[0];
        Assert.Equal((entry, canBeFixed), (finding.Entry, finding.CanBeFixed));
        if (at is not null)
        {
            Assert.Equal(file.PlaceOf(at), (finding.Line, finding.Column));
        }

        Assert.DoesNotContain('\n', finding.ToString());
    }
}
