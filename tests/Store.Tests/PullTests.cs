namespace ClipSurgery.Tests;

public sealed class PullTests : IDisposable
{
    private readonly StoreFixture _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task A_model_is_installed_with_its_hashes_licence_and_commit()
    {
        PulledModel pulled = await _store.PullAsync();

        _store.AssertInstalled();
        Assert.False(pulled.WasInstalled);
        Assert.Equal(_store.Model, pulled.Model.Directory);
        ModelManifest manifest = ModelManifest.Read(_store.Model);
        Assert.Equal(ModelKind.Sam, manifest.Kind);
        Assert.Equal("MIT", manifest.License);
        Assert.Equal($"{_store.Hub.Address}lab/sam/tree/{HubServer.Commit}", manifest.Source);
        Assert.Equal(StoreFixture.Sha256(_store.Large), manifest.Files[StoreFixture.Encoder].Sha256);
        Assert.Equal(StoreFixture.Sha256(_store.Small), manifest.Files[StoreFixture.Decoder].Sha256);
        Assert.Equal(
            $$"""
            {
              "version": 1,
              "models": {
                "sam/lab--sam": {
                  "repo": "lab/sam",
                  "revision": "main",
                  "commit": "{{HubServer.Commit}}",
                  "license": "MIT",
                  "files": {
                    "encoder.onnx": {
                      "bytes": 300000,
                      "sha256": "{{StoreFixture.Sha256(_store.Large)}}"
                    },
                    "onnx/decoder.onnx": {
                      "bytes": 1000,
                      "sha256": "{{StoreFixture.Sha256(_store.Small)}}"
                    }
                  }
                }
              }
            }

            """,
            File.ReadAllText(_store["models.lock"]));
    }

    [Fact]
    public async Task A_second_pull_asks_nothing()
    {
        await _store.PullAsync();
        int requests = _store.Hub.Requests.Count;

        Assert.True((await _store.PullAsync()).WasInstalled);
        Assert.Equal(requests, _store.Hub.Requests.Count);
    }

    [Fact]
    public async Task A_damaged_model_is_downloaded_again()
    {
        await _store.PullAsync();
        File.Delete(Path.Combine(_store.Model, StoreFixture.Encoder));

        Assert.False((await _store.PullAsync()).WasInstalled);
        _store.AssertInstalled();
    }

    [Fact]
    public async Task Offline_takes_what_is_installed_and_asks_nothing()
    {
        PullOptions offline = _store.Options with { Hub = _store.Options.Hub with { IsOffline = true } };
        Assert.Equal(
            "lab--sam: is not installed, and HF_HUB_OFFLINE forbids to download it. Unset HF_HUB_OFFLINE.", await _store.FailAsync(offline));
        Assert.Empty(_store.Hub.Requests);

        await _store.PullAsync();
        int requests = _store.Hub.Requests.Count;
        Assert.True((await _store.PullAsync(offline)).WasInstalled);
        Assert.Equal(requests, _store.Hub.Requests.Count);
    }

    [Fact]
    public async Task Two_pulls_at_once_download_once()
    {
        Task<PulledModel>[] both = [_store.PullAsync(), _store.PullAsync()];
        PulledModel[] pulled = await Task.WhenAll(both);

        Assert.Single(pulled, model => model.WasInstalled);
        Assert.Equal([0], _store.Hub.Offsets(StoreFixture.Encoder));
        _store.AssertInstalled();
    }

    [Fact]
    public async Task A_model_of_somebody_else_under_the_same_name_is_not_replaced()
    {
        Directory.CreateDirectory(_store.Model);
        File.WriteAllText(Path.Combine(_store.Model, "mine.txt"), "mine");

        Assert.Contains("holds a model that is not from lab/sam, so it is not replaced", await _store.FailAsync());
        Assert.Equal("mine", File.ReadAllText(Path.Combine(_store.Model, "mine.txt")));
    }

    [Fact]
    public async Task A_disk_that_is_too_full_is_noticed_before()
    {
        _store.Store = _store.Open(new StoreSeams { FreeSpace = _ => 300_999 });

        Assert.StartsWith("lab--sam: 301000 bytes are to be downloaded, and 300999 are free", await _store.FailAsync());
        Assert.Empty(_store.Hub.Offsets(StoreFixture.Encoder));
    }

    [Fact]
    public async Task Licences_that_are_not_permissive_are_all_named_and_nothing_is_downloaded()
    {
        _store.Hub.Script("/api/models/lab/sam/revision/main", _ => HubServer.Json(_store.Hub.Describe(StoreFixture.Repo, "cc-by-nc-4.0")));
        PullOptions strict = _store.Options with { IsPermissiveOnly = true };
        Assert.StartsWith("lab--sam (cc-by-nc-4.0): not under a permissive licence", await _store.FailAsync(strict));

        ClipSurgeryException error = await Assert.ThrowsAsync<ClipSurgeryException>(() => _store.Store.PullAsync(
            ["metaclip-vit-b-16", StoreFixture.Repo, "edge-sam"], strict, cancellationToken: TestContext.Current.CancellationToken));
        Assert.StartsWith("metaclip-vit-b-16 (CC-BY-NC-4.0), edge-sam (S-Lab-1.0): not under a permissive licence", error.Message);
        Assert.Empty(_store.Hub.Offsets(StoreFixture.Encoder));

        await _store.PullAsync(strict);
        _store.AssertInstalled();
    }

    [Theory]
    [InlineData("mobilesam", "mobilesam: no such model; mobile-sam is near; give a name of")]
    [InlineData("no/such/thing", "no/such/thing: no such model; give a name of")]
    [InlineData("lab/..", "lab/..: no such model; give a name of")]
    [InlineData("lab/sam@../../x", "lab/sam@../../x: no such model; give a name of")]
    public async Task Unknown_names_are_refused(string name, string message)
    {
        Assert.StartsWith(message, await _store.FailAsync(name: name));
        Assert.Empty(_store.Hub.Requests);
    }

    [Fact]
    public async Task A_name_of_the_catalog_is_asked_for_at_its_commit()
    {
        Assert.Contains("answered 404", await _store.FailAsync(name: "mobile-sam"));
        Assert.Equal(
            "/api/models/Acly/MobileSAM/revision/0d3b403339b4674a82493d5e97964dd78089ddc8", Assert.Single(_store.Hub.Requests).Path);
    }

    [Fact]
    public void The_catalog_is_whole()
    {
        Assert.True(ModelCatalog.Models.Count >= 12);
        Assert.Equal(ModelCatalog.Models.Count, ModelCatalog.Models.Select(model => model.Name).Distinct().Count());
        foreach (CatalogModel model in ModelCatalog.Models)
        {
            Assert.True(HubRepository.IsValid(model.Repo, model.Revision), model.Name);
            Assert.True(model.Revision == "main" || HubSnapshot.IsCommit(model.Revision), model.Name);
            Assert.Equal(model.IsPermissive, Licenses.IsPermissive(model.License));
            Assert.All(model.Sha256 ?? new Dictionary<string, string>(), hash => Assert.True(HubSnapshot.IsSha256(hash.Value)));
            Assert.All(model.Sha256?.Keys ?? [], file => Assert.Contains(file, model.Files!));
        }
    }
}
