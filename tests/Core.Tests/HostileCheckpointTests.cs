using System.Text;
using System.Text.Json;

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

    /// <summary>The golden's file with another logit scale, which is put behind the other tensors.</summary>
    private static byte[] WithLogitScale(string shape, float value)
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Golden, "model.safetensors"));
        int data = 8 + (int)BitConverter.ToInt64(file);
        Dictionary<string, object> header = [];
        List<byte> bytes = [];
        using JsonDocument json = JsonDocument.Parse(file.AsMemory(8, data - 8));
        foreach (JsonProperty entry in json.RootElement.EnumerateObject())
        {
            if (entry.Name is "__metadata__" or "logit_scale")
            {
                continue;
            }

            JsonElement offsets = entry.Value.GetProperty("data_offsets");
            byte[] tensor = file[(data + offsets[0].GetInt32())..(data + offsets[1].GetInt32())];
            int[] tensorShape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(dimension => dimension.GetInt32())];
            Add(entry.Name, tensorShape, tensor);
        }

        int count = shape.Length == 0 ? 1 : int.Parse(shape);
        byte[] scales = [.. Enumerable.Repeat(BitConverter.GetBytes(value), count).SelectMany(scale => scale)];
        Add("logit_scale", shape.Length == 0 ? [] : [count], scales);
        byte[] head = JsonSerializer.SerializeToUtf8Bytes(header);
        return [.. BitConverter.GetBytes((long)head.Length), .. head, .. bytes];

        void Add(string name, int[] dimensions, byte[] tensor)
        {
            int[] offsets = [bytes.Count, bytes.Count + tensor.Length];
            header.Add(name, new { dtype = "F32", shape = dimensions, data_offsets = offsets });
            bytes.AddRange(tensor);
        }
    }
}
