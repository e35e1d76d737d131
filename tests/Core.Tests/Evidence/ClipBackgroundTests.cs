namespace ClipSurgery.Tests;

public sealed class ClipBackgroundTests : IDisposable
{
    private readonly TemporaryFolder _cache = new();

    public void Dispose() => _cache.Dispose();

    [Fact]
    public void It_is_measured_once_and_then_read()
    {
        List<double> first = Prepare();
        byte[][] files = Files();
        List<double> second = Prepare();

        Assert.Equal(1, first[^1], 1e-9);
        Assert.Equal(first.Order(), first);
        Assert.Empty(second);
        Assert.Equal(4, files.Length);
        Assert.Equal(files, Files());
    }

    [Fact]
    public void A_damaged_file_is_measured_again()
    {
        Prepare();
        byte[][] files = Files();
        foreach (string file in Paths())
        {
            byte[] bytes = File.ReadAllBytes(file);
            bytes[7] ^= 1;
            File.WriteAllBytes(file, bytes);
        }

        Prepare();

        Assert.Equal(files, Files());
    }

    [Fact]
    public void It_can_be_cancelled()
    {
        using ClipModel clip = Load();

        Assert.ThrowsAny<OperationCanceledException>(() => clip.Prepare(cancellationToken: new CancellationToken(canceled: true)));
    }

    private List<double> Prepare()
    {
        Reports reports = new();
        using ClipModel clip = Load();
        clip.Prepare(reports, TestContext.Current.CancellationToken);
        return reports.Values;
    }

    private ClipModel Load() =>
        ClipModel.Load(TestData.Model("clip", "emoji"), new ClipModelOptions { CacheDirectory = _cache.FullPath });

    private string[] Paths() =>
        [.. Directory.EnumerateFiles(_cache["background"], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private byte[][] Files() => [.. Paths().Select(File.ReadAllBytes)];

    private sealed class Reports : IProgress<double>
    {
        public List<double> Values { get; } = [];

        public void Report(double value) => Values.Add(value);
    }
}
