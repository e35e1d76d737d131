namespace ClipSurgery.Tests;

/// <summary>Loads the models once for all classes that look at the picture.</summary>
[CollectionDefinition(nameof(EmojiScene))]
public sealed class SharedEmojiScene : ICollectionFixture<EmojiScene>;

/// <summary>One picture of emoji-dev, two clouds and a television set, with the demo models and a label set of its own.</summary>
public sealed class EmojiScene : IDisposable
{
    public EmojiScene()
    {
        string folder = Path.Combine(TestData.Root, "bench", "data", "emoji-dev");
        CocoDataset all = CocoReader.Read(Path.Combine(folder, "instances.json"));
        CocoImage image = all.Images.Single(image => image.FileName == "0011.jpg");
        Set = new EvaluationSet(all with
        {
            Images = [image],
            Categories = [.. Labels.Select(label => all.Categories.Single(category => category.Name == label))],
            Annotations = [.. all.Annotations.Where(annotation => annotation.ImageId == image.Id)],
        });
        Image = ImageFile.Read(Path.Combine(folder, "images", image.FileName)).Image;
        Clip = ClipModel.Load(TestData.Model("clip", "emoji"), new ClipModelOptions { CacheDirectory = SharedCache.FullPath });
        Sam = SamModel.Load(TestData.Model("sam", "emoji"));
        Segmenter = new TextSegmenter(Clip, Sam);
        Evaluation = Evaluate(Truth, EvaluationQueries.All, measuresAttention: true);
    }

    public IReadOnlyList<string> Labels { get; } = ["bee", "cloud", "zebra", "tv", "person"];

    public IReadOnlyList<string> Present { get; } = ["cloud", "tv"];

    public EvaluationSet Set { get; }

    public EvaluationPicture Truth => Set.Pictures[0];

    public RgbImage Image { get; }

    public ClipModel Clip { get; }

    public SamModel Sam { get; }

    public TextSegmenter Segmenter { get; }

    /// <summary>The picture evaluated with all labels.</summary>
    public PictureEvaluation Evaluation { get; }

    public int Pixels => Image.Width * Image.Height;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public PictureEvaluation Evaluate(EvaluationPicture truth, EvaluationQueries queries, bool measuresAttention = false)
    {
        PictureEvaluator evaluator =
            new(Clip, Segmenter, Labels, LabelContext.AskedTexts, new SegmentOptions(), queries, measuresAttention);
        return evaluator.Evaluate(Image, truth, Cancellation);
    }

    public IReadOnlyList<SimilarityMap> Maps() => Clip.Locate(Image, Labels, LabelContext.AskedTexts, Cancellation);

    public int IndexOf(string label) => Labels.Index().Single(item => item.Item == label).Index;

    public Mask Union(string label) => Mask.Union(Truth.Truth[label]);

    public static Mask Rectangle(int left, int top, int right, int bottom) =>
        Mask.FromPolygons(384, 384, [[left, top, right, top, right, bottom, left, bottom]]);

    public void Dispose()
    {
        Clip.Dispose();
        Sam.Dispose();
    }

    public static double Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += (double)left[i] * right[i];
        }

        return sum;
    }

    public static int IndexOfHighest(IReadOnlyList<float> values)
    {
        int highest = 0;
        for (int i = 1; i < values.Count; i++)
        {
            highest = values[i] > values[highest] ? i : highest;
        }

        return highest;
    }
}
