namespace ClipSurgery.Tests;

public sealed class TaughtPicturesTests
{
    [Fact]
    public void Boxes_without_a_mask_are_taken_whole_and_cut_at_the_border()
    {
        CocoDataset truth = new()
        {
            Info = new CocoInfo(),
            Images = [Picture(1, "b.png"), Picture(2, "a.png")],
            Categories = [new CocoCategory(5, "cat")],
            Annotations = [Box(1, 1, new BoxXywh(2, 1, 3, 2)), Box(2, 2, new BoxXywh(6, 4, 9, 9)), Box(3, 2, new BoxXywh(20, 20, 5, 5))],
        };

        TaughtPictures taught = TaughtPictures.OfTruth(truth);

        Assert.Equal(["a.png", "b.png"], taught.Pictures.Select(picture => picture.FileName));
        Assert.Equal((4L, new BoxXywh(6, 4, 2, 2)), (taught.Pictures[0].Objects[0].Mask.Area, taught.Pictures[0].Objects[0].Mask.Bounds));
        Assert.Equal((6L, "cat"), (taught.Pictures[1].Objects[0].Mask.Area, taught.Pictures[1].Objects[0].Class));
        Assert.Single(taught.Pictures[0].Objects);
        Assert.Equal(["boxes that are empty or outside their picture: 1"], taught.LeftOut);
    }

    [Fact]
    public void Of_a_run_the_pictures_count_that_people_finished()
    {
        using JudgedRun run = new(pictures: 5);
        run.Edit(0, picture => new PictureEdit(picture.Version, [], [picture.Instances[0].Id], IsDone: true));
        run.Edit(1, picture => new PictureEdit(picture.Version, [], [picture.Instances[0].Id]));

        TaughtPictures taught = TaughtPictures.OfRun(run.Output, JudgedRun.Decide((2, "cat", true), (2, "dog", false), (4, "cat", true)));

        // 00 is finished without its first object, of 02 all was decided; 01 is not finished, and of 04 one decision is missing.
        Assert.Equal([JudgedRun.NameOf(0), JudgedRun.NameOf(2)], taught.Pictures.Select(picture => picture.FileName));
        Assert.Equal(["dog"], taught.Pictures[0].Objects.Select(one => one.Class));
        Assert.Equal(["cat"], taught.Pictures[1].Objects.Select(one => one.Class));
        Assert.Equal(["pictures that somebody began and did not finish: 2"], taught.LeftOut);
        Assert.Equal(["cat"], taught.Prompts["cat"]);
    }

    private static CocoImage Picture(long id, string name) => new(id, name, 8, 6);

    private static CocoAnnotation Box(long id, long picture, BoxXywh box) => new()
    {
        Id = id,
        ImageId = picture,
        CategoryId = 5,
        Mask = Mask.FromCounts(8, 6, [48]),
        Bounds = box,
        IsBoxOnly = true,
    };
}
