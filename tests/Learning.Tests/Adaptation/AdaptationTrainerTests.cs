namespace ClipSurgery.Tests;

public sealed class AdaptationTrainerTests : IDisposable
{
    private static readonly string Folder = Path.Combine(TestData.Root, "bench", "data", "emoji-dev");
    private static readonly EvaluationSet Scenes = new(CocoReader.Read(Path.Combine(Folder, "instances.json")));

    private readonly ClipModel _clip =
        ClipModel.Load(TestData.Model("clip", "emoji"), new ClipModelOptions { CacheDirectory = SharedCache.FullPath });

    public void Dispose() => _clip.Dispose();

    [Fact]
    public void Texts_that_find_their_examples_stay_alone()
    {
        Adaptation learned = Train(picture => picture, "boat");

        Assert.All(learned.Classes, one => Assert.Equal(0, one.Weight));
        Assert.Equal(_clip.Config.Fingerprint, learned.Checkpoint);
        Assert.Equal(Pictures("boat").Sum(picture => picture.Truth["boat"].Count), learned.Find("Boat")!.Examples);
    }

    [Fact]
    public void What_texts_do_not_find_in_false_colours_is_found_from_examples()
    {
        const string Label = "boat";
        EvaluationPicture[] with = Pictures(Label);
        Adaptation learned = Train(FalseColours, Label, but: with[^1]);

        // A picture that was not learned from.
        RgbImage unseen = FalseColours(Read(with[^1]));
        float[] zeroShot = Map(unseen, Label, null);
        float[] adapted = Map(unseen, Label, learned.Find(Label));
        float[] inside = MaskCoverage.Measure(Mask.Union(with[^1].Truth[Label]), 0, 0, unseen.Width, unseen.Height, 24, 24);

        Assert.Equal(1, learned.Find(Label)!.Weight);
        Assert.True(Mean(adapted, inside) > 5 * Mean(zeroShot, inside) && Mean(adapted, inside) > 0.1, $"{Mean(zeroShot, inside)} {Mean(adapted, inside)}");
        Assert.True(Mean(adapted, inside) > 2 * adapted.Average(), $"{Mean(adapted, inside)}, everywhere {adapted.Average()}");
    }

    [Fact]
    public void Classes_by_examples_alone_do_not_ask_their_names()
    {
        AdaptationTrainer trainer = new(_clip);
        EvaluationPicture picture = Pictures("boat")[0];
        trainer.Add(Read(picture), [new ExampleObject("defect type B", picture.Truth["boat"][0])], TestContext.Current.CancellationToken);

        Adaptation learned = trainer.Train(
            new Dictionary<string, IReadOnlyList<string>>(), new HashSet<string> { "defect type B" }, TestContext.Current.CancellationToken);

        Assert.Equal(("defect type B", 1f, 1), (learned.Classes[0].Name, learned.Classes[0].Weight, learned.Classes[0].Examples));
        float[] map = Map(Read(picture), "defect type B", learned.Classes[0]);
        float[] inside = MaskCoverage.Measure(picture.Truth["boat"][0], 0, 0, 384, 384, 24, 24);
        Assert.True(Mean(map, inside) > 0.5, $"{Mean(map, inside)}");
    }

    [Fact]
    public void A_weight_of_zero_leaves_every_bit_as_it_was()
    {
        EvaluationPicture picture = Pictures("boat")[0];
        LearnedClass nothing = new() { Name = "boat", Direction = new float[_clip.Config.EmbeddingWidth], Offset = 3, Weight = 0, Examples = 1 };

        Assert.Equal(Map(Read(picture), "boat", null), Map(Read(picture), "boat", nothing));
    }

    [Fact]
    public void The_same_pictures_teach_the_same_to_the_bit() =>
        Assert.Equal(Train(FalseColours, "boat").Fingerprint, Train(FalseColours, "boat").Fingerprint);

    [Fact]
    public void Masks_that_are_empty_or_of_another_size_are_refused()
    {
        AdaptationTrainer trainer = new(_clip);
        RgbImage image = new(16, 16, new byte[16 * 16 * 3]);

        Assert.Throws<ArgumentException>(() => trainer.Add(image, [new ExampleObject("a", Mask.FromCounts(16, 16, [256]))], CancellationToken.None));
        Assert.Throws<ArgumentException>(() => trainer.Add(image, [new ExampleObject("a", Mask.FromCounts(8, 8, [0, 64]))], CancellationToken.None));
        Assert.Throws<InvalidOperationException>(() => trainer.Train(CancellationToken.None));
    }

    private static EvaluationPicture[] Pictures(string label) => [.. Scenes.Pictures.Where(picture => picture.Truth.ContainsKey(label))];

    private static RgbImage Read(EvaluationPicture picture) => ImageFile.Read(Path.Combine(Folder, "images", picture.Image.FileName)).Image;

    private Adaptation Train(Func<RgbImage, RgbImage> draw, string label, EvaluationPicture? but = null)
    {
        AdaptationTrainer trainer = new(_clip);
        foreach (EvaluationPicture picture in Pictures(label).Where(picture => picture != but))
        {
            trainer.Add(
                draw(Read(picture)),
                [
                    .. picture.Truth.OrderBy(objects => objects.Key, StringComparer.Ordinal)
                        .SelectMany(objects => objects.Value.Select(mask => new ExampleObject(objects.Key, mask))),
                ],
                TestContext.Current.CancellationToken);
        }

        return trainer.Train(TestContext.Current.CancellationToken);
    }

    private float[] Map(RgbImage image, string label, LearnedClass? learned)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        using PictureViews views = new(_clip, image, token);
        return [.. new TextEvidence(_clip, views, [label], [], TextGroups.None, [learned], new EvidenceSettings(), token).Map(0).Values];
    }

    private static double Mean(float[] map, float[] weights) => map.Zip(weights, (value, weight) => (double)value * weight).Sum();

    /// <summary>Colours that the demo model has never seen objects in: blue, 255 less red, green.</summary>
    private static RgbImage FalseColours(RgbImage image)
    {
        byte[] changed = new byte[image.Pixels.Length];
        for (int i = 0; i < changed.Length; i += 3)
        {
            (changed[i], changed[i + 1], changed[i + 2]) = (image.Pixels[i + 2], (byte)(255 - image.Pixels[i]), image.Pixels[i + 1]);
        }

        return new RgbImage(image.Width, image.Height, changed);
    }
}
