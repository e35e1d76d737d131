using System.Text;
using static ClipSurgery.Tests.ExistingData;

namespace ClipSurgery.Tests;

public class ExistingLabelsTests
{
    private static readonly Mask Left = Rectangle(0, 0, 8, 10);
    private static readonly Mask LeftAgain = Rectangle(0, 1, 8, 9);
    private static readonly Mask Right = Rectangle(12, 0, 8, 10);

    [Fact]
    public void Skip_takes_over_what_a_picture_has()
    {
        Dictionary<string, double> parts = new() { ["stability"] = 0.75 };
        LabelledInstance generated = Generated("dog", Right) with { Parts = parts };
        ExistingLabels labels = Read(ExistingMode.Skip, [Manual("cat", Left), generated]);

        Assert.True(labels.ShouldSkip("a.jpg"));
        Assert.False(labels.ShouldSkip("empty.jpg"));
        Assert.False(labels.ShouldSkip("A.jpg"));
        IReadOnlyList<LabelledInstance> instances = labels.Apply("a.jpg", Width, Height, []);
        Assert.Equal(
            [("cat", Left, null, null), ("dog", Right, 0.5, "dog")],
            instances.Select(instance => (instance.Class, instance.Mask, instance.Score, instance.Prompt)));
        Assert.Equal(0.75, instances[1].Parts["stability"]);
        Assert.All(instances, instance => Assert.True(instance.IsExisting));
    }

    [Theory]
    [InlineData(ExistingMode.Skip)]
    [InlineData(ExistingMode.Merge)]
    [InlineData(ExistingMode.Replace)]
    public void A_picture_without_labels_gets_all_that_is_found(ExistingMode mode)
    {
        ExistingLabels labels = Read(mode, [Manual("cat", Left)]);
        LabelledInstance[] found = [Found("cat", Left), Found("dog", Right)];

        Assert.Equal(found, labels.Apply("empty.jpg", Width, Height, found));
        Assert.Equal(found, labels.Apply("other.jpg", 3, 3, found));
    }

    [Fact]
    public void Merge_keeps_existing_ones_and_drops_the_same_object_of_whatever_class()
    {
        ExistingLabels labels = Read(ExistingMode.Merge, [Manual("bird", Left), Generated("cat", Right)]);
        Mask middle = Rectangle(8, 0, 4, 10);

        LabelledInstance[] found = [Found("cat", LeftAgain), Found("dog", LeftAgain), Found("dog", middle), Found("cat", Right)];

        IReadOnlyList<LabelledInstance> kept = labels.Apply("a.jpg", Width, Height, found);

        Assert.Equal([("bird", Left), ("cat", Right), ("dog", middle)], kept.Select(instance => (instance.Class, instance.Mask)));
        Assert.Equal([true, true, false], kept.Select(instance => instance.IsExisting));
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(3, 2)]
    public void Half_an_overlap_is_the_same_object(int width, int expectedCount)
    {
        ExistingLabels labels = Read(ExistingMode.Merge, [Manual("cat", Left)]);

        Assert.Equal(expectedCount, labels.Apply("a.jpg", Width, Height, [Found("cat", Rectangle(0, 0, width, 10))]).Count);
    }

    [Fact]
    public void Replace_drops_generated_ones_of_the_classes_that_are_labelled()
    {
        ExistingLabels labels = Read(
            ExistingMode.Replace, [Generated("cat", Left), Generated("bird", Left), Manual("dog", Right)]);

        IReadOnlyList<LabelledInstance> kept = labels.Apply("a.jpg", Width, Height, []);

        Assert.Equal([("bird", Left), ("dog", Right)], kept.Select(instance => (instance.Class, instance.Mask)));
    }

    [Fact]
    public void Replace_takes_a_manual_one_only_for_its_class_and_one_for_one()
    {
        ExistingLabels labels = Read(
            ExistingMode.Replace,
            [Manual("cat", LeftAgain), Manual("cat", Left), Manual("dog", Right), Manual("bird", Right)]);
        LabelledInstance[] found = [Found("cat", Left), Found("cat", Right)];

        IReadOnlyList<LabelledInstance> kept = labels.Apply("a.jpg", Width, Height, found);

        // The found cat on the left takes the manual one that is nearest, and leaves the other.
        Assert.Equal(
            [("cat", LeftAgain), ("dog", Right), ("bird", Right), ("cat", Left), ("cat", Right)],
            kept.Select(instance => (instance.Class, instance.Mask)));
    }

    [Fact]
    public void A_score_alone_does_not_make_a_label_generated()
    {
        ExistingLabels labels = Read(ExistingMode.Replace, [Manual("cat", Left) with { Score = 0.9 }]);

        Assert.Single(labels.Apply("a.jpg", Width, Height, []));
    }

    [Fact]
    public void Crowds_stay_crowds_in_every_mode()
    {
        const string Json = """
            {
              "images": [{"id": 1, "file_name": "a.jpg", "width": 20, "height": 10}],
              "categories": [{"id": 1, "name": "cat"}],
              "annotations": [
                {
                  "id": 1, "image_id": 1, "category_id": 1, "iscrowd": 1,
                  "segmentation": {"size": [10, 20], "counts": [0, 80, 120]}
                },
                {
                  "id": 2, "image_id": 1, "category_id": 1, "iscrowd": 0,
                  "segmentation": {"size": [10, 20], "counts": [200]}
                }
              ]
            }
            """;
        foreach (ExistingMode mode in Enum.GetValues<ExistingMode>())
        {
            using TemporaryFolder folder = new();
            ExistingLabels labels = ExistingLabels.Read(folder.Write("old.json", Encoding.UTF8.GetBytes(Json)), CatAndDog, mode);

            LabelledInstance crowd = labels.Apply("a.jpg", Width, Height, [Found("cat", Left)])[0];

            Assert.True(crowd.IsCrowd);
            Assert.Equal(Left, crowd.Mask);
            Assert.Equal(
                [$"1 annotations of {folder["old.json"]} have no pixels; they are left out."],
                labels.Notes(new PictureListing(["a.jpg"], [])));
        }
    }

    [Fact]
    public void Classes_that_the_label_set_lacks_are_added_and_letter_case_is_the_sets_where_only_one_can_be_meant()
    {
        ExistingLabels labels = Read(
            ExistingMode.Merge, [Manual("bird", Left), Manual("Dog", Right), Manual("Bird", Right), Manual("ant", Left)]);

        Assert.Equal(
            [("cat", ""), ("dog", "thing"), ("bird", "thing"), ("Bird", "thing"), ("ant", "thing")],
            labels.Classes.Select(label => (label.Name, label.Supercategory)));
        Assert.All(labels.Classes.Skip(2), label => Assert.Empty(label.Prompts));
        Assert.Equal(["bird", "dog", "Bird", "ant"], labels.Apply("a.jpg", Width, Height, []).Select(instance => instance.Class));
        string note = Assert.Single(labels.Notes(new PictureListing(["a.jpg", "empty.jpg"], [])));
        Assert.StartsWith("the class \"Dog\" of ", note);
        Assert.EndsWith(" is taken for \"dog\".", note);
    }

    [Fact]
    public void Ids_and_attributes_stay_and_boxes_are_left_out_with_a_note()
    {
        const string Json = """
            {
              "images": [{"id": 9007199254740993, "file_name": "a.jpg", "width": 20, "height": 10}],
              "categories": [{"id": 90, "name": "cat", "supercategory": "animal"}],
              "annotations": [
                {
                  "id": 1099511627776, "image_id": 9007199254740993, "category_id": 90, "bbox": [0, 0, 8, 10],
                  "segmentation": {"size": [10, 20], "counts": [0, 80, 120]}, "attributes": {"occluded": false, "e": 1.50}
                },
                {"id": 2, "image_id": 9007199254740993, "category_id": 90, "segmentation": [], "bbox": [1, 2, 3, 4]},
                {"id": 3, "image_id": 9007199254740993, "category_id": 90, "bbox": [1, 2, 3, 4]}
              ]
            }
            """;
        using TemporaryFolder folder = new();
        ExistingLabels labels = ExistingLabels.Read(folder.Write("old.json", Encoding.UTF8.GetBytes(Json)), CatAndDog, ExistingMode.Merge);

        LabelledPicture picture = labels.Apply("a.jpg", new LabelledPicture(Width, Height, 1, []));

        Assert.Equal((9007199254740993, false), (picture.ImageId, picture.IsTurned));
        LabelledInstance kept = Assert.Single(picture.Instances);
        Assert.Equal((1099511627776, "{\"occluded\":false,\"e\":1.50}"), (kept.Id, kept.Attributes));
        Assert.Equal("animal", labels.Classes[0].Supercategory);
        Assert.Equal(
            [$"2 annotations of {folder["old.json"]} have a box and no mask; they are left out."],
            labels.Notes(new PictureListing(["a.jpg"], [])));
    }

    [Fact]
    public void A_key_that_comes_twice_is_refused()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("old.json", """{"images": [], "categories": [], "annotations": [], "annotations": []}"""u8.ToArray());

        string message = Assert.Throws<ClipSurgeryException>(() => ExistingLabels.Read(path, CatAndDog, ExistingMode.Skip)).Message;

        Assert.StartsWith($"{path}: a key comes twice in one object", message);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Labels_of_the_picture_before_it_was_turned_are_turned_as_the_picture_is(int orientation)
    {
        // One pixel in a corner region of its own, so that no other turn gives the same.
        byte[] bitmap = new byte[Width * Height];
        bitmap.AsSpan(2, 5).Fill(255);
        bitmap[Width + 2] = 255;
        using TemporaryFolder folder = new();
        using NetVips.Image gray = NetVips.Image.NewFromMemory(bitmap, Width, Height, 1, NetVips.Enums.BandFormat.Uchar);
        using NetVips.Image tagged = gray.Mutate(mutable => mutable.Set(NetVips.GValue.GIntType, "orientation", orientation));
        LoadedImage upright = ImageFile.Read(folder.Write("a.png", tagged.PngsaveBuffer()));
        byte[] expected = new byte[Width * Height];
        for (int i = 0; i < expected.Length; i++)
        {
            expected[i] = (byte)(upright.Image.Pixels[3 * i] > 127 ? 1 : 0);
        }

        ExistingLabels labels = Read(ExistingMode.Skip, [Manual("cat", Mask.FromBitmap(Width, Height, bitmap))]);
        LabelledPicture found = new(upright.Image.Width, upright.Image.Height, upright.ExifOrientation, []);
        LabelledPicture picture = labels.Apply("a.jpg", found);

        Assert.Equal((Height, Width, orientation, true), (found.Width, found.Height, found.ExifOrientation, picture.IsTurned));
        Assert.Equal(Mask.FromBitmap(Height, Width, expected), Assert.Single(picture.Instances).Mask);
    }

    [Fact]
    public void A_picture_of_another_size_is_refused_with_both_sizes()
    {
        ExistingLabels labels = Read(ExistingMode.Merge, [Manual("cat", Left)]);

        string message = Assert.Throws<ClipSurgeryException>(() => labels.Apply("a.jpg", 10, 20, [])).Message;

        Assert.StartsWith("a.jpg: the picture has 10x20 pixels, but 20x10 in ", message);
    }

    [Fact]
    public void Pictures_that_are_not_there_are_noted()
    {
        ExistingLabels labels = Read(ExistingMode.Merge, [Manual("cat", Left)]);

        Assert.Equal(["a.jpg"], labels.MissingFrom(new PictureListing(["b.jpg", "empty.jpg"], [])));
        Assert.Empty(labels.Notes(new PictureListing(["a.jpg", "b.jpg", "empty.jpg"], [])));
        Assert.EndsWith(
            "such as \"a.jpg\"; their labels are left out.",
            Assert.Single(labels.Notes(new PictureListing(["empty.jpg"], []))));
        string note = Assert.Single(labels.Notes(new PictureListing(["images/a.jpg", "images/empty.jpg"], [])));
        Assert.StartsWith("2 of 2 pictures of ", note);
        Assert.EndsWith(
            "not among those to label, such as \"a.jpg\"; "
            + "the first one here is \"images/a.jpg\", so the names may be those of another folder.",
            note);
    }

    [Fact]
    public void A_picture_that_is_there_twice_is_refused()
    {
        string message = Assert.Throws<ClipSurgeryException>(() => Read(ExistingMode.Merge, [], fileName: "empty.jpg")).Message;

        Assert.EndsWith("annotations.json: two images are called \"empty.jpg\"; expected each picture once.", message);
    }

    [Fact]
    public void A_folder_that_is_no_runs_is_refused()
    {
        using TemporaryFolder folder = new();

        string message = Assert.Throws<ClipSurgeryException>(
            () => ExistingLabels.Read(folder.FullPath, CatAndDog, ExistingMode.Skip)).Message;

        Assert.StartsWith($"{folder["annotations.json"]}: cannot be read (", message);
    }
}
