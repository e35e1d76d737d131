using System.Text;

namespace ClipSurgery.Tests;

/// <summary>Checkpoints that are well-formed enough to come far: each is refused in one line and leaves nothing behind.</summary>
public sealed class HostileCheckpointTests : IDisposable
{
    private static readonly string Golden = TestData.Golden("clip", "gelu-p8");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"a\nb":{"dtype":"F\r32","shape":[1],"data_offsets":[0,4]}}""", "tensor a b has the unknown type F 32")]
    [InlineData(
        """{"a\u001b[2J":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "tensor a [2J (F32, shape [2]) needs 8 bytes")]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[9223372036854775807],"data_offsets":[0,9223372036854775807]}}""",
        "inside tensor a: it is cut short")]
    public void A_header_cannot_break_the_message(string header, string expected)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        File.WriteAllBytes(_folder["x.safetensors"], [.. BitConverter.GetBytes((long)json.Length), .. json, 0, 0, 0, 0]);

        Assert.Contains(expected, Refused(() => SafetensorsFile.Open(_folder["x.safetensors"])));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("{}")]
    [InlineData("""{"weight_map":[]}""")]
    public void A_shard_index_without_a_map_is_refused(string json)
    {
        File.WriteAllText(_folder["model.safetensors.index.json"], json);

        Assert.Contains("has no weight_map", Refused(() => ClipCheckpoint.Open(_folder.FullPath, new ConversionOptions())));
    }

    [Theory]
    [InlineData("""{"image_std": [1, 0, 1]}""", "std is 1, 0, 1")]
    [InlineData("""{"image_std": [1, -1, 1]}""", "std is 1, -1, 1")]
    public void A_deviation_that_cannot_divide_is_refused(string json, string expected)
    {
        File.Copy(Path.Combine(Golden, "model.safetensors"), _folder["model.safetensors"]);
        File.Copy(Path.Combine(Golden, "config.json"), _folder["config.json"]);
        File.WriteAllText(_folder["preprocessor_config.json"], json);

        Assert.Contains(expected, RefusedConversion());
    }

    [Theory]
    [InlineData("0", 0f, "tensor logit_scale has shape [0]; expected one number")]
    [InlineData("2", 0f, "tensor logit_scale has shape [2]; expected one number")]
    [InlineData("", 1000f, "tensor logit_scale is 1000; expected the logarithm of a finite factor")]
    [InlineData("", float.NaN, "tensor logit_scale is NaN; expected the logarithm of a finite factor")]
    public void A_logit_scale_that_is_no_factor_is_refused(string shape, float value, string expected)
    {
        File.WriteAllBytes(_folder["model.safetensors"], WithLogitScale(shape, value));
        File.Copy(Path.Combine(Golden, "config.json"), _folder["config.json"]);

        Assert.Contains(expected, RefusedConversion());
    }

    [Theory]
    [InlineData(36)]
    [InlineData(64)]
    [InlineData(0)]
    public void A_head_width_that_does_not_fill_the_width_is_refused(int headWidth)
    {
        File.Copy(Path.Combine(Golden, "openai.safetensors"), _folder["open_clip_model.safetensors"]);
        File.WriteAllText(
            _folder["open_clip_config.json"],
            $$"""{"model_cfg": {"vision_cfg": {"head_width": {{headWidth}} }, "text_cfg": {"heads": 2} } }""");

        Assert.Contains("a vision width of 96; give them with --vision-heads", RefusedConversion());
    }

    [Theory]
    [InlineData("visual.layer2.0.downsample.0.weight", "tensor visual.layer2.0.downsample.0.weight is missing")]
    [InlineData("visual.layer3.0.conv1.weight", "tensor visual.layer3.0.conv1.weight is missing")]
    [InlineData("visual.bn2.running_var", "tensor visual.bn2.running_var is missing")]
    [InlineData("visual.attnpool.q_proj.bias", "tensor visual.attnpool.q_proj.bias is missing")]
    [InlineData("visual.attnpool.positional_embedding", "tensor visual.attnpool.positional_embedding is missing")]
    public void A_resnet_without_a_part_is_refused(string tensor, string expected)
    {
        ResNet().Remove(tensor).Write(_folder.FullPath);

        Assert.Contains(expected, RefusedConversion());
    }

    [Theory]
    [InlineData(-1f, "tensor visual.bn1.running_var holds -1; expected variances of 0 or more")]
    [InlineData(float.NaN, "tensor visual.bn1.running_var holds NaN; expected variances of 0 or more")]
    public void A_variance_below_0_is_refused(float variance, string expected)
    {
        ResNet().Set("visual.bn1.running_var", [2], [1, variance]).Write(_folder.FullPath);

        Assert.Contains(expected, RefusedConversion());
    }

    [Fact]
    public void A_resnet_whose_channels_do_not_follow_on_each_other_is_refused()
    {
        ResNet().Keep("visual.layer1.0.conv2.weight", 1, channel => channel > 0).Write(_folder.FullPath);

        Assert.Contains("tensor visual.layer1.0.conv2.weight has shape [4, 3, 3, 3]; expected [4, 4, 3, 3]", RefusedConversion());
    }

    [Fact]
    public void A_resnet_with_a_pool_of_another_width_is_refused()
    {
        TestCheckpoint checkpoint = ResNet().Keep("visual.attnpool.positional_embedding", 1, channel => channel < 64);
        foreach (string part in (string[])["q_proj", "k_proj", "v_proj"])
        {
            checkpoint.Keep($"visual.attnpool.{part}.weight", 0, channel => channel < 64)
                .Keep($"visual.attnpool.{part}.weight", 1, channel => channel < 64)
                .Keep($"visual.attnpool.{part}.bias", 0, channel => channel < 64);
        }

        checkpoint.Keep("visual.attnpool.c_proj.weight", 1, channel => channel < 64).Write(_folder.FullPath);

        Assert.Contains("its last stage has 128 channels and its attention pool 64; expected the same number", RefusedConversion());
    }

    private static TestCheckpoint ResNet() =>
        TestCheckpoint.Read(Path.Combine(TestData.Root, "tests", "data", "golden-resnet", "RN.safetensors"));

    private string RefusedConversion()
    {
        string message = Refused(() => CheckpointConverter.Convert(_folder.FullPath, _folder["out"]));
        Assert.Empty(Directory.EnumerateDirectories(_folder.FullPath));
        return message;
    }

    private static string Refused(Func<object?> action)
    {
        string message = Assert.Throws<ClipSurgeryException>(action).Message;
        Assert.DoesNotContain(message, char.IsControl);
        return message;
    }

    /// <summary>The golden's file with another logit scale.</summary>
    private static byte[] WithLogitScale(string shape, float value)
    {
        TestCheckpoint checkpoint = TestCheckpoint.Read(Path.Combine(Golden, "model.safetensors"));
        int[] dimensions = shape.Length == 0 ? [] : [int.Parse(shape)];
        checkpoint.Set("logit_scale", dimensions, [.. Enumerable.Repeat(value, dimensions.Length == 0 ? 1 : dimensions[0])]);
        return checkpoint.ToBytes();
    }
}
