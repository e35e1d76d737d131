using System.Text;
using System.Text.Json;
using NetVips;

namespace ClipSurgery.Tests;

/// <summary>What mending does to the rest of the file.</summary>
public sealed class CocoRepairTests : IDisposable
{
    private const string FirstPolygon = "[[2, 2, 6, 2, 6, 5, 2, 5]]";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sound_file_keeps_every_value()
    {
        JsonElement mended = Mend(BrokenCoco.Sound);

        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(BrokenCoco.Sound).RootElement, mended));
        Assert.Equal("1.50", Annotation(mended, 1).GetProperty("attributes").GetProperty("e").GetRawText());
    }

    [Fact]
    public void An_id_of_0_becomes_the_next_one_and_references_follow_and_all_others_stay()
    {
        string zeroBased = BrokenCoco.Sound
            .Replace("\"id\": 1", "\"id\": 0").Replace("\"id\": 2", "\"id\": 1").Replace("\"id\": 3", "\"id\": 2")
            .Replace("_id\": 1", "_id\": 0").Replace("_id\": 2", "_id\": 1").Replace("\"license\": 1", "\"license\": 0");

        JsonElement mended = Mend(zeroBased);

        Assert.Equal([3, 1, 2], Numbers(mended.GetProperty("annotations"), "id"));
        Assert.Equal([2, 2, 1], Numbers(mended.GetProperty("annotations"), "image_id"));
        Assert.Equal([2, 1, 1], Numbers(mended.GetProperty("annotations"), "category_id"));
        Assert.Equal([2, 1], Numbers(mended.GetProperty("images"), "id"));
        Assert.Equal([2, 1], Numbers(mended.GetProperty("categories"), "id"));
    }

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("1e300")]
    [InlineData("1.5")]
    [InlineData("\"a1b2\"")]
    [InlineData("-7")]
    public void An_id_that_cannot_stay_gets_a_new_one_and_its_annotations_follow(string id)
    {
        string text = BrokenCoco.Sound
            .Replace("{\"id\": 2, \"file_name\"", $"{{\"id\": {id}, \"file_name\"")
            .Replace("\"image_id\": 2", $"\"image_id\": {id}")
            .Replace("\"id\": 3, ", $"\"id\": {id}, ");

        JsonElement mended = Mend(text);

        Assert.Equal([1, 2], Numbers(mended.GetProperty("images"), "id"));
        Assert.Equal([1, 2, 3], Numbers(mended.GetProperty("annotations"), "id"));
        Assert.Equal([1, 1, 2], Numbers(mended.GetProperty("annotations"), "image_id"));
    }

    [Theory]
    [InlineData("9007199254740993")]
    [InlineData("9223372036854775807")]
    public void A_large_whole_number_stays_an_id(string id)
    {
        string text = BrokenCoco.Sound
            .Replace("{\"id\": 2, \"file_name\"", $"{{\"id\": {id}, \"file_name\"")
            .Replace("\"image_id\": 2", $"\"image_id\": {id}");
        using BrokenCoco file = new(text);

        Assert.Empty(file.Validate());
        Assert.Empty(file.Fix());
        Assert.Contains($"\"image_id\":{id}", File.ReadAllText(file.FixedPath).Replace(" ", ""));
    }

    [Theory]
    [InlineData("\"50\"", 50)]
    [InlineData("50.0", 50)]
    [InlineData("5e1", 50)]
    [InlineData("\"2\"", 4)]
    public void An_id_that_is_a_whole_number_in_another_form_becomes_that_number_where_it_is_free(string id, int expected)
    {
        JsonElement mended = Mend(BrokenCoco.Sound.Replace("\"id\": 1, \"image_id\"", $"\"id\": {id}, \"image_id\""));

        Assert.Equal([expected, 2, 3], Numbers(mended.GetProperty("annotations"), "id"));
    }

    [Fact]
    public void An_empty_list_of_categories_does_not_cost_the_annotations()
    {
        string text = System.Text.RegularExpressions.Regex.Replace(BrokenCoco.Sound, "\"categories\": \\[[^]]*]", "\"categories\": []");

        Assert.Equal(3, Mend(text).GetProperty("annotations").GetArrayLength());
    }

    [Fact]
    public void Utf_16_is_told_and_becomes_utf_8()
    {
        foreach (Encoding encoding in (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode, new UnicodeEncoding(false, false)])
        {
            string path = _folder.Write("utf16.json", [.. encoding.GetPreamble(), .. encoding.GetBytes(BrokenCoco.Sound)]);

            Assert.Equal("text-utf16", Assert.Single(CocoValidator.Validate(path)).Rule.Id);
            CocoRepair.Write(path, path);

            Assert.Empty(CocoValidator.Validate(path));
            JsonElement mended = JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;
            Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(BrokenCoco.Sound).RootElement, mended));
        }
    }

    [Fact]
    public void Annotations_before_their_images_are_judged_the_same()
    {
        JsonElement sound = JsonDocument.Parse(BrokenCoco.Sound).RootElement;
        string reversed = $"{{{string.Join(",", sound.EnumerateObject().Reverse().Select(member => member.ToString()))}}}";

        Assert.True(JsonElement.DeepEquals(sound, Mend(reversed)));
    }

    [Fact]
    public void A_picture_that_is_listed_twice_is_one_with_the_annotations_of_both()
    {
        string twice = BrokenCoco.Sound
            .Replace("\"images\": [", "\"images\": [{\"id\": 7, \"file_name\": \"a/one.jpg\", \"width\": 20, \"height\": 10},")
            .Replace("\"id\": 2, \"image_id\": 1", "\"id\": 2, \"image_id\": 7");

        JsonElement mended = Mend(twice);

        Assert.Equal([7, 2], Numbers(mended.GetProperty("images"), "id"));
        Assert.Equal([7, 7, 2], Numbers(mended.GetProperty("annotations"), "image_id"));
    }

    [Theory]
    [InlineData("[[]]")]
    [InlineData("\"none\"")]
    public void An_annotation_keeps_its_box_where_its_mask_is_nothing(string segmentation)
    {
        JsonElement mended = Annotation(Mend(BrokenCoco.Sound.Replace(FirstPolygon, segmentation)), 0);

        Assert.False(mended.TryGetProperty("segmentation", out _));
        Assert.Equal("[2,2,4,3]", mended.GetProperty("bbox").GetRawText().Replace(" ", ""));
    }

    [Fact]
    public void An_empty_list_stays_where_there_is_a_box()
    {
        JsonElement mended = Annotation(Mend(BrokenCoco.Sound.Replace(FirstPolygon, "[]")), 0);

        Assert.Equal("[]", mended.GetProperty("segmentation").GetRawText());
        Assert.Equal("[2,2,4,3]", mended.GetProperty("bbox").GetRawText().Replace(" ", ""));
    }

    [Fact]
    public void An_annotation_with_neither_mask_nor_box_is_left_out_and_the_others_keep_their_ids()
    {
        JsonElement mended = Mend(BrokenCoco.Sound.Replace(FirstPolygon, "[[]]").Replace("[2, 2, 4, 3]", "[0, 0, 0, 0]"));

        Assert.Equal([2, 3], Numbers(mended.GetProperty("annotations"), "id"));
    }

    [Fact]
    public void A_polygon_is_cut_at_the_border_as_its_pixels_are()
    {
        double[] ring = [15, -4, 26, 5, 15, 14];
        JsonElement mended = Annotation(
            Mend(BrokenCoco.Sound.Replace(FirstPolygon, $"[[{string.Join(",", ring)}]]").Replace("[2, 2, 4, 3]", "[15, -4, 11, 18]")), 0);

        double[] cut = [.. mended.GetProperty("segmentation")[0].EnumerateArray().Select(number => number.GetDouble())];
        Assert.All(cut.Where((_, index) => index % 2 == 0), x => Assert.InRange(x, 0, 20));
        Assert.All(cut.Where((_, index) => index % 2 == 1), y => Assert.InRange(y, 0, 10));
        Mask mask = Mask.FromPolygons(20, 10, [ring]);
        Assert.Equal(mask, Mask.FromPolygons(20, 10, [cut]));
        Assert.Equal(mask.Area, mended.GetProperty("area").GetDouble());
    }

    [Fact]
    public void Two_corners_without_a_mask_are_told_from_a_box_by_the_picture()
    {
        string text = BrokenCoco.Sound
            .Replace($"\"segmentation\": {FirstPolygon},", "")
            .Replace("[2, 2, 4, 3]", "[12, 2, 18, 5]");

        Assert.Equal("[12,2,6,3]", Annotation(Mend(text), 0).GetProperty("bbox").GetRawText());
    }

    [Fact]
    public void A_swapped_size_stays_where_the_box_speaks_against_it()
    {
        string text = BrokenCoco.Sound.Replace("[10, 20]", "[20, 10]").Replace("[4, 4, 2, 2]", "[0, 0, 9, 9]");
        using BrokenCoco file = new(text);

        Assert.Contains(file.Fix(), finding => finding.Rule.Id == "rle-size-swapped");
    }

    [Fact]
    public void An_error_that_stays_leaves_the_entry_as_it_is()
    {
        JsonElement mended = Annotation(Mend(BrokenCoco.Sound.Replace("\\\\1280X4", "\\\\1280X")), 1);

        Assert.Equal("\\1280X", mended.GetProperty("segmentation").GetProperty("counts").GetString());
    }

    [Fact]
    public void Duplicate_keys_keep_the_last_at_any_depth()
    {
        string text = BrokenCoco.Sound
            .Replace("\"occluded\": true", "\"occluded\": true, \"occluded\": {\"a\": 1, \"a\": [NaN, 2]}")
            .Replace("\"annotations\": [", "\"annotations\": [{}], \"annotations\": [");

        JsonElement mended = Mend(text);

        Assert.Equal(3, mended.GetProperty("annotations").GetArrayLength());
        Assert.Equal("""{"occluded":{"a":[null,2]},"e":1.50}""", Annotation(mended, 1).GetProperty("attributes").GetRawText());
    }

    [Fact]
    public void What_was_mended_is_counted_by_rule()
    {
        using BrokenCoco file = new(BrokenCoco.Sound.Replace("\"iscrowd\": 0,", "").Replace("\"id\": 3", "\"id\": 0"));

        IReadOnlyList<CocoRepairCount> counts = CocoRepair.Write(file.Path, file.FixedPath);

        Assert.Equal([("annotation-id-zero", 1), ("iscrowd-missing", 2)], counts.Select(count => (count.Rule.Id, count.Count)));
    }

    [Fact]
    public void A_file_may_be_replaced_by_its_mended_copy()
    {
        using BrokenCoco file = new(BrokenCoco.Sound.Replace("\"id\": 3", "\"id\": 0"));

        CocoRepair.Write(file.Path, file.Path);
        byte[] once = File.ReadAllBytes(file.Path);
        CocoRepair.Write(file.Path, file.Path);

        Assert.Empty(file.Validate());
        Assert.Equal(once, File.ReadAllBytes(file.Path));
    }

    [Fact]
    public void Pictures_are_compared_and_give_sizes_that_are_missing()
    {
        WritePicture("a/one.jpg", 20, 10);
        WritePicture("two.jpg", 9, 8);
        string path = _folder.Write("broken.json", Encoding.UTF8.GetBytes(BrokenCoco.Sound.Replace("\"width\": 20, ", "")));

        CocoFinding[] findings = [.. CocoValidator.Validate(path, _folder.FullPath)];
        CocoRepair.Write(path, path, _folder.FullPath);

        Assert.Equal(
            [("image-size-missing", "image 1"), ("picture-size", "image 2")],
            findings.Select(finding => (finding.Rule.Id, finding.Entry)));
        Assert.Equal("picture-size", Assert.Single(CocoValidator.Validate(path, _folder.FullPath)).Rule.Id);
        File.Delete(_folder["two.jpg"]);
        Assert.Equal("picture-missing", Assert.Single(CocoValidator.Validate(path, _folder.FullPath)).Rule.Id);
        File.WriteAllText(_folder["two.jpg"], "not a picture");
        Assert.Equal("picture-unreadable", Assert.Single(CocoValidator.Validate(path, _folder.FullPath)).Rule.Id);
    }

    [Fact]
    public void Sides_that_were_exchanged_are_exchanged_again_where_every_annotation_then_fits()
    {
        JsonElement mended = Mend(BrokenCoco.Sound.Replace("\"width\": 20, \"height\": 10", "\"width\": 10, \"height\": 20"));

        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(BrokenCoco.Sound).RootElement, mended));
    }

    [Theory]
    [InlineData("[10, 20]", "[20, 10]", "counts of a mask that only then fits its box")]
    [InlineData("[[2, 2, 6, 2, 6, 5, 2, 5]]", "[[2, 2, 6, 2, 6, 19, 2, 19]]", "a polygon that fits only what is stated")]
    public void Exchanged_sides_are_left_to_a_person_where_anything_speaks_against_it(string part, string by, string because)
    {
        string text = BrokenCoco.Sound.Replace("\"width\": 20, \"height\": 10", "\"width\": 10, \"height\": 20").Replace(part, by);

        JsonElement mended = Mend(text);

        Assert.True(mended.GetProperty("images")[0].GetProperty("width").GetInt32() == 10, because);
        Assert.Equal("[4,4,2,2]", Annotation(mended, 1).GetProperty("bbox").GetRawText().Replace(" ", ""));
    }

    [Fact]
    public void Exchanged_sides_are_told_by_the_picture_too()
    {
        WritePicture("a/one.jpg", 20, 10);
        WritePicture("two.jpg", 8, 8);
        string swapped = BrokenCoco.Sound
            .Replace("\"width\": 20, \"height\": 10", "\"width\": 10, \"height\": 20")
            .Replace("{\"size\": [10, 20], \"counts\": \"\\\\1280X4\"}", "[[4, 4, 6, 4, 6, 6, 4, 6]]");
        string path = _folder.Write("swapped.json", Encoding.UTF8.GetBytes(swapped));

        Assert.Equal("image-size-swapped", Assert.Single(CocoValidator.Validate(path, _folder.FullPath)).Rule.Id);
        Assert.Empty(CocoValidator.Validate(path));
        CocoRepair.Write(path, path, _folder.FullPath);

        Assert.Empty(CocoValidator.Validate(path, _folder.FullPath));
    }

    [Fact]
    public void The_size_of_a_picture_before_it_is_turned_upright_is_a_warning()
    {
        WritePicture("a/one.jpg", 20, 10, orientation: 6);
        WritePicture("two.jpg", 8, 8, orientation: 6);
        string path = _folder.Write("sideways.json", Encoding.UTF8.GetBytes(BrokenCoco.Sound));

        CocoFinding finding = Assert.Single(CocoValidator.Validate(path, _folder.FullPath));

        Assert.Equal(("picture-orientation", "image 1"), (finding.Rule.Id, finding.Entry));
        Assert.Contains("20x10 before EXIF orientation 6 makes it 10x20", finding.Found);
    }

    private void WritePicture(string name, int width, int height, int orientation = 1)
    {
        _folder.Create(Path.GetDirectoryName(name)!);
        using Image black = Image.Black(width, height, bands: 3);
        using Image picture = black.Mutate(mutable => mutable.Set(GValue.GIntType, "orientation", orientation));
        _folder.Write(name, picture.PngsaveBuffer());
    }

    private static JsonElement Mend(string text)
    {
        using BrokenCoco file = new(text);
        file.Fix();
        return JsonDocument.Parse(File.ReadAllText(file.FixedPath)).RootElement;
    }

    private static JsonElement Annotation(JsonElement file, int index) => file.GetProperty("annotations")[index];

    private static IEnumerable<int> Numbers(JsonElement list, string key) =>
        list.EnumerateArray().Select(entry => entry.GetProperty(key).GetInt32());
}
