namespace ClipSurgery.Tests;

/// <summary>The demo models, loaded once for all tests of a class, and pictures whose objects are known.</summary>
public sealed class DemoSegmenter : IDisposable
{
    private static readonly string Scenes = Path.Combine(TestData.Root, "bench", "data", "emoji-dev");
    private static readonly Lazy<CocoDataset> Truth = new(() => CocoReader.Read(Path.Combine(Scenes, "instances.json")));

    private readonly ClipModel _clip;
    private readonly SamModel _sam = SamModel.Load(TestData.Model("sam", "emoji"));
    private readonly TextSegmenter _segmenter;

    public DemoSegmenter()
    {
        _clip = ClipModel.Load(TestData.Model("clip", "emoji"), new ClipModelOptions { CacheDirectory = SharedCache.FullPath });
        _segmenter = new TextSegmenter(_clip, _sam);
    }

    /// <summary>The CLIP model.</summary>
    public ClipModel Clip => _clip;

    /// <summary>A tiger and a half, and a person.</summary>
    public RgbImage Square { get; } = TestPng.Read(TestData.Golden("demo", "square.png"));

    public void Dispose()
    {
        _clip.Dispose();
        _sam.Dispose();
    }

    public IEncodedPicture Encode(RgbImage image) => _segmenter.Encode(image, TestContext.Current.CancellationToken);

    public LabelledImage Segment(RgbImage image, IReadOnlyList<string> texts, SegmentOptions? options = null) =>
        _segmenter.Segment(image, texts, options, TestContext.Current.CancellationToken);

    public LabelledImage SegmentLabels(RgbImage image, IReadOnlyList<TextLabel> labels, SegmentOptions? options = null) =>
        _segmenter.SegmentLabels(image, labels, options, TestContext.Current.CancellationToken);

    /// <summary>The same with a CLIP model that does not tell what it knows, as most do not.</summary>
    public LabelledImage SegmentWithoutVocabulary(RgbImage image, IReadOnlyList<string> texts, SegmentOptions? options = null)
    {
        using TemporaryFolder checkpoint = new();
        foreach (string file in (string[])["config.json", "preprocessor_config.json", "model.safetensors"])
        {
            File.Copy(Path.Combine(TestData.Model("clip", "emoji"), file), checkpoint[file]);
        }

        using ClipModel clip = ClipModel.Load(checkpoint.FullPath, new ClipModelOptions { CacheDirectory = SharedCache.FullPath });
        return new TextSegmenter(clip, _sam).Segment(image, texts, options, TestContext.Current.CancellationToken);
    }

    /// <summary>A picture of emoji-dev.</summary>
    public static RgbImage Scene(string name) => ImageFile.Read(Path.Combine(Scenes, "images", name)).Image;

    /// <summary>The true masks of a label in a picture of emoji-dev.</summary>
    public static Mask[] Objects(string name, string label)
    {
        long image = Truth.Value.Images.Single(image => image.FileName == name).Id;
        long category = Truth.Value.Categories.Single(category => category.Name == label).Id;
        return
        [
            .. Truth.Value.Annotations.Where(annotation => annotation.ImageId == image && annotation.CategoryId == category)
                .Select(annotation => annotation.Mask),
        ];
    }
}
