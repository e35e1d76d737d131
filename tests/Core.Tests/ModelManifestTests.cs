namespace ClipSurgery.Tests;

public sealed class ModelManifestTests : IDisposable
{
    // SHA-256 of "abc" (FIPS 180-2, appendix B.1).
    private const string AbcSha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ModelKind.Clip, "clip", "labels.txt")]
    [InlineData(ModelKind.Sam, "sam", null)]
    public void The_demo_models_are_what_their_manifests_say(ModelKind kind, string folder, string? labels)
    {
        string directory = TestData.Model(folder, "emoji");

        ModelManifest manifest = ModelManifest.Read(directory);

        Assert.Equal(("emoji", kind, "MIT", labels), (manifest.Name, manifest.Kind, manifest.License, manifest.Labels));
        IEnumerable<string?> files = Directory.EnumerateFiles(directory).Select(Path.GetFileName).Except(["model.json"]);
        Assert.Equal(files.Order(StringComparer.Ordinal), manifest.Files.Keys.Order(StringComparer.Ordinal));
        manifest.Verify(directory, full: true);
    }

    [Theory]
    [InlineData("clip")]
    [InlineData("sam")]
    public void A_manifest_that_is_read_and_written_keeps_its_bytes(string kind)
    {
        ModelManifest.Read(TestData.Model(kind, "emoji")).Write(_folder.FullPath);

        Assert.Equal(File.ReadAllText(TestData.Model(kind, "emoji", "model.json")), File.ReadAllText(_folder["model.json"]));
    }

    [Fact]
    public void A_converted_model_keeps_its_configuration()
    {
        (Manifest() with { Clip = Clip() }).Write(_folder.FullPath);

        string json = File.ReadAllText(_folder["model.json"]);
        Assert.Contains("\"activation\": \"quickgelu\"", json);
        Assert.Contains("\"attention\": \"maskclip\"", json);
        Assert.DoesNotContain("gridWidth", json);
        ClipConfig clip = ModelManifest.Read(_folder.FullPath).Clip!;
        Assert.Equal(Clip() with { Mean = clip.Mean, Std = clip.Std }, clip);
        Assert.Equal(Clip().Mean, clip.Mean);
        Assert.Equal(Clip().Std, clip.Std);
    }

    [Fact]
    public void Files_are_written_in_ordinal_order_whatever_their_order_was()
    {
        ModelFile file = new(3, AbcSha256);
        (Manifest() with { Files = new Dictionary<string, ModelFile> { ["b"] = file, ["a"] = file, ["B"] = file } })
            .Write(_folder.FullPath);

        string json = File.ReadAllText(_folder["model.json"]);
        int[] places = [json.IndexOf("\"B\""), json.IndexOf("\"a\""), json.IndexOf("\"b\"")];
        Assert.Equal(places.Order(), places);
        Assert.DoesNotContain('\r', json);
    }

    [Fact]
    public void A_folder_without_a_manifest_is_told_apart_from_a_bad_one()
    {
        Assert.False(ModelManifest.TryRead(_folder.FullPath, out _));
        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => ModelManifest.Read(_folder.FullPath));
        Assert.StartsWith($"{_folder.FullPath}: no model.json", error.Message);

        File.WriteAllText(_folder["model.json"], "{");
        Assert.Throws<ClipSurgeryException>(() => ModelManifest.TryRead(_folder.FullPath, out _));
    }

    [Fact]
    public void Members_of_a_later_version_and_a_byte_order_mark_are_ignored()
    {
        File.WriteAllText(_folder["model.json"], "\ufeff" + Json(after: """, "later": {"x": [1]}"""));

        Assert.Equal("tiny", ModelManifest.Read(_folder.FullPath).Name);
    }

    [Theory]
    [InlineData("null", "holds null")]
    [InlineData("[]", "not a model manifest")]
    [InlineData("{}", "'name'")]
    public void A_file_that_is_no_manifest_is_refused(string json, string part) => AssertRefused(json, part);

    [Theory]
    [InlineData("\"kind\": \"clip\"", "\"kind\": \"vae\"", "$.kind")]
    [InlineData("\"kind\": \"clip\"", "\"kind\": 0", "$.kind")]
    [InlineData("\"license\": \"MIT\",", "", "'license'")]
    [InlineData("\"license\": \"MIT\"", "\"license\": null", "$.license")]
    [InlineData("\"name\": \"tiny\"", "\"name\": \" \"", "name is blank")]
    [InlineData("\"bytes\": 3,", "", "'bytes'")]
    [InlineData("\"bytes\": 3", "\"bytes\": -3", "files: a.bin has -3 bytes, expected 0 or more")]
    [InlineData("ba7816", "xyz", "expected 64 hexadecimal digits")]
    [InlineData("a.bin", "../a.bin", "files: \"../a.bin\" is not a path inside the model's folder")]
    [InlineData("a.bin", "/etc/passwd", "files: \"/etc/passwd\" is not a path inside")]
    [InlineData("a.bin", "x/./a.bin", "is not a path inside")]
    [InlineData("a.bin", "C:a.bin", "is not a path inside")]
    [InlineData("a.bin", "x\\\\..\\\\a.bin", "is not a path inside")]
    [InlineData("\"source\"", "\"labels\": \"../l.txt\", \"source\"", "labels: \"../l.txt\" is not a path inside")]
    [InlineData("\"source\"", "\"notes\": [\"a\", null], \"source\"", "notes holds null or a control character")]
    [InlineData("\"source\"", "\"notes\": [\"\\u001b[2J\"], \"source\"", "notes holds null or a control character")]
    public void A_manifest_with_a_bad_member_is_refused_by_name(string good, string bad, string part) =>
        AssertRefused(Json().Replace(good, bad), part);

    [Theory]
    [InlineData("""{"mean": [1, 2], "std": [1, 2, 3]}""", "sam: mean has 2 values and std 3, expected 3 each")]
    [InlineData("""{"mean": [1, 2, 3], "std": [1, 0, 3]}""", "sam: std is 1, 0, 3, expected values above 0")]
    [InlineData("""{"mean": [1, 2, 3]}""", "'std'")]
    public void A_normalisation_that_is_not_for_three_channels_is_refused(string sam, string part) =>
        AssertRefused(Json(after: $", \"sam\": {sam}"), part);

    [Fact]
    public void A_file_that_is_null_is_refused() => AssertRefused(
        """{"name": "x", "kind": "sam", "description": "", "license": "MIT", "source": "", "files": {"a": null}}""",
        "files: a is null");

    [Fact]
    public void A_clip_whose_input_is_no_multiple_of_its_patches_is_refused()
    {
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => (Manifest() with { Clip = Clip() with { InputWidth = 225 } }).Write(_folder.FullPath));

        Assert.Contains("clip input is 225x224, expected multiples of patchSize 16", error.Message);
    }

    [Fact]
    public void A_huge_manifest_is_refused_before_it_is_parsed()
    {
        File.WriteAllBytes(_folder["model.json"], new byte[(1 << 20) + 1]);

        AssertRefused(null, "has 1048577 bytes, expected at most 1048576");
    }

    [Fact]
    public void A_file_is_verified_by_length_and_in_full_by_content()
    {
        ModelManifest manifest = Manifest();
        Assert.Contains("a.bin is missing, expected 3 bytes", VerificationError(manifest, full: false));

        File.WriteAllText(_folder["a.bin"], "abcd");
        Assert.Contains("a.bin has 4 bytes, expected 3", VerificationError(manifest, full: false));

        File.WriteAllText(_folder["a.bin"], "abd");
        manifest.Verify(_folder.FullPath, full: false);
        Assert.Contains(
            $"a.bin has SHA-256 {ModelFile.Describe(_folder["a.bin"]).Sha256}, expected {AbcSha256}",
            VerificationError(manifest, full: true));

        File.WriteAllText(_folder["a.bin"], "abc");
        manifest.Verify(_folder.FullPath, full: true);
        Assert.Equal(manifest.Files["a.bin"], ModelFile.Describe(_folder["a.bin"]));
    }

    private static ModelManifest Manifest() => new()
    {
        Name = "tiny",
        Kind = ModelKind.Clip,
        Description = "A test's model.",
        License = "MIT",
        Source = "this test",
        Files = new Dictionary<string, ModelFile> { ["a.bin"] = new(3, AbcSha256) },
    };

    private static ClipConfig Clip() => new()
    {
        InputWidth = 224,
        InputHeight = 224,
        PatchSize = 16,
        TrainedSize = 224,
        EmbeddingWidth = 512,
        Vision = new TransformerConfig(768, 12, 12),
        Text = new TransformerConfig(512, 12, 8),
        ContextLength = 77,
        VocabularySize = 49408,
        Activation = ClipActivation.QuickGelu,
        LayerNormEpsilon = 1e-5f,
        Mean = [0.48145466f, 0.4578275f, 0.40821073f],
        Std = [0.26862954f, 0.26130258f, 0.27577711f],
        LogitScale = 100,
        CheckpointSha256 = AbcSha256,
        Attention = AttentionVariant.MaskClip,
        Depth = 1,
    };

    private static string Json(string after = "") => $$"""
        {"name": "tiny", "kind": "clip", "description": "", "license": "MIT", "source": "here",
         "files": {"a.bin": {"bytes": 3, "sha256": "{{AbcSha256}}"} }{{after}} }
        """;

    private string VerificationError(ModelManifest manifest, bool full) =>
        Assert.Throws<ClipSurgeryException>(() => manifest.Verify(_folder.FullPath, full)).Message;

    private void AssertRefused(string? json, string part)
    {
        if (json is not null)
        {
            File.WriteAllText(_folder["model.json"], json);
        }

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => ModelManifest.Read(_folder.FullPath));

        Assert.StartsWith(_folder["model.json"], error.Message);
        Assert.Contains(part, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }
}
