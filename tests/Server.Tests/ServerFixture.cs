namespace ClipSurgery.Tests;

/// <summary>The demo models, loaded once for all servers of a class.</summary>
public sealed class DemoModels : IDisposable
{
    private readonly ClipModel _clip =
        ClipModel.Load(TestData.Model("clip", "emoji"), new ClipModelOptions { CacheDirectory = SharedCache.FullPath });

    private readonly SamModel _sam = SamModel.Load(TestData.Model("sam", "emoji"));

    public DemoModels() => Segmenter = new TextSegmenter(_clip, _sam);

    internal ITextSegmenter Segmenter { get; }

    public void Dispose()
    {
        _clip.Dispose();
        _sam.Dispose();
    }
}
