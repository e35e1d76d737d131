namespace ClipSurgery.Tests;

/// <summary>A converted CLIP that cannot work says so when it is loaded, not once for each picture.</summary>
public sealed class ClipModelProbeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ClipModelProbeTests()
    {
        CheckpointConverter.Convert(TestData.Model("clip", "emoji"), Model);
    }

    private string Model => _folder["clip"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Towers_that_changed_places_are_refused()
    {
        File.Copy(Path.Combine(Model, "text.onnx"), Path.Combine(Model, "visual.onnx"), overwrite: true);

        Assert.Contains(
            "visual.onnx: has ids, Int64 of 2 dimensions; expected pixels, Float of 4 dimensions",
            Refused(manifest => manifest));
    }

    [Fact]
    public void Another_embedding_width_is_refused() => Assert.Contains(
        "output tokens is Float [1, 2, 128]; expected Float [1, 2, 64]",
        Refused(manifest => manifest with { Clip = manifest.Clip! with { EmbeddingWidth = 64 } }));

    [Fact]
    public void Weights_that_are_not_numbers_are_refused()
    {
        byte[] weights = File.ReadAllBytes(Path.Combine(Model, "weights.bin"));
        weights.AsSpan().Fill(0xFF);
        File.WriteAllBytes(Path.Combine(Model, "weights.bin"), weights);

        Assert.Contains("visual.onnx: output tokens holds NaN or infinity", Refused(manifest => manifest));
    }

    [Fact]
    public void Weights_that_are_cut_short_are_refused()
    {
        using (FileStream weights = File.OpenWrite(Path.Combine(Model, "weights.bin")))
        {
            weights.SetLength(weights.Length - 1);
        }

        Assert.Contains("of \"weights.bin\", which has", Refused(manifest => manifest));
    }

    [Fact]
    public void Texts_that_are_kept_need_no_text_side_and_are_known_to_have_been_cut()
    {
        string cut = string.Join(' ', Enumerable.Repeat("cat", 80));
        ClipModelOptions options = new() { CacheDirectory = _folder["cache"] };
        float[] expected;
        using (ClipModel first = ClipModel.Load(Model, options))
        {
            expected = first.Embed([cut], TestContext.Current.CancellationToken)[0].ToArray();
        }

        using ClipModel second = ClipModel.Load(Model, options);
        File.Delete(Path.Combine(Model, "text.onnx"));
        TextEmbeddings kept = second.Embed([cut], TestContext.Current.CancellationToken);

        Assert.Equal(expected, kept[0].ToArray());
        Assert.Equal([cut], kept.TruncatedTexts);
        Assert.Contains(
            "text.onnx: no such model file",
            Assert.Throws<ClipSurgeryException>(() => second.Embed(["dog"], TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public void A_model_in_the_hubs_cache_gives_what_it_gives_elsewhere()
    {
        string snapshot = _folder.Create("models--me--clip", "snapshots", "main");
        _folder.Create("models--me--clip", "blobs");
        foreach (string file in Directory.EnumerateFiles(Model))
        {
            string blob = FileHash.Sha256(file);
            File.Copy(file, _folder["models--me--clip", "blobs", blob]);
            File.CreateSymbolicLink(Path.Combine(snapshot, Path.GetFileName(file)), Path.Combine("..", "..", "blobs", blob));
        }

        RgbImage picture = new(32, 32, new byte[3 * 32 * 32]);
        using ClipModel plain = ClipModel.Load(Model);
        using ClipModel linked = ClipModel.Load(snapshot);

        Assert.Equal(
            plain.Encode(picture, TestContext.Current.CancellationToken).Cls.ToArray(),
            linked.Encode(picture, TestContext.Current.CancellationToken).Cls.ToArray());
    }

    /// <summary>The line with which the folder is refused once its manifest fits its files again.</summary>
    private string Refused(Func<ModelManifest, ModelManifest> change)
    {
        ModelManifest manifest = ModelManifest.Read(Model);
        Dictionary<string, ModelFile> files = manifest.Files.ToDictionary(
            file => file.Key, file => ModelFile.Describe(Path.Combine(Model, file.Key)));
        change(manifest with { Files = files }).Write(Model);
        return Assert.Throws<ClipSurgeryException>(() => ClipModel.Load(Model)).Message;
    }
}
