namespace ClipSurgery.Tests;

public sealed class ImportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModelStore _store;

    public ImportTests()
    {
        _store = new ModelStore(_folder["store"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_checkpoint_is_copied_without_what_does_not_belong_to_it()
    {
        string source = Copy("clip", "mine", "model.safetensors", "config.json", "preprocessor_config.json");
        File.WriteAllText(Path.Combine(source, "tokenizer.json"), "{}");
        File.WriteAllText(Path.Combine(source, "README.md"), "---\ntags:\n- clip\nlicense: \"cc-by-4.0\"\n---\n# Mine\n");

        PulledModel model = _store.Import(source);
        Assert.Equal((ModelKind.Clip, "mine", "cc-by-4.0"), (model.Model.Kind, model.Model.Name, model.License));
        ModelManifest manifest = ModelStore.Verify(model.Model);
        Assert.Equal(["config.json", "model.safetensors", "preprocessor_config.json"], manifest.Files.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_snapshot_of_the_hubs_cache_gets_its_repository_and_commit()
    {
        const string Commit = "0123456789abcdef0123456789abcdef01234567";
        string snapshot = _folder.Create("hub", "models--lab--demo-sam", "snapshots", Commit);
        string blobs = _folder.Create("hub", "models--lab--demo-sam", "blobs");
        foreach (string file in (string[])["encoder.onnx", "decoder.onnx"])
        {
            File.Copy(TestData.Model("sam", "emoji", file), Path.Combine(blobs, "of-" + file));
            File.CreateSymbolicLink(Path.Combine(snapshot, file), Path.Combine("..", "..", "blobs", "of-" + file));
        }

        PulledModel model = _store.Import(snapshot);
        Assert.Equal((ModelKind.Sam, "demo-sam", "unknown"), (model.Model.Kind, model.Model.Name, model.License));
        Assert.Equal($"https://huggingface.co/lab/demo-sam/tree/{Commit}", ModelStore.Verify(model.Model).Source);
        Assert.Null(new FileInfo(Path.Combine(model.Model.Directory, "encoder.onnx")).LinkTarget);
    }

    [Fact]
    public void A_model_with_a_manifest_keeps_it_and_gets_the_name_that_is_given()
    {
        PulledModel model = _store.Import(TestData.Model("clip", "emoji"), "mine");

        ModelManifest manifest = ModelManifest.Read(model.Model.Directory);
        Assert.Equal("mine", manifest.Name);
        Assert.Equal(ModelManifest.Read(TestData.Model("clip", "emoji")).Files, manifest.Files);
        Assert.Equal("MIT", manifest.License);
    }

    [Fact]
    public void A_name_that_is_taken_is_refused()
    {
        _store.Import(TestData.Model("sam", "emoji"));

        Assert.Contains("emoji: is installed already", Fail(TestData.Model("sam", "emoji")));
        Assert.Equal("emoji", _store.Import(TestData.Model("clip", "emoji")).Model.Name);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a b")]
    public void A_name_that_is_no_folders_name_is_refused(string name) =>
        Assert.Contains("cannot be a model's name", Fail(TestData.Model("sam", "emoji"), name));

    [Fact]
    public void A_folder_without_a_model_is_refused_and_leaves_nothing()
    {
        File.WriteAllText(Path.Combine(_folder.Create("pickles"), "pytorch_model.bin"), "x");
        Assert.Contains("which can run code", Fail(_folder["pickles"]));
        Assert.Contains("no such folder", Fail(_folder["nowhere"]));
        Assert.False(Directory.Exists(_folder["store"]));
    }

    [Fact]
    public void Verify_finds_a_changed_file_and_a_manifest_that_the_lock_does_not_know()
    {
        PulledModel model = _store.Import(TestData.Model("sam", "emoji"));
        ModelManifest manifest = ModelStore.Verify(model.Model);
        new ModelsLock { Version = 1, Models = new Dictionary<string, LockedModel>() }.With("sam/emoji", new LockedModel
        {
            Repo = "lab/sam",
            Revision = "main",
            Commit = new string('0', 40),
            License = "MIT",
            Files = new Dictionary<string, ModelFile> { ["encoder.onnx"] = manifest.Files["encoder.onnx"] },
        }).Write(_folder["store", "models.lock"]);
        Assert.Contains("lists other files than", Assert.Throws<ClipSurgeryException>(() => ModelStore.Verify(model.Model)).Message);

        File.AppendAllText(Path.Combine(model.Model.Directory, "encoder.onnx"), "x");
        Assert.Contains("encoder.onnx has 2179815 bytes", Assert.Throws<ClipSurgeryException>(() => ModelStore.Verify(model.Model)).Message);
    }

    private string Fail(string folder, string? name = null) =>
        Assert.Throws<ClipSurgeryException>(() => _store.Import(folder, name)).Message;

    /// <summary>Copies files of a demo model.</summary>
    private string Copy(string kind, string name, params string[] files)
    {
        string target = _folder.Create(name);
        foreach (string file in files)
        {
            File.Copy(TestData.Model(kind, "emoji", file), Path.Combine(target, file));
        }

        return target;
    }
}
