namespace ClipSurgery.Tests;

public sealed class GarbageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StoreFolder _places;
    private readonly ModelStore _store;

    public GarbageTests()
    {
        _places = new StoreFolder(_folder["store"]);
        _store = new ModelStore(_folder["store"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_not_finished_is_deleted_and_what_is_being_worked_on_is_not()
    {
        PulledModel installed = _store.Import(TestData.Model("sam", "emoji"));
        string partial = Fill(_places.PartialsOf(ModelKind.Clip, "a"), 100);
        string assembly = Fill(_places.NewAssembly(ModelKind.Clip, "a"), 10);
        string running = Fill(_places.PartialsOf(ModelKind.Sam, "b.c"), 1);
        string assembling = Fill(_places.NewAssembly(ModelKind.Sam, "b.c"), 1);
        using ModelMutex? mutex = ModelMutex.TryTake(_places, StoreFolder.Id(ModelKind.Sam, "b.c"));

        IReadOnlyList<GarbageItem> dry = _store.CollectGarbage(isDryRun: true, _folder["cache"]);
        Assert.Equal([(partial, 100L), (assembly, 10L)], dry.Select(item => (item.Path, item.Bytes)));
        Assert.True(Directory.Exists(partial));

        Assert.Equal(dry, _store.CollectGarbage(isDryRun: false, _folder["cache"]));
        Assert.False(Directory.Exists(partial));
        Assert.False(Directory.Exists(assembly));
        Assert.True(Directory.Exists(running));
        Assert.True(Directory.Exists(assembling));
        ModelStore.Verify(installed.Model);
        Assert.Empty(_store.CollectGarbage(isDryRun: false, _folder["cache"]));
    }

    [Fact]
    public void A_conversion_goes_when_its_checkpoint_is_gone_or_another_one()
    {
        PulledModel model = _store.Import(TestData.Model("clip", "emoji"));
        ClipModelOptions options = new() { CacheDirectory = _folder["cache"] };
        ClipModel.Load(model.Model.Directory, options).Dispose();
        string conversion = Assert.Single(Directory.GetDirectories(_folder["cache", "converted"]));
        Assert.Empty(_store.CollectGarbage(isDryRun: true, _folder["cache"]));

        ModelManifest manifest = ModelManifest.Read(model.Model.Directory);
        Dictionary<string, ModelFile> files = new(manifest.Files) { ["model.safetensors"] = new ModelFile(1, new string('0', 64)) };
        (manifest with { Files = files }).Write(model.Model.Directory);
        Assert.Contains("which holds another model now", Assert.Single(_store.CollectGarbage(isDryRun: true, _folder["cache"])).Reason);

        Directory.Delete(model.Model.Directory, recursive: true);
        GarbageItem item = Assert.Single(_store.CollectGarbage(isDryRun: false, _folder["cache"]));
        Assert.Equal((conversion, $"a conversion of {model.Model.Directory}, which is gone"), (item.Path, item.Reason));
        Assert.True(item.Bytes > 10_000_000);
        Assert.Empty(Directory.GetFileSystemEntries(_folder["cache", "converted"]));
    }

    [Fact]
    public void Conversions_of_other_versions_and_abandoned_ones_go()
    {
        string old = Fill(_folder["cache", "converted", "0000"], 5);
        string abandoned = Fill(_folder["cache", "converted", "1111.7.x.tmp"], 6);
        Fill(_folder["cache", "converted", "2222.8.y.tmp"], 7);
        Directory.SetLastWriteTimeUtc(abandoned, DateTime.UtcNow - TimeSpan.FromDays(2));

        Assert.Equal(
            [old, abandoned],
            _store.CollectGarbage(isDryRun: true, _folder["cache"]).Select(item => item.Path));
    }

    private static string Fill(string folder, int bytes)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "file"), new byte[bytes]);
        return folder;
    }
}
