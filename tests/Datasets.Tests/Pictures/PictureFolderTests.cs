namespace ClipSurgery.Tests;

public class PictureFolderTests
{
    [Fact]
    public void Pictures_are_found_at_every_depth_in_ordinal_order()
    {
        using TemporaryFolder folder = new();
        folder.Touch(
            "b.jpg", "B.JPEG", "a/z.Png", "a/b/c/d.webp", "a.tif", "a-1.tiff", "é.bmp", "中/文.gif", "with space.jpg", "q.jfif", "r.JPE",
            "notes.txt", "data.json", "jpg", "a/x.jpg.txt");

        PictureListing listing = List(folder.FullPath);

        Assert.Equal(
            ["B.JPEG", "a-1.tiff", "a.tif", "a/b/c/d.webp", "a/z.Png", "b.jpg", "q.jfif", "r.JPE", "with space.jpg", "é.bmp", "中/文.gif"],
            listing.FileNames);
        Assert.Empty(listing.Skipped);
    }

    [Fact]
    public void Kinds_of_pictures_that_cannot_be_read_are_counted()
    {
        using TemporaryFolder folder = new();
        folder.Touch("a.jpg", "b.HEIC", "x/c.heic", "x/d.avif", "y/e.heic", ".f.heic", "g.txt");

        Assert.Equal(
            [
                new SkippedEntry("*.avif", "1 file of a kind that cannot be read; convert to JPEG or PNG"),
                new SkippedEntry("*.heic", "3 files of a kind that cannot be read; convert to JPEG or PNG"),
            ],
            List(folder.FullPath).Skipped);
        Assert.Equal(
            [new SkippedEntry("*.heic", "1 file of a kind that cannot be read; convert to JPEG or PNG")],
            List(folder.FullPath, include: ["x"], exclude: ["*.avif"]).Skipped);
    }

    [Fact]
    public void Hidden_entries_are_left_out_unless_a_pattern_names_them()
    {
        using TemporaryFolder folder = new();
        folder.Touch("a.jpg", ".b.jpg", "._a.jpg", ".thumbs/c.jpg", "x/.git/d.jpg");

        Assert.Equal(["a.jpg"], List(folder.FullPath).FileNames);
        Assert.Equal([".thumbs/c.jpg"], List(folder.FullPath, include: [".thumbs"]).FileNames);
    }

    [Fact]
    public void Exports_in_the_folder_are_not_pictures_unless_the_folder_is_one()
    {
        using TemporaryFolder folder = new();
        folder.Touch("a.jpg", "b/c.jpg");
        AtomicFolder.Write(folder["b", "voc"], "", export => File.WriteAllText(Path.Combine(export, "a.png"), ""));

        Assert.Equal(["a.jpg", "b/c.jpg"], List(folder.FullPath).FileNames);
        Assert.Equal(["a.png"], List(folder["b", "voc"]).FileNames);
    }

    [Fact]
    public void Patterns_select_within_the_pictures()
    {
        using TemporaryFolder folder = new();
        folder.Touch("train/1.jpg", "train/1.json", "train/masks/1.png", "test/2.jpg", "test/2.dat", "3.jpg");

        Assert.Equal(["train/1.jpg", "train/masks/1.png"], Names(include: ["train"]));
        Assert.Equal(["train/1.jpg"], Names(include: ["train/*"], exclude: ["masks"]));
        Assert.Equal(["3.jpg", "test/2.jpg"], Names(exclude: ["train/**"]));
        Assert.Equal(["3.jpg"], Names(include: ["/*.jpg"]));
        Assert.Equal(["test/2.dat", "train/masks/1.png"], Names(include: ["*.dat", "**/masks/*.png"]));
        Assert.Empty(Names(include: ["TRAIN"]));
        Assert.Equal(
            "\"a{b\" is not a pattern for file names; expected braces in pairs, none inside another.",
            Assert.Throws<ClipSurgeryException>(() => Names(include: ["a{b"])).Message);

        IReadOnlyList<string> Names(string[]? include = null, string[]? exclude = null) =>
            List(folder.FullPath, include, exclude).FileNames;
    }

    [Fact]
    public void Folders_outside_are_not_entered_however_they_are_written()
    {
        using TemporaryFolder folder = new();
        folder.Touch("a.jpg", "out/overlay.png", "in/b.jpg");
        folder.Link("same", "out");

        Assert.Equal(["a.jpg", "in/b.jpg"], List(folder.FullPath, outside: [folder["in", "..", "out"]]).FileNames);
        Assert.Equal(["a.jpg", "in/b.jpg"], List(folder.FullPath, outside: [folder["same"], folder["none"]]).FileNames);
    }

    [Fact]
    public void The_folder_itself_is_entered_even_if_results_go_there()
    {
        using TemporaryFolder folder = new();
        folder.Touch("a.jpg");

        Assert.Equal(["a.jpg"], List(folder.FullPath, outside: [folder.FullPath]).FileNames);
    }

    [Fact]
    public void Links_are_followed_and_their_loops_end()
    {
        using TemporaryFolder elsewhere = new();
        elsewhere.Touch("e.jpg", "deep/f.jpg");
        using TemporaryFolder folder = new();
        folder.Touch("a/1.jpg", "z/2.jpg");
        folder.Link("a/loop", "..");
        folder.Link("a/self", ".");
        folder.Link("b", "z");
        folder.Link("m", elsewhere.FullPath);
        folder.Link("l", elsewhere["deep"]);
        File.CreateSymbolicLink(elsewhere["back"], folder.FullPath);
        folder.Link("1.jpg", "a/1.jpg");

        PictureListing listing = List(folder.FullPath);

        // Every folder once: under its own name rather than a link's, and of two links under the first.
        Assert.Equal(["1.jpg", "a/1.jpg", "l/f.jpg", "m/e.jpg", "z/2.jpg"], listing.FileNames);
        Assert.Empty(listing.Skipped);
    }

    [Fact]
    public void A_link_to_a_folder_around_this_one_is_not_followed()
    {
        using TemporaryFolder around = new();
        around.Touch("outside.jpg", "here/a.jpg");
        around.Link("here/up", "..");
        around.Link("here/root", "/");

        PictureListing listing = List(around["here"]);

        Assert.Equal(["a.jpg"], listing.FileNames);
        Assert.Equal(
            [
                new SkippedEntry("root", "it is a link to a folder that holds this one"),
                new SkippedEntry("up", "it is a link to a folder that holds this one"),
            ],
            listing.Skipped);
    }

    [Fact]
    public void The_folder_may_be_a_link()
    {
        using TemporaryFolder folder = new();
        folder.Touch("real/a.jpg");
        folder.Link("link", "real");
        folder.Link("real/again", "../link");

        Assert.Equal(["a.jpg"], List(folder["link"]).FileNames);
    }

    [Fact]
    public void What_is_no_file_is_never_opened_but_told()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs mkfifo.");
        using TemporaryFolder folder = new();
        folder.Touch("a.jpg");
        folder.Shell("mkfifo pipe.png pipe.txt");
        folder.Link("zero.jpg", "/dev/zero");
        folder.Link("gone.jpg", "nowhere.jpg");
        folder.Link("round.jpg", "round.jpg");

        PictureListing listing = List(folder.FullPath);

        Assert.Equal(["a.jpg"], listing.FileNames);
        Assert.Equal(
            [
                new SkippedEntry("gone.jpg", "it leads to no file"),
                new SkippedEntry("pipe.png", "it is a pipe, a socket or a device"),
                new SkippedEntry("round.jpg", "it leads to no file"),
                new SkippedEntry("zero.jpg", "it is a pipe, a socket or a device"),
            ],
            listing.Skipped);
    }

    [Fact]
    public void Names_that_a_COCO_file_cannot_hold_are_told()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs a file system that takes any bytes as a name.");
        using TemporaryFolder folder = new();
        string longest = $"{new string('n', 246)}.jpg";
        folder.Touch(longest);
        folder.Shell("""touch $'bad\xff.jpg' $'back\\slash.jpg' $'new\nline.jpg' 'c:drive.jpg'""");
        folder.Shell("""mkdir $'dir\xfe' && touch $'dir\xfe/x.jpg'""");

        PictureListing listing = List(folder.FullPath);

        Assert.Equal([longest], listing.FileNames);
        Assert.Equal(
            [
                new SkippedEntry("back\\slash.jpg", "its name has a backslash, which other systems take for a folder"),
                new SkippedEntry("bad\uFFFD.jpg", "its name is not valid UTF-8"),
                new SkippedEntry("c:drive.jpg", "its name begins like a drive"),
                new SkippedEntry("dir\uFFFD", "its name is not valid UTF-8"),
                new SkippedEntry("new line.jpg", "its name has a line break or another control character"),
            ],
            listing.Skipped);

        // .NET cannot delete what it cannot name.
        folder.Shell("rm -r ./*");
    }

    [Fact]
    public void A_folder_that_may_not_be_read_is_told()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Whoever runs this may read everything.");
        using TemporaryFolder folder = new();
        folder.Touch("a.jpg", "shut/b.jpg");
        folder.Shell("chmod 000 shut");
        try
        {
            PictureListing listing = List(folder.FullPath);

            Assert.Equal(["a.jpg"], listing.FileNames);
            SkippedEntry skipped = Assert.Single(listing.Skipped);
            Assert.Equal("shut", skipped.Name);
            Assert.StartsWith("it cannot be read (", skipped.Reason);
        }
        finally
        {
            folder.Shell("chmod 700 shut");
        }
    }

    [Fact]
    public void A_folder_that_is_none_is_refused()
    {
        using TemporaryFolder folder = new();
        folder.Touch("a.jpg");

        Assert.Equal($"{folder["a.jpg"]}: this is a file; give a folder with pictures.", Refusal(folder["a.jpg"]));
        Assert.Equal($"{folder["none"]}: no such folder; give a folder with pictures.", Refusal(folder["none"]));

        static string Refusal(string path) => Assert.Throws<ClipSurgeryException>(() => List(path)).Message;
    }

    [Fact]
    public void A_search_can_be_cancelled()
    {
        using TemporaryFolder folder = new();
        folder.Touch("a.jpg");

        Assert.Throws<OperationCanceledException>(
            () => PictureFolder.List(folder.FullPath, cancellationToken: new CancellationToken(canceled: true)));
    }

    private static PictureListing List(
        string folder, string[]? include = null, string[]? exclude = null, string[]? outside = null) =>
        PictureFolder.List(folder, include, exclude, outside, TestContext.Current.CancellationToken);
}
