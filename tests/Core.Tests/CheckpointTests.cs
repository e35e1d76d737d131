using System.Text;
using System.Text.Json.Nodes;

namespace ClipSurgery.Tests;

public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Shards_convert_to_what_the_single_file_converts_to()
    {
        string shards = Checkpoint("shards");
        Split(Path.Combine(shards, "model.safetensors"), shards);

        ConversionResult single = CheckpointConverter.Convert(Checkpoint("single"), _folder["a"]);
        ConversionResult sharded = CheckpointConverter.Convert(shards, _folder["b"]);

        Assert.Equal(single.Config with { CheckpointSha256 = "", Mean = [], Std = [] }, sharded.Config with { CheckpointSha256 = "", Mean = [], Std = [] });
        foreach (string file in (string[])["visual.onnx", "text.onnx", "attention.onnx", "weights.bin"])
        {
            Assert.Equal(File.ReadAllBytes(_folder["a", file]), File.ReadAllBytes(_folder["b", file]));
        }
    }

    [Theory]
    [InlineData("../x.safetensors", "names the shard '../x.safetensors'; expected a file of the same folder")]
    [InlineData("none.safetensors", "none.safetensors: cannot be opened")]
    public void A_shard_outside_the_folder_or_missing_is_refused(string shard, string expected)
    {
        File.WriteAllText(_folder["model.safetensors.index.json"], $$$"""{"weight_map":{"a":"{{{shard}}}"}}""");

        AssertRefused(_folder.FullPath, expected);
    }

    [Fact]
    public void Settings_come_from_the_checkpoints_own_files_and_say_so()
    {
        string folder = Checkpoint("own");
        File.WriteAllText(
            Path.Combine(folder, "preprocessor_config.json"),
            """{"image_mean":[0.5,0.5,0.5],"image_std":[0.25,0.25,0.25],"crop_size":{"height":48,"width":64},"size":{"shortest_edge":40}}""");

        ConversionResult result = CheckpointConverter.Convert(folder, _folder["out"]);

        Assert.Equal((64, 48), (result.Config.InputWidth, result.Config.InputHeight));
        Assert.Equal([0.5f, 0.5f, 0.5f], result.Config.Mean);
        Assert.Equal([0.25f, 0.25f, 0.25f], result.Config.Std);
        Assert.Equal(ClipActivation.Gelu, result.Config.Activation);
        Assert.Equal(new TransformerConfig(96, 8, 3), result.Config.Vision);
        Assert.Contains(new CheckpointSetting("input size", "64x48", "preprocessor_config.json"), result.Settings);
        Assert.Contains(new CheckpointSetting("activation", "Gelu", "config.json"), result.Settings);
    }

    [Fact]
    public void Options_win_over_files()
    {
        ConversionResult result = CheckpointConverter.Convert(Checkpoint("own"), _folder["out"], new ConversionOptions
        {
            Activation = ClipActivation.QuickGelu,
            VisionHeads = 6,
            TextHeads = 4,
            Mean = [0, 0, 0],
            Std = [1, 1, 1],
            Size = (16, 24),
        });

        Assert.Equal((ClipActivation.QuickGelu, 6, 4, 16, 24), (result.Config.Activation, result.Config.Vision.Heads, result.Config.Text.Heads, result.Config.InputWidth, result.Config.InputHeight));
        Assert.Contains(new CheckpointSetting("activation", "QuickGelu", "option"), result.Settings);
    }

    [Fact]
    public void An_open_clip_configuration_is_read()
    {
        string folder = _folder.Create("open");
        File.Copy(TestData.Golden("clip", "gelu-p8", "openai.safetensors"), Path.Combine(folder, "open_clip_model.safetensors"));
        File.WriteAllText(
            Path.Combine(folder, "open_clip_config.json"),
            """{"model_cfg":{"embed_dim":48,"vision_cfg":{"image_size":32,"head_width":32},"text_cfg":{"heads":2}},"preprocess_cfg":{"mean":[0.1,0.2,0.3],"std":[1,1,1]}}""");

        ClipConfig config = CheckpointConverter.Convert(folder, _folder["out"]).Config;

        Assert.Equal((3, 2, ClipActivation.Gelu), (config.Vision.Heads, config.Text.Heads, config.Activation));
        Assert.Equal([0.1f, 0.2f, 0.3f], config.Mean);
    }

    [Fact]
    public void Without_a_configuration_heads_that_do_not_divide_are_asked_for()
    {
        string folder = _folder.Create("bare");
        File.Copy(TestData.Golden("clip", "gelu-p8", "openai.safetensors"), Path.Combine(folder, "model.safetensors"));
        File.Copy(TestData.Golden("clip", "quickgelu-p16", "openai.safetensors"), Path.Combine(_folder.Create("inferred"), "model.safetensors"));

        ClipConfig inferred = CheckpointConverter.Convert(_folder["inferred"], _folder["out"]).Config;

        Assert.Equal((1, ClipActivation.QuickGelu, 64), (inferred.Vision.Heads, inferred.Activation, inferred.InputWidth));
        AssertRefused(folder, "do not tell the attention heads of a vision width of 96; give them with --vision-heads");
    }

    [Theory]
    [InlineData("config.json", "{", "is not valid JSON")]
    [InlineData("config.json", """{"vision_config":{"hidden_act":"swish"}}""", "names the activation 'swish'; expected quick_gelu or gelu")]
    public void A_bad_configuration_is_refused(string file, string content, string expected)
    {
        string folder = Checkpoint("bad");
        File.WriteAllText(Path.Combine(folder, file), content);

        AssertRefused(folder, expected);
    }

    [Fact]
    public void A_missing_tensor_is_named()
    {
        string folder = Checkpoint("missing");
        string file = Path.Combine(folder, "model.safetensors");
        // A key of the same length: the file stays whole, the tensor is gone.
        byte[] bytes = File.ReadAllBytes(file);
        int at = bytes.AsSpan().IndexOf("\"vision_model.post_layernorm.bias\""u8);
        bytes[at + 1] = (byte)'V';
        File.WriteAllBytes(file, bytes);

        AssertRefused(folder, "tensor vision_model.post_layernorm.bias is missing");
    }

    [Fact]
    public void What_is_no_clip_checkpoint_is_refused()
    {
        AssertRefused(_folder.Create("empty"), "has no .safetensors file");
        AssertRefused(_folder["none"], "no such checkpoint");
        File.WriteAllText(Path.Combine(_folder.Create("pickle"), "model.pt"), "");
        AssertRefused(_folder["pickle"], "model.pt is a Python pickle, which can run code when it is loaded, so it never is");
        byte[] header = """{"x":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"""u8.ToArray();
        File.WriteAllBytes(Path.Combine(_folder.Create("other"), "model.safetensors"), [.. BitConverter.GetBytes((long)header.Length), .. header]);
        AssertRefused(_folder["other"], "is not a CLIP checkpoint that can be converted");
    }

    [Fact]
    public void Converting_twice_gives_the_same_bytes_and_a_full_folder_is_left_alone()
    {
        string folder = Checkpoint("own");
        CheckpointConverter.Convert(folder, _folder["a"]);
        CheckpointConverter.Convert(folder, _folder["b"]);
        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => CheckpointConverter.Convert(folder, _folder["a"]));

        Assert.Contains("is not empty", error.Message);
        foreach (string file in Directory.EnumerateFiles(_folder["a"]).Select(path => Path.GetFileName(path)))
        {
            Assert.Equal(File.ReadAllBytes(_folder["a", file]), File.ReadAllBytes(_folder["b", file]));
        }

        ModelManifest.Read(_folder["a"]).Verify(_folder["a"], full: true);
    }

    [Fact]
    public void A_conversion_that_fails_leaves_nothing_behind()
    {
        string folder = Checkpoint("own");
        File.WriteAllText(_folder["taken"], "");

        Assert.Throws<ClipSurgeryException>(() => CheckpointConverter.Convert(folder, Path.Combine(_folder["taken"], "x")));
        Assert.Throws<ClipSurgeryException>(() => CheckpointConverter.Convert(folder, _folder["x"], new ConversionOptions { VisionHeads = 7 }));

        Assert.Equal([folder], Directory.EnumerateDirectories(_folder.FullPath));
    }

    [Theory]
    [InlineData("weights.bin")]
    [InlineData("text.onnx")]
    public void A_converted_model_whose_files_changed_is_refused(string file)
    {
        CheckpointConverter.Convert(Checkpoint("own"), _folder["out"]);
        byte[] bytes = File.ReadAllBytes(_folder["out", file]);
        bytes[^100] ^= 1;
        File.WriteAllBytes(_folder["out", file], bytes);
        Assert.Contains($"{file} has SHA-256", Load());
        File.WriteAllBytes(_folder["out", file], bytes[..^1]);
        Assert.Contains($"{file} has {bytes.Length - 1} bytes", Load());
        File.Delete(_folder["out", file]);
        Assert.Contains($"{file} is missing", Load());
    }

    [Fact]
    public void External_data_outside_the_folder_is_refused()
    {
        CheckpointConverter.Convert(Checkpoint("own"), _folder["out"]);

        byte[] graph = File.ReadAllBytes(_folder["out", "visual.onnx"]);
        // "weights.bin" and "../ghts.bin" have the same length.
        File.WriteAllBytes(_folder["out", "visual.onnx"], Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(graph).Replace("weights.bin", "../ghts.bin")));
        File.Copy(_folder["out", "weights.bin"], _folder["ghts.bin"]);
        ModelManifest manifest = ModelManifest.Read(_folder["out"]);
        (manifest with { Files = manifest.Files.Keys.ToDictionary(file => file, file => ModelFile.Describe(_folder["out", file])) }).Write(_folder["out"]);

        string message = Load();

        Assert.StartsWith(_folder["out", "visual.onnx"], message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_converted_model_is_not_taken_for_another_conversion()
    {
        CheckpointConverter.Convert(Checkpoint("own"), _folder["out"]);

        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => ClipModel.Load(
            _folder["out"], new ClipModelOptions { Conversion = new ConversionOptions { Attention = AttentionVariant.NaClip }, CacheDirectory = _folder["cache"] }));

        Assert.Contains("was converted with Surgery attention, depth 6, F32 weights;", error.Message);
    }

    [Fact]
    public void One_conversion_serves_every_input_size()
    {
        CheckpointConverter.Convert(Checkpoint("own"), _folder["out"]);
        RgbImage image = new(40, 30, [.. Enumerable.Range(0, 3600).Select(i => (byte)(i * 7))]);
        using ClipModel small = ClipModel.Load(_folder["out"]);
        using ClipModel wide = ClipModel.Load(_folder["out"], new ClipModelOptions { Conversion = new ConversionOptions { Size = (64, 32) } });

        ImageTokens asked = small.Encode(image, 64, 32, TestContext.Current.CancellationToken);

        Assert.Equal((8, 4), (asked.GridWidth, asked.GridHeight));
        Assert.Equal(wide.Encode(image, TestContext.Current.CancellationToken).Patches.ToArray(), asked.Patches.ToArray());
        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(
            () => small.Encode(image, 60, 32, TestContext.Current.CancellationToken));
        Assert.Contains("multiples of 8", error.Message);
    }

    [Fact]
    public void A_damaged_cache_costs_time_only()
    {
        float[] expected = Embed(_folder["cache"]);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(_folder["cache"], "text"), "*", SearchOption.AllDirectories))
        {
            byte[] bytes = File.ReadAllBytes(file);
            bytes[3] ^= 0x40;
            File.WriteAllBytes(file, bytes);
        }

        Assert.Equal(expected, Embed(_folder["cache"]));

        string weights = Directory.EnumerateFiles(_folder["cache"], "weights.bin", SearchOption.AllDirectories).Single();
        File.WriteAllBytes(weights, File.ReadAllBytes(weights)[..^1]);
        Assert.Equal(expected, Embed(_folder["cache"]));

        static float[] Embed(string cache)
        {
            using ClipModel clip = ClipModel.Load(TestData.Model("clip", "emoji"), new ClipModelOptions { CacheDirectory = cache });
            return clip.Embed(["cat"], TestContext.Current.CancellationToken)[0].ToArray();
        }
    }

    private string Load() => Assert.Throws<ClipSurgeryException>(
        () => ClipModel.Load(_folder["out"], new ClipModelOptions { CacheDirectory = _folder["cache"] })).Message;

    private string Checkpoint(string name)
    {
        string folder = _folder.Create(name);
        File.Copy(TestData.Golden("clip", "gelu-p8", "model.safetensors"), Path.Combine(folder, "model.safetensors"));
        File.Copy(TestData.Golden("clip", "gelu-p8", "config.json"), Path.Combine(folder, "config.json"));
        return folder;
    }

    private void AssertRefused(string checkpoint, string expected)
    {
        string message = Assert.Throws<ClipSurgeryException>(() => CheckpointConverter.Convert(checkpoint, _folder["refused"])).Message;
        Assert.Contains(expected, message);
        Assert.DoesNotContain('\n', message);
        Assert.False(Directory.Exists(_folder["refused"]));
    }

    /// <summary>Splits a checkpoint into two shards with an index, and deletes it.</summary>
    private static void Split(string file, string folder)
    {
        byte[] bytes = File.ReadAllBytes(file);
        int headerLength = (int)BitConverter.ToInt64(bytes);
        JsonObject header = JsonNode.Parse(bytes.AsSpan(8, headerLength))!.AsObject();
        header.Remove("__metadata__");
        KeyValuePair<string, JsonNode?>[] tensors = [.. header.OrderBy(tensor => (int)tensor.Value!["data_offsets"]![0]!)];
        JsonObject map = [];
        for (int shard = 0; shard < 2; shard++)
        {
            using MemoryStream data = new();
            JsonObject part = [];
            foreach ((string name, JsonNode? tensor) in tensors.Where((_, i) => i % 2 == shard))
            {
                int begin = (int)tensor!["data_offsets"]![0]!;
                int end = (int)tensor["data_offsets"]![1]!;
                long position = data.Position;
                data.Write(bytes, 8 + headerLength + begin, end - begin);
                part[name] = new JsonObject
                {
                    ["dtype"] = (string)tensor["dtype"]!,
                    ["shape"] = tensor["shape"]!.DeepClone(),
                    ["data_offsets"] = new JsonArray(position, data.Position),
                };
                map[name] = $"model-{shard}.safetensors";
            }

            byte[] json = Encoding.UTF8.GetBytes(part.ToJsonString());
            File.WriteAllBytes(Path.Combine(folder, $"model-{shard}.safetensors"), [.. BitConverter.GetBytes((long)json.Length), .. json, .. data.ToArray()]);
        }

        File.WriteAllText(Path.Combine(folder, "model.safetensors.index.json"), new JsonObject { ["weight_map"] = map }.ToJsonString());
        File.Delete(file);
    }
}
