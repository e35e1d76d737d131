namespace ClipSurgery.Tests;

public class EvaluationSetTests
{
    private static readonly Mask Left = Mask.FromPolygons(8, 4, [[0, 0, 4, 0, 4, 4, 0, 4]]);
    private static readonly Mask Right = Mask.FromPolygons(8, 4, [[4, 0, 8, 0, 8, 4, 4, 4]]);
    private static readonly Mask Nothing = Mask.FromPolygons(8, 4, []);

    [Fact]
    public void Names_that_repeat_or_differ_by_case_are_one_label()
    {
        EvaluationSet set = new(Dataset(
            [new(7, "Cat"), new(2, "dog"), new(9, "cat"), new(4, " CAT "), new(5, "dog")],
            Annotation(1, 9, Left), Annotation(2, 7, Right), Annotation(3, 5, Left)));

        Assert.Equal(["Cat", "dog"], set.Labels);
        Assert.Equal(3, set.MergedCategories);
        Assert.Equal(new Dictionary<string, long> { ["Cat"] = 7, ["dog"] = 2 }, set.CategoryIds);
        Assert.Equal([7, 2], set.Dataset.Categories.Select(category => category.Id));
        Assert.Equal([7, 7, 2], set.Dataset.Annotations.Select(annotation => annotation.CategoryId));
        IReadOnlyDictionary<string, IReadOnlyList<Mask>> truth = set.Pictures[0].Truth;
        Assert.Equal(["Cat", "dog"], truth.Keys);
        Assert.Equal([Left, Right], truth["Cat"]);
        Assert.Equal([Left], truth["dog"]);
    }

    [Fact]
    public void Names_that_are_all_different_are_left_as_they_are()
    {
        EvaluationSet set = new(Dataset([new(1, "cat"), new(2, "dog")], Annotation(1, 2, Left)));

        Assert.Equal(0, set.MergedCategories);
        Assert.Equal(["cat", "dog"], set.Labels);
        Assert.Equal(["a.png", "b.png"], set.Pictures.Select(picture => picture.Image.FileName));
        Assert.Empty(set.Pictures[1].Truth);
    }

    [Fact]
    public void Crowds_are_kept_apart_from_objects_and_masks_of_nothing_are_none()
    {
        EvaluationSet set = new(Dataset(
            [new(1, "cat"), new(2, "dog")],
            Annotation(1, 1, Left) with { IsCrowd = true },
            Annotation(2, 2, Right),
            Annotation(3, 1, Nothing),
            Annotation(4, 1, Nothing) with { IsCrowd = true }));

        Assert.Equal([Left], set.Pictures[0].Crowds);
        Assert.Equal("dog", Assert.Single(set.Pictures[0].Truth).Key);
        Assert.Equal(4, set.Dataset.Annotations.Count());
    }

    [Fact]
    public void A_set_without_pictures_or_categories_is_refused_with_both_numbers()
    {
        CocoDataset whole = Dataset([new(1, "cat")]);

        Assert.Contains("0 images and 1 categories", Error(whole with { Images = [] }));
        Assert.Contains("2 images and 0 categories", Error(whole with { Categories = [] }));

        static string Error(CocoDataset dataset) => Assert.Throws<ClipSurgeryException>(() => new EvaluationSet(dataset)).Message;
    }

    private static CocoDataset Dataset(CocoCategory[] categories, params CocoAnnotation[] annotations) => new()
    {
        Images = [new CocoImage(1, "a.png", 8, 4), new CocoImage(2, "b.png", 8, 4)],
        Categories = categories,
        Annotations = annotations,
    };

    private static CocoAnnotation Annotation(long id, int category, Mask mask) =>
        new() { Id = id, ImageId = 1, CategoryId = category, Mask = mask };
}
