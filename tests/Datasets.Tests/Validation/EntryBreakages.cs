namespace ClipSurgery.Tests;

/// <summary>
/// Ways to break ids, references, pictures, categories and the file itself. Each row: rule; entry; the
/// part that the place is of (null where that does not matter); a part of <see cref="BrokenCoco.Sound"/>, and what it is replaced
/// by. A backtick stands for a quotation mark.
/// </summary>
internal static class EntryBreakages
{
    private const string Annotation1 = "annotation 1";
    private const string Annotation2 = "annotation 2";

    /// <summary>Mended by <c>--fix</c>.</summary>
    public static TheoryData<string, string, string?, string, string> Mendable => new()
    {
        { "annotation-id-zero", "annotation 0", "`id`: 0", "`id`: 1, `image_id`", "`id`: 0, `image_id`" },
        { "annotation-id-type", "annotation `one`", "`id`: `one`", "`id`: 1, `image_id`", "`id`: `one`, `image_id`" },
        { "annotation-id-type", "annotation 1.0", "`id`: 1.0", "`id`: 1, `image_id`", "`id`: 1.0, `image_id`" },
        { "annotation-id-missing", "annotations[0]", "{\n      `image_id`", "`id`: 1, `image_id`", "`image_id`" },
        {
            "annotation-id-duplicate", Annotation1, "`id`: 1, `image_id`: 1, `category_id`: 2",
            "`id`: 2, `image_id`", "`id`: 1, `image_id`"
        },
        {
            "annotation-duplicate", Annotation1, "{\n      `id`: 1,",
            "`annotations`: [",
            "`annotations`: [{`id`: 4, `image_id`: 1, `category_id`: 1, `segmentation`: [[2, 2, 6, 2, 6, 5, 2, 5]], "
            + "`bbox`: [2, 2, 4, 3], `area`: 12, `iscrowd`: 0},"
        },
        {
            "image-id-zero", "image 0", "`id`: 0",
            "{`id`: 2, `file_name`", "{`id`: 0, `file_name`: `zero.jpg`, `width`: 1, `height`: 1}, {`id`: 2, `file_name`"
        },
        {
            "category-id-zero", "category 0", "`id`: 0",
            "{`id`: 1, `name`: `cat`", "{`id`: 0, `name`: `none`, `supercategory`: ``}, {`id`: 1, `name`: `cat`"
        },
        {
            "category-duplicate", "category 1", "{`id`: 1, `name`: `cat`, `supercategory`: ``",
            "{`id`: 2, `name`: `dog`", "{`id`: 1, `name`: `cat`, `supercategory`: ``}, {`id`: 2, `name`: `dog`"
        },
        { "category-name-missing", "category 2", "`name`: 7", "`name`: `dog`", "`name`: 7" },
        {
            "supercategory-missing", "category 2", "{`id`: 2, `name`: `dog`",
            "`name`: `dog`, `supercategory`: `animal`", "`name`: `dog`"
        },
        { "file-name-backslash", "image 1", "`file_name`: `a\\\\one.jpg`", "`a/one.jpg`", "`a\\\\one.jpg`" },
        { "image-size-type", "image 1", "`width`: 20.0", "`width`: 20", "`width`: 20.0" },
        { "image-size-type", "image 1", "`width`: `20`", "`width`: 20", "`width`: `20`" },
        { "license-unknown", "image 1", "`license`: 3", "`license`: 1", "`license`: 3" },
        {
            "image-reference-unknown", Annotation1, "`image_id`: 9",
            "`image_id`: 1, `category_id`: 1", "`image_id`: 9, `category_id`: 1"
        },
        {
            "image-reference-missing", Annotation1, "`image_id`: null",
            "`image_id`: 1, `category_id`: 1", "`image_id`: null, `category_id`: 1"
        },
        {
            "image-reference-type", Annotation1, "`image_id`: `1`",
            "`image_id`: 1, `category_id`: 1", "`image_id`: `1`, `category_id`: 1"
        },
        { "category-reference-unknown", Annotation1, "`category_id`: 0", "`category_id`: 1", "`category_id`: 0" },
        { "category-reference-missing", Annotation1, null, ", `category_id`: 1", "" },
        { "category-reference-type", Annotation1, "`category_id`: 1.0", "`category_id`: 1", "`category_id`: 1.0" },
        { "duplicate-key", Annotation2, "`occluded`: false", "`occluded`: true", "`occluded`: true, `occluded`: false" },
        { "duplicate-key", "file", "{`description`: `first", "`info`: ", "`info`: {`description`: `first`}, `info`: " },
        { "duplicate-key", "file", "[{`id`: 5", "`images`: ", "`images`: [{`id`: 5}], `images`: " },
        { "number-not-finite", Annotation2, "NaN", "`e`: 1.50", "`e`: NaN" },
        { "number-not-finite", Annotation2, "-Infinity", "`e`: 1.50", "`e`: -Infinity" },
        { "number-not-finite", Annotation2, "1e400", "`e`: 1.50", "`e`: 1e400" },
        { "entry-kind", "images[2]", "17", "`height`: 8}", "`height`: 8}, 17" },
        { "section-missing", "file", null, "`annotations`", "`labels`" },
        { "info-missing", "info", "`sound`", "{`description`: `sound`}", "`sound`" },
        { "info-missing", "file", null, "`info`", "`information`" },
        { "byte-order-mark", "file", null, "{\n  `info`", "\uFEFF{\n  `info`" },
    };

    /// <summary>Left to a person.</summary>
    public static TheoryData<string, string, string?, string, string> NotMendable => new()
    {
        {
            "category-ids-gap", "category 1", null,
            "{`id`: 2, `name`: `dog`", "{`id`: 4, `name`: `fox`, `supercategory`: ``}, {`id`: 2, `name`: `dog`"
        },
        {
            "image-id-duplicate", "image 1", "`id`: 1, `file_name`: `z.jpg`",
            "{`id`: 2, `file_name`", "{`id`: 1, `file_name`: `z.jpg`, `width`: 3, `height`: 3}, {`id`: 2, `file_name`"
        },
        {
            "category-id-duplicate", "category 1", "`id`: 1, `name`: `cow`",
            "{`id`: 2, `name`", "{`id`: 1, `name`: `cow`, `supercategory`: ``}, {`id`: 2, `name`"
        },
        {
            "category-name-duplicate", "category 2", "`name`: `cat`, `supercategory`: `animal`}\n",
            "`name`: `dog`", "`name`: `cat`"
        },
        { "category-name-missing", "category 2", "`name`: ` `", "`name`: `dog`", "`name`: ` `" },
        { "file-name-missing", "image 2", null, "`file_name`: `two.jpg`, ", "" },
        { "file-name-outside", "image 2", "`file_name`: `/data", "`two.jpg`", "`/data/two.jpg`" },
        { "file-name-outside", "image 2", "`file_name`: `../", "`two.jpg`", "`../two.jpg`" },
        { "file-name-duplicate", "image 2", "`file_name`: `a/one.jpg`, `width`: 8", "`two.jpg`", "`a/one.jpg`" },
        { "file-name-extension", "image 2", "`file_name`: `a/one.png`", "`two.jpg`", "`a/one.png`" },
        { "file-name-extension", "image 2", "`file_name`: `a/ONE.png`", "`two.jpg`", "`a/ONE.png`" },
        { "file-name-case", "image 2", "`file_name`: `a/One.jpg`", "`two.jpg`", "`a/One.jpg`" },
        { "file-name-control", "image 2", "`file_name`: `two\\u001b", "`two.jpg`", "`two\\u001b[2J.jpg`" },
        { "image-size-missing", "image 1", "`width`: -20", "`width`: 20", "`width`: -20" },
        {
            "section-kind", "categories", "null",
            "[\n    {`id`: 1, `name`: `cat`, `supercategory`: `animal`},\n"
            + "    {`id`: 2, `name`: `dog`, `supercategory`: `animal`}\n  ]",
            "null"
        },
    };
}
