namespace ClipSurgery.Tests;

/// <summary>What is known of published checkpoints by their names, and what is said where their files say something else.</summary>
public sealed class KnownCheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("CLIP-ViT-B-16-laion2B-s34B-b88K", ClipActivation.Gelu, "MIT")]
    [InlineData("vit_base_patch16_clip_224.openai", ClipActivation.QuickGelu, "MIT")]
    [InlineData("clip-vit-base-patch32", ClipActivation.QuickGelu, "MIT")]
    [InlineData("ViT-B-32-laion400m_e32", ClipActivation.QuickGelu, "MIT")]
    [InlineData("vit_base_patch32_clip_224.laion400m_e31", ClipActivation.QuickGelu, "MIT")]
    [InlineData("ViT-B-16-laion400m_e32", ClipActivation.Gelu, "MIT")]
    [InlineData("CLIP-ViT-B-16-DataComp.XL-s13B-b90K", ClipActivation.Gelu, "MIT")]
    [InlineData("TinyCLIP-ViT-8M-16-Text-3M-YFCC15M", ClipActivation.Gelu, "MIT")]
    [InlineData("metaclip-b16-fullcc2.5b", ClipActivation.QuickGelu, "CC-BY-NC-4.0")]
    [InlineData("metaclip-h14-fullcc-altogether", ClipActivation.Gelu, "CC-BY-NC-4.0")]
    [InlineData("DFN2B-CLIP-ViT-B-16", ClipActivation.QuickGelu, "apple-amlr")]
    [InlineData("DFN2B-CLIP-ViT-L-14-39B", ClipActivation.Gelu, "apple-amlr")]
    public void A_folders_name_tells_activation_and_licence(string name, ClipActivation activation, string license)
    {
        ConversionResult result = Convert(Checkpoint(name));

        Assert.Equal(activation, result.Config.Activation);
        Assert.Equal(license, ModelManifest.Read(result.Directory).License);
        Assert.StartsWith("known checkpoint: ", Source(result, "activation"));
        Assert.Equal(license == "MIT", result.Warnings.Count == 0);
    }

    [Fact]
    public void A_files_name_and_the_hubs_cache_tell_it_as_well()
    {
        string folder = Checkpoint("x");
        File.Move(Path.Combine(folder, "model.safetensors"), Path.Combine(folder, "vit_b_16-laion2b_s34b_b88k.safetensors"));
        string cached = Checkpoint("models--apple--DFN2B-CLIP-ViT-B-16/snapshots/0123456789");

        Assert.Equal("known checkpoint: LAION-2B", Source(Convert(folder), "activation"));
        Assert.Equal("known checkpoint: DFN", Source(Convert(cached), "activation"));
    }

    [Fact]
    public void An_unknown_name_has_openais_defaults_and_says_that_they_are_a_guess()
    {
        ConversionResult result = Convert(Checkpoint("mine"));

        Assert.Equal(ClipActivation.QuickGelu, result.Config.Activation);
        Assert.Equal("default of OpenAI's checkpoints", Source(result, "activation"));
        Assert.Contains("OpenAI's QuickGelu is assumed", Assert.Single(result.Warnings));
        Assert.Equal("unknown", ModelManifest.Read(result.Directory).License);
        Assert.Empty(Convert(_folder["mine"], new ConversionOptions { Activation = ClipActivation.QuickGelu }).Warnings);
    }

    [Fact]
    public void What_a_model_was_made_from_tells_how_it_computes_but_not_its_licence()
    {
        string folder = Checkpoint("finetuned");
        WriteConfig(folder, """{"_name_or_path":"facebook/metaclip-b32-400m","vision_config":{"num_attention_heads":1},"text_config":{"num_attention_heads":1}}""");

        ConversionResult result = Convert(folder);

        Assert.Equal(ClipActivation.QuickGelu, result.Config.Activation);
        Assert.Contains("MetaCLIP weights are licensed for non-commercial use only (CC-BY-NC-4.0)", result.Warnings);
        Assert.Equal("unknown", ModelManifest.Read(result.Directory).License);
    }

    [Fact]
    public void A_known_mistake_in_a_configuration_is_put_right_and_said()
    {
        string folder = Checkpoint("metaclip-b32-400m");
        WriteConfig(folder, """{"vision_config":{"hidden_act":"gelu","num_attention_heads":1},"text_config":{"hidden_act":"gelu","num_attention_heads":1}}""");

        ConversionResult result = Convert(folder);
        ConversionResult asked = Convert(folder, new ConversionOptions { Activation = ClipActivation.Gelu });

        Assert.Equal((ClipActivation.QuickGelu, null), (result.Config.Activation, result.Config.TextActivation));
        Assert.Contains(
            "config.json says Gelu, but MetaCLIP was trained with QuickGelu (transformers issue 26584): QuickGelu is used; " +
            "--activation gelu takes the file's",
            result.Warnings);
        Assert.Equal(ClipActivation.Gelu, asked.Config.Activation);
        Assert.DoesNotContain(asked.Warnings, warning => warning.Contains("config.json"));
    }

    [Fact]
    public void Another_contradiction_is_said_and_the_file_followed()
    {
        string folder = Checkpoint("CLIP-ViT-L-14-laion2B-s32B-b82K");
        WriteConfig(folder, """{"vision_config":{"hidden_act":"quick_gelu","num_attention_heads":1},"text_config":{"num_attention_heads":1}}""");
        File.WriteAllText(Path.Combine(folder, "preprocessor_config.json"), """{"image_mean":[0.48145466,0.4578275,0.40821073],"image_std":[0.5,0.5,0.5]}""");

        ConversionResult result = Convert(folder);

        Assert.Equal(ClipActivation.QuickGelu, result.Config.Activation);
        Assert.Equal(0.48145466f, result.Config.Mean[0]);
        Assert.Equal(
            [
                "config.json says QuickGelu and is followed, but LAION-2B ViT-L/14 was trained with Gelu; --activation gelu takes that",
                "preprocessor_config.json gives the mean 0.48145467, 0.4578275, 0.40821072 and is followed, " +
                "but LAION-2B ViT-L/14 was trained with 0.5; --mean 0.5,0.5,0.5 takes that",
            ],
            result.Warnings);
    }

    [Fact]
    public void The_one_laion_model_with_another_mean_has_it_without_a_file()
    {
        ConversionResult result = Convert(Checkpoint("ViT-L-14-laion2b_s32b_b82k"));

        Assert.Equal([0.5f, 0.5f, 0.5f], result.Config.Mean);
        Assert.Equal([0.5f, 0.5f, 0.5f], result.Config.Std);
        Assert.Equal("known checkpoint: LAION-2B ViT-L/14", Source(result, "std"));
    }

    [Fact]
    public void Maps_of_a_vit_l_14_are_said_to_be_weak()
    {
        TestCheckpoint checkpoint = TestCheckpoint.Read(TestData.Golden("clip", "quickgelu-p16", "openai.safetensors"));
        foreach (string name in checkpoint.Names.Where(name => name.StartsWith("visual.", StringComparison.Ordinal)))
        {
            checkpoint.Remove(name);
        }

        // Blocks are counted by their first norm; the other weights are not looked at before they are converted.
        checkpoint.Set("visual.conv1.weight", [1024, 3, 14, 14], new float[1024 * 3 * 14 * 14])
            .Set("visual.positional_embedding", [17, 1024], new float[17 * 1024])
            .Set("visual.proj", [1024, 48], new float[1024 * 48]);
        for (int layer = 0; layer < 24; layer++)
        {
            checkpoint.Set($"visual.transformer.resblocks.{layer}.ln_1.weight", [1], [1]);
        }

        checkpoint.Write(_folder.FullPath);
        using ClipCheckpoint opened = ClipCheckpoint.Open(_folder.FullPath, new ConversionOptions { Activation = ClipActivation.QuickGelu });

        Assert.Contains("maps of ViT-L/14 are known to be weak (CLIP_Surgery issue 37", Assert.Single(opened.Warnings));
    }

    [Fact]
    public void Warnings_stay_with_the_converted_model()
    {
        string folder = Checkpoint("DFN2B-CLIP-ViT-B-16");
        ConversionResult result = Convert(folder);
        using ClipModel converted = ClipModel.Load(result.Directory);
        using ClipModel cached = ClipModel.Load(folder, new ClipModelOptions { CacheDirectory = _folder["cache"] });

        Assert.Equal(["DFN weights are licensed for non-commercial use only (apple-amlr)"], result.Warnings);
        Assert.Equal(result.Warnings, converted.Manifest.Notes);
        Assert.Equal(result.Warnings, cached.Manifest.Notes);
        Assert.Equal("apple-amlr", cached.Manifest.License);
    }

    private string Checkpoint(string name)
    {
        string folder = _folder.Create(name);
        File.Copy(TestData.Golden("clip", "quickgelu-p16", "openai.safetensors"), Path.Combine(folder, "model.safetensors"));
        return folder;
    }

    private static void WriteConfig(string folder, string json) => File.WriteAllText(Path.Combine(folder, "config.json"), json);

    private ConversionResult Convert(string checkpoint, ConversionOptions? options = null) =>
        CheckpointConverter.Convert(checkpoint, _folder[Guid.NewGuid().ToString("N")], options);

    private static string Source(ConversionResult result, string setting) => result.Settings.Single(found => found.Name == setting).Source;
}
