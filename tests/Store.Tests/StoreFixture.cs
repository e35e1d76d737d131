using System.Security.Cryptography;

namespace ClipSurgery.Tests;

/// <summary>A store in a folder of its own, a hub with one SAM model, and waits that take no time.</summary>
internal sealed class StoreFixture : IDisposable
{
    public const string Repo = "lab/sam";
    public const string Name = "lab--sam";
    public const string Encoder = "encoder.onnx";
    public const string Decoder = "onnx/decoder.onnx";

    private readonly TemporaryFolder _folder = new();

    public StoreFixture()
    {
        Hub.Add(Repo, Encoder, Large);
        Hub.Add(Repo, Decoder, Small, isLarge: false);
        Store = Open(new StoreSeams());
    }

    public HubServer Hub { get; } = new();

    /// <summary>A file of several network packets.</summary>
    public byte[] Large { get; } = Bytes(300_000, 1);

    public byte[] Small { get; } = Bytes(1000, 2);

    public ModelStore Store { get; set; }

    /// <summary>The waits that were asked for.</summary>
    public List<TimeSpan> Waits { get; } = [];

    public List<string> Notes { get; } = [];

    public PullOptions Options => new() { Hub = new HubSettings { Endpoint = Hub.Address } };

    public string Folder => _folder.FullPath;

    public string Model => Path.Combine(Folder, "sam", Name);

    public string this[params string[] parts] => Path.Combine([Folder, .. parts]);

    public static byte[] Bytes(int count, int seed)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Opens the store with something else in place of the world.</summary>
    public ModelStore Open(StoreSeams seams) => new(Folder, seams with
    {
        Delay = (wait, token) =>
        {
            lock (Waits)
            {
                Waits.Add(wait);
            }

            return Task.Delay(1, token);
        },
    });

    public async Task<PulledModel> PullAsync(PullOptions? options = null, string name = Repo, CancellationToken token = default) =>
        Assert.Single(await Store.PullAsync([name], options ?? Options, new Listener(Notes), token));

    public async Task<string> FailAsync(PullOptions? options = null, string name = Repo) =>
        (await Assert.ThrowsAsync<ClipSurgeryException>(() => PullAsync(options, name))).Message;

    /// <summary>Asserts that the model is there as the hub has it, and that nothing else is.</summary>
    public void AssertInstalled()
    {
        Assert.Equal(Large, File.ReadAllBytes(Path.Combine(Model, Encoder)));
        Assert.Equal(Small, File.ReadAllBytes(Path.Combine(Model, Decoder)));
        ModelManifest.Read(Model).Verify(Model, full: true);
        Assert.Empty(Leftovers());
    }

    /// <summary>Files of downloads and installations that were not finished.</summary>
    public string[] Leftovers() =>
    [
        .. new[] { this[".store", "partial"], this[".store", "assembly"] }.Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)),
    ];

    public void Dispose()
    {
        Hub.Dispose();
        _folder.Dispose();
    }

    private sealed class Listener(List<string> notes) : IProgress<PullProgress>
    {
        public void Report(PullProgress value)
        {
            if (value.Note is not null)
            {
                lock (notes)
                {
                    notes.Add(value.Note);
                }
            }
        }
    }
}
