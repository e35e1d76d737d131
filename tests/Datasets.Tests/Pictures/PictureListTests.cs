namespace ClipSurgery.Tests;

public class PictureListTests
{
    [Theory]
    [InlineData("b.jpg\na/c.jpg\nb.jpg\n")]
    [InlineData("b.jpg\r\n\r\n./a/c.jpg\r\n   \r\na/../b.jpg")]
    [InlineData("b.jpg\0a//c.jpg\0")]
    public void Paths_become_names_in_ordinal_order_each_once(string text) =>
        Assert.Equal(["a/c.jpg", "b.jpg"], Read(text).FileNames);

    [Fact]
    public void Absolute_paths_in_the_folder_are_taken()
    {
        using TemporaryFolder folder = new();

        PictureListing listing = PictureList.Read(folder.FullPath, new StringReader($"{folder["x", "a.jpg"]}\nb.png"), "-");

        Assert.Equal(["b.png", "x/a.jpg"], listing.FileNames);
    }

    [Theory]
    [InlineData("a.jpg\n\n../b.jpg", "list:3: \"../b.jpg\" lies outside ")]
    [InlineData("x/../../b.jpg", "list:1: \"x/../../b.jpg\" lies outside ")]
    [InlineData("a.jpg\n/etc/b.jpg", "list:2: \"/etc/b.jpg\" lies outside ")]
    [InlineData("..", "list:1: \"..\" lies outside ")]
    [InlineData(".", "list:1: \".\" lies outside ")]
    public void Paths_outside_are_refused_with_their_line(string text, string expected) =>
        Assert.StartsWith(expected, Assert.Throws<ClipSurgeryException>(() => Read(text)).Message);

    [Fact]
    public void Two_dots_that_begin_a_name_are_a_name() =>
        Assert.Equal(["...", "..a.jpg", "..b/c.jpg"], Read("..a.jpg\n...\n..b/c.jpg").FileNames);

    [Fact]
    public void Names_that_a_COCO_file_cannot_hold_are_told()
    {
        PictureListing listing = Read("x\\a.jpg\0new\nline.jpg\0b.jpg");

        Assert.Equal(["b.jpg"], listing.FileNames);
        Assert.Equal(
            [
                new SkippedEntry("new line.jpg", "its name has a line break or another control character"),
                new SkippedEntry("x\\a.jpg", "its name has a backslash, which other systems take for a folder"),
            ],
            listing.Skipped);
    }

    [Fact]
    public void A_list_is_read_from_a_file()
    {
        using TemporaryFolder folder = new();
        string list = folder.Write("list.txt", [0xEF, 0xBB, 0xBF, .. "a.jpg\nb"u8, 0xE9, .. ".jpg"u8]);

        PictureListing listing = PictureList.Read(folder.FullPath, list);

        Assert.Equal(["a.jpg"], listing.FileNames);
        Assert.Equal([new SkippedEntry("b\uFFFD.jpg", "its name is not valid UTF-8")], listing.Skipped);
        Assert.StartsWith(
            $"{folder["none"]}: cannot be read (",
            Assert.Throws<ClipSurgeryException>(() => PictureList.Read(folder.FullPath, folder["none"])).Message);
    }

    private static PictureListing Read(string text)
    {
        using TemporaryFolder folder = new();
        return PictureList.Read(folder.FullPath, new StringReader(text), "list");
    }
}
