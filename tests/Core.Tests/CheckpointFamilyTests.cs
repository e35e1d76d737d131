using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery.Tests;

/// <summary>The layouts that people's checkpoints come in, and the families that look like CLIP and are not.</summary>
public sealed class CheckpointFamilyTests : IDisposable
{
    private const string HuggingFaceConfig = """{"vision_config":{"hidden_act":"gelu","num_attention_heads":3},"text_config":{"hidden_act":"gelu","num_attention_heads":2}}""";

    private static readonly ConversionOptions Heads = new() { VisionHeads = 3, TextHeads = 2, Activation = ClipActivation.Gelu };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("openai.safetensors", "module.")]
    [InlineData("openai.safetensors", "model.")]
    [InlineData("openai.safetensors", "clip_model.")]
    [InlineData("model.safetensors", "clip.")]
    [InlineData("model.safetensors", "_orig_mod.module.")]
    public void What_training_puts_before_the_names_changes_nothing(string file, string prefix)
    {
        TestCheckpoint checkpoint = Golden(file);
        Convert(checkpoint, "plain", Heads);
        checkpoint.Rename(name => prefix + name).Set("decoder.reduce.weight", [2], [1, 2]);

        Convert(checkpoint, "prefixed", Heads);

        AssertSameFiles("plain", "prefixed");
    }

    [Fact]
    public void A_text_tower_under_text_changes_nothing()
    {
        TestCheckpoint checkpoint = Golden("openai.safetensors");
        Convert(checkpoint, "plain", Heads);
        checkpoint.Rename(name => name.StartsWith("visual.", StringComparison.Ordinal) || name == "logit_scale" ? name : $"text.{name}");

        Convert(checkpoint, "custom", Heads);

        AssertSameFiles("plain", "custom");
    }

    [Fact]
    public void Index_lists_and_counters_among_the_weights_are_passed_over()
    {
        TestCheckpoint checkpoint = Golden("model.safetensors");
        Convert(checkpoint, "plain", Heads);
        checkpoint.SetIntegers("vision_model.embeddings.position_ids", [1, 3], [0, 1, 2]);
        checkpoint.SetIntegers("text_model.embeddings.position_ids", [1, 3], [0, 1, 2]);

        Convert(checkpoint, "old", Heads);

        AssertSameFiles("plain", "old");
    }

    [Theory]
    [InlineData("F16")]
    [InlineData("BF16")]
    public void Weights_of_16_bits_are_read_as_what_they_are(string type)
    {
        Convert(Golden("openai.safetensors").Round(type, isStored: false), "rounded", Heads);

        Convert(Golden("openai.safetensors").Round(type, isStored: true), "halves", Heads);

        AssertSameFiles("rounded", "halves");
    }

    [Fact]
    public void A_pruned_block_computes_what_the_whole_one_does_with_a_head_and_hidden_channels_at_zero()
    {
        TestCheckpoint whole = Golden("openai.safetensors");
        TestCheckpoint pruned = Golden("openai.safetensors");
        string block = "visual.transformer.resblocks.1";
        int width = whole.Shape($"{block}.attn.out_proj.weight")[0];
        int head = width / 3;
        int hidden = whole.Shape($"{block}.mlp.c_fc.bias")[0];
        bool IsGone(int channel) => channel % width / head == 1;
        bool IsHiddenGone(int channel) => channel >= hidden - 7;
        whole.Clear($"{block}.attn.out_proj.weight", 1, IsGone).Clear($"{block}.mlp.c_proj.weight", 1, IsHiddenGone);
        pruned.Keep($"{block}.attn.in_proj_weight", 0, channel => !IsGone(channel))
            .Keep($"{block}.attn.in_proj_bias", 0, channel => !IsGone(channel))
            .Keep($"{block}.attn.out_proj.weight", 1, channel => !IsGone(channel))
            .Keep($"{block}.mlp.c_fc.weight", 0, channel => !IsHiddenGone(channel))
            .Keep($"{block}.mlp.c_fc.bias", 0, channel => !IsHiddenGone(channel))
            .Keep($"{block}.mlp.c_proj.weight", 1, channel => !IsHiddenGone(channel));
        ConversionOptions raw = Heads with { Attention = AttentionVariant.Raw };
        Convert(Golden("openai.safetensors"), "untouched", raw);
        Convert(whole, "whole", raw);

        Convert(pruned, "pruned", raw);

        float[] expected = Tokens("whole");
        Assert.True(LargestDifference(expected, Tokens("pruned")) < 1e-5);
        Assert.True(LargestDifference(expected, Tokens("untouched")) > 1e-2);
    }

    [Fact]
    public void A_pruned_block_whose_heads_are_not_whole_is_refused()
    {
        TestCheckpoint checkpoint = Golden("openai.safetensors");
        checkpoint.Keep("visual.transformer.resblocks.0.attn.in_proj_bias", 0, channel => channel % 96 < 40);

        AssertRefused(checkpoint, "visual.transformer.resblocks.0.* has attention of 40 channels; expected a multiple of the 32 of a head");
    }

    [Fact]
    public void Two_models_in_one_file_are_refused()
    {
        TestCheckpoint checkpoint = Golden("openai.safetensors").Rename(name => $"model.{name}");
        checkpoint.Set("ema.visual.conv1.weight", [1], [0]);

        AssertRefused(checkpoint, "holds several models (ema.visual.conv1.weight, model.visual.conv1.weight); expected one");
    }

    [Theory]
    [InlineData("logit_bias", "a SigLIP")]
    [InlineData("vision_model.head.probe", "a SigLIP")]
    [InlineData("visual.trunk.blocks.0.attn.qkv.weight", "a CLIP with a timm image tower")]
    [InlineData("visual.trunk.norm_pre.weight", "an EVA-02 CLIP")]
    [InlineData("visual.trunk.stages.0.blocks.0.weight", "a MobileCLIP")]
    [InlineData("module.visual.trunk.stages.0.blocks.0.weight", "a MobileCLIP")]
    [InlineData("image_encoder.model.stem.weight", "a MobileCLIP in Apple's own layout")]
    [InlineData("visual.patch_embed.proj.weight", "an EVA-CLIP")]
    [InlineData("text_decoder.resblocks.0.ln_1.weight", "a CoCa or BLIP")]
    [InlineData("visual.attn_pool.probe", "a CoCa or PE")]
    [InlineData("visual.transformer.resblocks.0.ls_1.gamma", "a CLIP with layer scale")]
    [InlineData("text_model.encoder.layer.0.output.dense.weight", "a Chinese CLIP")]
    [InlineData("text_model.roberta.pooler.dense.weight", "an AltCLIP")]
    [InlineData("owlvit.text_projection.weight", "an OWL-ViT")]
    [InlineData("text.transformer.embeddings.word_embeddings.weight", "an OpenCLIP with a text tower of Hugging Face")]
    public void Another_family_is_refused_by_its_name(string tensor, string family)
    {
        AssertRefused(Golden("openai.safetensors").Set(tensor, [1], [0]), $"is {family}");
        AssertRefused(Golden("openai.safetensors").Set(tensor, [1], [0]), $"(tensor {tensor}), which cannot be converted: ");
    }

    [Theory]
    [InlineData("openai.safetensors", "visual.transformer.resblocks.0.attn.rope.freqs")]
    [InlineData("openai.safetensors", "transformer.resblocks.0.adapter.weight")]
    [InlineData("model.safetensors", "vision_model.encoder.layers.0.self_attn.q_proj.lora_A.weight")]
    public void A_tower_with_more_than_clip_has_is_not_half_converted(string file, string tensor) =>
        AssertRefused(Golden(file).Set(tensor, [1], [0]), $"has the tensor {tensor}, which CLIP's towers do not have");

    [Fact]
    public void A_model_with_another_tokenizer_is_refused()
    {
        TestCheckpoint checkpoint = Golden("openai.safetensors");
        int width = checkpoint.Shape("token_embedding.weight")[1];
        checkpoint.Set("token_embedding.weight", [50_000, width], new float[50_000 * width]);

        AssertRefused(checkpoint, "has 50000 tokens; expected the 49408 of CLIP's tokenizer");
    }

    [Theory]
    [InlineData("""{"text_cfg":{"hf_tokenizer_name":"bert-base-uncased"}}""", "text_cfg.hf_tokenizer_name is bert-base-uncased; expected none")]
    [InlineData("""{"text_cfg":{"no_causal_mask":true}}""", "text_cfg.no_causal_mask is True; expected False")]
    [InlineData("""{"vision_cfg":{"pool_type":"avg"}}""", "vision_cfg.pool_type is avg; expected tok")]
    [InlineData("""{"vision_cfg":{"timm_model_name":"vit_base"}}""", "vision_cfg.timm_model_name is vit_base; expected none")]
    public void An_open_clip_model_that_is_not_built_like_clip_is_refused(string model, string expected)
    {
        File.WriteAllText(_folder["open_clip_config.json"], $$"""{"model_cfg":{{model}}}""");
        Golden("openai.safetensors").Write(_folder.FullPath, "open_clip_model.safetensors");

        AssertRefused(expected);
    }

    [Fact]
    public void The_end_token_is_found_whatever_an_old_configuration_calls_it()
    {
        TestCheckpoint checkpoint = Golden("model.safetensors");
        WriteConfig(HuggingFaceConfig.Replace("\"text_config\":{", "\"text_config\":{\"eos_token_id\":2,", StringComparison.Ordinal));
        checkpoint.Write(_folder.FullPath);
        CheckpointConverter.Convert(_folder.FullPath, _folder["old"]);
        WriteConfig(HuggingFaceConfig);
        CheckpointConverter.Convert(_folder.FullPath, _folder["new"]);

        AssertSameFiles("old", "new");
    }

    [Fact]
    public void The_text_tower_has_its_own_activation_and_epsilon()
    {
        Golden("model.safetensors").Write(_folder.FullPath);
        WriteConfig("""{"vision_config":{"hidden_act":"gelu","num_attention_heads":3},"text_config":{"hidden_act":"quick_gelu","num_attention_heads":2,"layer_norm_eps":0.5}}""");
        ConversionResult mixed = CheckpointConverter.Convert(_folder.FullPath, _folder["mixed"]);
        WriteConfig(HuggingFaceConfig);
        CheckpointConverter.Convert(_folder.FullPath, _folder["gelu"]);

        Assert.Equal((ClipActivation.Gelu, ClipActivation.QuickGelu), (mixed.Config.Activation, mixed.Config.TextActivation));
        Assert.Equal((1e-5f, 0.5f), (mixed.Config.LayerNormEpsilon, mixed.Config.TextLayerNormEpsilon));
        Assert.Contains(new CheckpointSetting("text activation", "QuickGelu", "config.json"), mixed.Settings);
        Assert.Equal(File.ReadAllBytes(_folder["gelu", "visual.onnx"]), File.ReadAllBytes(_folder["mixed", "visual.onnx"]));
        Assert.Equal(0, Count(_folder["mixed", "text.onnx"], "Erf"));
        Assert.Equal(0, Count(_folder["gelu", "text.onnx"], "Sigmoid"));
    }

    [Fact]
    public void An_old_configurations_dict_wins_over_its_section()
    {
        Golden("model.safetensors").Write(_folder.FullPath);
        WriteConfig("""{"vision_config":{"num_attention_heads":6},"vision_config_dict":{"num_attention_heads":3},"text_config_dict":null,"text_config":{"num_attention_heads":2}}""");

        ConversionResult result = CheckpointConverter.Convert(_folder.FullPath, _folder["out"]);

        Assert.Equal((3, ClipActivation.QuickGelu), (result.Config.Vision.Heads, result.Config.Activation));
        Assert.Contains(new CheckpointSetting("activation", "QuickGelu", "default of config.json"), result.Settings);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1e99")]
    public void An_epsilon_that_is_none_is_refused(string epsilon)
    {
        Golden("model.safetensors").Write(_folder.FullPath);
        WriteConfig($$"""{"vision_config":{"num_attention_heads":3,"layer_norm_eps":{{epsilon}} } }""");

        AssertRefused("vision_config.layer_norm_eps is ");
    }

    [Fact]
    public void Open_clips_file_is_found_beside_timms_own()
    {
        new TestCheckpoint().Set("blocks.0.attn.qkv.weight", [1], [0]).Write(_folder.FullPath);
        File.WriteAllText(_folder["config.json"], """{"architecture":"vit_base_patch16_clip_224","num_classes":512}""");
        File.WriteAllText(_folder["open_clip_config.json"], """{"model_cfg":{"vision_cfg":{"head_width":32},"text_cfg":{"heads":2}}}""");
        Golden("openai.safetensors").Write(_folder.FullPath, "open_clip_model.safetensors");

        ConversionResult result = CheckpointConverter.Convert(_folder.FullPath, _folder["out"]);

        Assert.Equal((3, ClipActivation.Gelu), (result.Config.Vision.Heads, result.Config.Activation));
    }

    private static TestCheckpoint Golden(string file) => TestCheckpoint.Read(TestData.Golden("clip", "gelu-p8", file));

    private void WriteConfig(string json) => File.WriteAllText(_folder["config.json"], json);

    private void Convert(TestCheckpoint checkpoint, string output, ConversionOptions options) =>
        CheckpointConverter.Convert(checkpoint.Write(_folder.Create($"{output}-checkpoint")), _folder[output], options);

    private float[] Tokens(string model)
    {
        using SafetensorsFile expected = SafetensorsFile.Open(TestData.Golden("clip", "gelu-p8", "expected.safetensors"));
        using OnnxSession session = OnnxSession.Load(_folder[model, "visual.onnx"], new RuntimeOptions(), fixedShapes: true);
        using OrtValue pixels = OrtValue.CreateTensorValueFromMemory(
            expected.ReadFloats("square.pixels"), [.. expected.Tensors["square.pixels"].Shape]);
        using IDisposableReadOnlyCollection<OrtValue> tokens = session.Run(["pixels"], [pixels], ["tokens"], TestContext.Current.CancellationToken);
        return tokens[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static float LargestDifference(float[] left, float[] right) => left.Zip(right, (a, b) => Math.Abs(a - b)).Max();

    private static int Count(string file, string text) =>
        System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file)).Split($"{text}_").Length - 1;

    private void AssertSameFiles(string left, string right)
    {
        // The text graph names its blocks' weights as the checkpoint does; their values lie in the file of weights.
        foreach (string file in (string[])["visual.onnx", "attention.onnx", "weights.bin"])
        {
            Assert.Equal(File.ReadAllBytes(_folder[left, file]), File.ReadAllBytes(_folder[right, file]));
        }
    }

    private void AssertRefused(TestCheckpoint checkpoint, string expected)
    {
        checkpoint.Write(_folder.FullPath);
        AssertRefused(expected);
    }

    private void AssertRefused(string expected)
    {
        string message = Assert.Throws<ClipSurgeryException>(
            () => CheckpointConverter.Convert(_folder.FullPath, _folder["refused"], Heads)).Message;
        Assert.Contains(expected, message);
        Assert.DoesNotContain(message, char.IsControl);
        Assert.False(Directory.Exists(_folder["refused"]));
    }
}
