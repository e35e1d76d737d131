namespace ClipSurgery.Tests;

public sealed class CocoBoxesTests : IDisposable
{
    private readonly BoxFiles _files = new("a.jpg", "sub/b.jpg");

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Boxes_masks_crowds_ids_and_attributes_are_read()
    {
        Write("""
            {"id": 7, "image_id": 3, "category_id": 9, "bbox": [10.5, 20, 30, 40], "attributes": {"occluded": true}},
            {"id": 8, "image_id": 3, "category_id": 4, "bbox": [0, 0, 9, 9], "segmentation": []},
            {"id": 9, "image_id": 3, "category_id": 4, "segmentation": [[10, 10, 30, 10, 20, 30]]},
            {"id": 10, "image_id": 3, "category_id": 4, "bbox": [10, 10, 20, 20], "segmentation": [[10, 10, 30, 10, 30, 30, 10, 30]]},
            {"id": 11, "image_id": 3, "category_id": 4, "iscrowd": 1, "bbox": [1, 1, 20, 20], "segmentation": [[1, 1, 21, 1, 21, 21, 1, 21]]}
            """);

        (BoxSource source, BoxFindings findings) = _files.ReadSource("boxes.json");

        Assert.Equal([("dog", "animal"), ("cat", "")], source.Classes.Select(label => (label.Name, label.Supercategory)));
        BoxedPicture picture = source.Pictures[0];
        Assert.Equal((3, (100, 80)), (picture.Id!.Value, picture.Size!.Value));
        Assert.Equal([7, 8, 9, 10, 11], picture.Labels.Select(label => label.Id!.Value));
        Assert.Equal(
            [new(10.5, 20, 30, 40), new(0, 0, 9, 9), new(10, 10, 20, 19), new(10, 10, 20, 20), new BoxXywh(1, 1, 20, 20)],
            picture.Labels.Select(label => label.Box));
        Assert.Equal([false, false, true, false, true], picture.Labels.Select(label => label.Mask is not null));
        Assert.Equal([false, false, false, false, true], picture.Labels.Select(label => label.IsCrowd));
        Assert.Equal(("cat", "{\"occluded\":true}"), (picture.Labels[0].Class, picture.Labels[0].Attributes));
        Assert.Empty(source.Pictures[1].Labels);
        Assert.Empty(findings.Problems);
    }

    [Fact]
    public void Boxes_are_cut_at_the_picture_and_left_out_beyond_it()
    {
        Write("""
            {"id": 1, "image_id": 3, "category_id": 9, "bbox": [-5, 70, 30, 40]},
            {"id": 2, "image_id": 3, "category_id": 9, "bbox": [100, 70, 30, 40]}
            """);

        BoxLabels boxes = _files.Read("boxes.json");

        Assert.Equal("boxes.json: annotation 2: the box lies outside the picture", _files.Short(Assert.Single(boxes.LeftOut)));
        Assert.Equal(new BoxXywh(0, 70, 25, 10), Assert.Single(_files.ReadSource("boxes.json").Source.Pictures[0].Labels).Box);
    }

    [Fact]
    public void A_picture_that_is_not_there_is_told_and_one_outside_the_folder_is_refused()
    {
        Write("""{"id": 1, "image_id": 3, "category_id": 9, "bbox": [5, 7, 30, 40]}""", second: "b.jpg");
        Assert.Equal(
            "boxes.json: image 5: there is no picture b.jpg in pictures; there is sub/b.jpg, but the folders differ",
            _files.Short(Assert.Single(_files.Read("boxes.json").Missing)).Replace(_files.Pictures, "pictures"));

        Write("""{"id": 1, "image_id": 3, "category_id": 9, "bbox": [5, 7, 30, 40]}""", second: "../b.jpg");
        Assert.Equal(
            "boxes.json: image 5: ../b.jpg: this name leads out of the picture folder; expected a relative path such as animals/cat.jpg.",
            _files.Short(Assert.Single(_files.Read("boxes.json").Problems)));

        Write("""{"id": 1, "image_id": 3, "category_id": 9, "bbox": [5, 7, 30, 40]}""", second: "a.jpg");
        Assert.Equal(
            "boxes.json: image 5: is about a.jpg, which boxes.json: image 3 has boxes of already; take one of them away.",
            _files.Short(Assert.Single(_files.Read("boxes.json").Problems)));
    }

    [Fact]
    public void A_category_without_a_name_is_refused()
    {
        Write("", name: " ");

        Assert.Equal("boxes.json: category 9 has no name; expected one for every category.", _files.Refusal("boxes.json"));
    }

    private void Write(string annotations, string second = "sub/b.jpg", string name = "cat") => _files.Write("boxes.json", $$"""
        {
          "images": [
            {"id": 3, "file_name": "a.jpg", "width": 100, "height": 80},
            {"id": 5, "file_name": "{{second}}", "width": 50, "height": 50}
          ],
          "categories": [{"id": 4, "name": "dog", "supercategory": "animal"}, {"id": 9, "name": "{{name}}"}],
          "annotations": [{{annotations}}]
        }
        """);
}
