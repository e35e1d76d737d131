namespace ClipSurgery.Tests;

public class PicturePlacementTests
{
    [Fact]
    public void A_picture_is_linked_by_its_own_name_in_its_own_sub_folder()
    {
        using TemporaryFolder pictures = new();
        using TemporaryFolder folder = new();
        pictures.Create("a", "b");
        pictures.Write("a/b/猫 1.jpg", [1, 2, 3]);

        PicturePlacement.Place(pictures.FullPath, "a/b/猫 1.jpg", folder["data"], "a/b/猫 1.jpg", copy: false);

        string placed = folder["data", "a", "b", "猫 1.jpg"];
        Assert.Equal([1, 2, 3], File.ReadAllBytes(placed));
        Assert.Equal(pictures["a", "b", "猫 1.jpg"], new FileInfo(placed).LinkTarget);
    }

    [Fact]
    public void A_name_that_leads_out_of_the_folder_is_refused()
    {
        using TemporaryFolder folder = new();
        folder.Create("pictures");
        folder.Write("secret.jpg", [1]);

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(
            () => PicturePlacement.Place(folder["pictures"], "../secret.jpg", folder["data"], "secret.jpg", copy: false));

        Assert.Contains("../secret.jpg", error.Message);
        Assert.Equal(["secret.jpg"], folder.Names());
    }

    [Fact]
    public void A_picture_that_is_gone_is_named()
    {
        using TemporaryFolder folder = new();
        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(
            () => PicturePlacement.Place(folder.FullPath, "gone.jpg", folder["data"], "gone.jpg", copy: false));
        Assert.Contains(folder["gone.jpg"], error.Message);
    }
}
