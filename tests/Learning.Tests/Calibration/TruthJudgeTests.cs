namespace ClipSurgery.Tests;

public sealed class TruthJudgeTests
{
    private static readonly CocoImage Picture = new(1, "a.png", 20, 10);

    private static readonly EvaluationSet Truth = new(new CocoDataset
    {
        Info = new CocoInfo(),
        Images = [Picture],
        Categories = [new CocoCategory(1, "cat"), new CocoCategory(2, "dog")],
        Annotations =
        [
            new CocoAnnotation { Id = 1, ImageId = 1, CategoryId = 1, Mask = Box(0, 0, 4, 4) },
            new CocoAnnotation { Id = 2, ImageId = 1, CategoryId = 1, Mask = Box(10, 0, 8, 8), IsCrowd = true },
            new CocoAnnotation { Id = 3, ImageId = 1, CategoryId = 2, Mask = Box(5, 5, 4, 4) },
        ],
    });

    private static readonly (string, string)[] Classes = [("cat", "cat"), ("dog", "dog")];

    [Fact]
    public void An_object_is_found_once_and_by_its_own_class()
    {
        Instance[] found =
        [
            Found("cat", Box(0, 0, 4, 4), .5),
            Found("cat", Box(0, 0, 4, 3), .9),
            Found("cat", Box(5, 5, 4, 4), .8),
            Found("dog", Box(5, 5, 4, 4), .7),
        ];

        Assert.Equal(
            [("cat", .9, true), ("cat", .8, false), ("cat", .5, false), ("dog", .7, true)],
            new TruthJudge(Truth).Judge(Picture, Classes, found).Select(one => (one.Class, one.Score, one.IsRight)));
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(1, false)]
    public void Half_of_the_union_is_enough(int height, bool isRight) => Assert.Equal(
        isRight, Assert.Single(new TruthJudge(Truth).Judge(Picture, Classes, [Found("cat", Box(0, 0, 4, height), .5)])).IsRight);

    [Fact]
    public void What_lies_in_a_crowd_does_not_count() =>
        Assert.Empty(new TruthJudge(Truth).Judge(Picture, Classes, [Found("cat", Box(11, 1, 3, 3), .9)]));

    [Fact]
    public void Crowds_are_no_objects_to_find() => Assert.Equal(
        new Dictionary<string, int> { ["cat"] = 1, ["dog"] = 1 }, new TruthJudge(Truth).CountObjects([Picture], Classes));

    [Fact]
    public void Classes_are_those_of_the_truth_whatever_their_case()
    {
        TruthClasses classes = TruthClasses.Of(Truth, new LabelSet { Classes = Judged.Classes("Cat", "bee"), Contrast = ["lion"] });

        Assert.Equal([("Cat", "cat")], classes.Pairs);
        Assert.Equal(["bee"], classes.Unknown);
        Assert.Equal(["lion"], classes.Labels.Contrast);
        Assert.Equal(["cat", "dog"], TruthClasses.Of(Truth, null).Labels.Classes.Select(label => label.Name));
        Assert.Contains(
            "The truth has none of the labels (bee), but cat, dog",
            Assert.Throws<ClipSurgeryException>(() => TruthClasses.Of(Truth, new LabelSet { Classes = Judged.Classes("bee") })).Message);
    }

    private static Instance Found(string label, Mask mask, double score) =>
        new() { Label = label, Mask = mask, Parts = new ScoreParts(score, null, null, null) };

    private static Mask Box(int x, int y, int width, int height) =>
        Mask.FromPolygons(20, 10, [[x, y, x + width, y, x + width, y + height, x, y + height]]);
}
