using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery.Tests;

public sealed class SelfAttentionTests : IDisposable
{
    private const float Tolerance = 1e-5f;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Checkpoints() => new()
    {
        { "quickgelu-p16", "model.safetensors" },
        { "quickgelu-p16", "openai.safetensors" },
        { "gelu-p8", "model.safetensors" },
        { "gelu-p8", "openai.safetensors" },
    };

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void Every_block_matches_plain_arithmetic(string model, string file)
    {
        ClipConfig config = Convert(model, file);
        using SafetensorsFile weights = SafetensorsFile.Open(TestData.Golden("clip", model, "model.safetensors"));
        (float[] pixels, long[] shape) = Picture(model, "square");

        (float[] raw, float[] consistent) = Run(pixels, shape);

        (double[] expectedRaw, double[] expectedConsistent) = new PlainImageTower(weights, config).Attend(pixels);
        AssertClose(expectedRaw, raw);
        AssertClose(expectedConsistent, consistent);
    }

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void Rows_sum_to_one_at_every_picture_size(string model, string file)
    {
        ClipConfig config = Convert(model, file);
        foreach (string size in (string[])["square", "large", "wide"])
        {
            (float[] pixels, long[] shape) = Picture(model, size);
            int tokens = 1 + (int)(shape[2] / config.PatchSize * (shape[3] / config.PatchSize));

            (float[] raw, float[] consistent) = Run(pixels, shape);

            Assert.Equal(config.Vision.Layers * tokens * tokens, raw.Length);
            Assert.Equal(raw.Length, consistent.Length);
            Assert.All(raw.Chunk(tokens), row => Assert.Equal(1, row.Sum(), Tolerance));
            Assert.All(consistent.Chunk(tokens), row => Assert.Equal(1, row.Sum(), Tolerance));
        }
    }

    [Theory]
    [InlineData(AttentionVariant.Surgery)]
    [InlineData(AttentionVariant.Raw)]
    [InlineData(AttentionVariant.SinglePath)]
    public void The_conversions_variant_does_not_change_what_is_read(AttentionVariant variant)
    {
        (float[] pixels, long[] shape) = Picture("gelu-p8", "wide");
        Convert("gelu-p8", "model.safetensors", variant);
        (float[] raw, float[] consistent) = Run(pixels, shape);
        Directory.Delete(_folder["out"], recursive: true);
        Convert("gelu-p8", "model.safetensors", AttentionVariant.MaskClip);

        (float[] otherRaw, float[] otherConsistent) = Run(pixels, shape);

        Assert.Equal(otherRaw, raw);
        Assert.Equal(otherConsistent, consistent);
    }

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void The_attention_adds_nothing_to_the_weights(string model, string file)
    {
        Convert(model, file);
        using ClipCheckpoint checkpoint = ClipCheckpoint.Open(_folder["checkpoint"], new ConversionOptions());
        using MemoryStream stream = new();
        ExternalWeights weights = new(stream, "weights.bin");
        new VisualGraph(checkpoint, new OnnxGraphBuilder("visual", weights)).Build();
        new TextGraph(checkpoint, new OnnxGraphBuilder("text", weights)).Build();

        Assert.Equal(stream.ToArray(), File.ReadAllBytes(_folder["out", "weights.bin"]));
        Assert.Contains("attention.onnx", ModelManifest.Read(_folder["out"]).Files.Keys);
    }

    [Fact]
    public void Several_pictures_at_once_are_refused()
    {
        Convert("gelu-p8", "model.safetensors");

        Assert.Throws<ClipSurgeryException>(() => Run(new float[2 * 3 * 32 * 32], [2, 3, 32, 32]));
    }

    [Fact]
    public void A_model_gives_the_attention_from_patch_to_patch()
    {
        ClipConfig config = Convert("gelu-p8", "model.safetensors");
        using SafetensorsFile weights = SafetensorsFile.Open(_folder["checkpoint", "model.safetensors"]);
        RgbImage image = new(32, 32, [.. Enumerable.Range(0, 32 * 32 * 3).Select(i => (byte)(i * i / 7))]);
        float[] pixels = new float[3 * 32 * 32];
        for (int i = 0; i < pixels.Length; i++)
        {
            int channel = i % 3;
            pixels[channel * 32 * 32 + i / 3] = (image.Pixels[i] / 255f - config.Mean[channel]) / config.Std[channel];
        }

        using ClipModel clip = ClipModel.Load(_folder["out"], new ClipModelOptions { CacheDirectory = _folder["cache"] });
        SelfAttention attention = clip.Attend(image, TestContext.Current.CancellationToken);

        Assert.Equal((8, 4, 4), (attention.Layers, attention.GridWidth, attention.GridHeight));
        (double[] raw, double[] consistent) = new PlainImageTower(weights, config).Attend(pixels);
        for (int layer = 0; layer < 8; layer++)
        {
            AssertClose(PatchesOf(raw, layer, 17), attention.Raw(layer));
            AssertClose(PatchesOf(consistent, layer, 17), attention.Consistent(layer));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => attention.Raw(8).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => attention.Consistent(-1).Length);
    }

    [Fact]
    public void The_input_size_sets_the_grid_and_threads_share_the_model()
    {
        Convert("gelu-p8", "model.safetensors");
        RgbImage image = new(50, 20, [.. Enumerable.Range(0, 3000).Select(i => (byte)(i * 7))]);
        ConversionOptions wide = new() { Size = (64, 32) };
        using ClipModel clip = ClipModel.Load(
            _folder["out"], new ClipModelOptions { Conversion = wide, CacheDirectory = _folder["cache"] });
        SelfAttention[] attentions = new SelfAttention[4];

        Parallel.For(0, attentions.Length, i => attentions[i] = clip.Attend(image));

        Assert.Equal((8, 4), (attentions[0].GridWidth, attentions[0].GridHeight));
        Assert.Equal(32 * 32, attentions[0].Raw(0).Length);
        float[] expected = attentions[0].Consistent(7).ToArray();
        Assert.All(attentions, attention => Assert.Equal(expected, attention.Consistent(7).ToArray()));
    }

    /// <summary>One layer of <c>[layers, tokens, tokens]</c> without the class token.</summary>
    private static double[] PatchesOf(double[] attention, int layer, int tokens) =>
        [.. attention.Skip(layer * tokens * tokens).Take(tokens * tokens).Where((_, i) => i >= tokens && i % tokens > 0)];

    /// <summary>Converts a golden checkpoint, laid out as a folder, into "out".</summary>
    private ClipConfig Convert(string model, string file, AttentionVariant attention = AttentionVariant.Surgery)
    {
        string folder = _folder.Create("checkpoint");
        File.Copy(TestData.Golden("clip", model, file), Path.Combine(folder, "model.safetensors"), overwrite: true);
        File.Copy(TestData.Golden("clip", model, "config.json"), Path.Combine(folder, "config.json"), overwrite: true);
        return CheckpointConverter.Convert(folder, _folder["out"], new ConversionOptions { Attention = attention }).Config;
    }

    /// <summary>The first picture of a golden.</summary>
    private static (float[] Pixels, long[] Shape) Picture(string model, string size)
    {
        using SafetensorsFile expected = SafetensorsFile.Open(TestData.Golden("clip", model, "expected.safetensors"));
        long[] shape = [1, .. expected.Tensors[$"{size}.pixels"].Shape.Skip(1)];
        return (expected.ReadFloats($"{size}.pixels")[..(int)(3 * shape[2] * shape[3])], shape);
    }

    private (float[] Raw, float[] Consistent) Run(float[] pixels, long[] shape)
    {
        using OnnxSession session = OnnxSession.Load(_folder["out", "attention.onnx"], new RuntimeOptions(), fixedShapes: false);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(pixels, shape);
        using IDisposableReadOnlyCollection<OrtValue> output =
            session.Run(["pixels"], [input], ["raw", "consistent"], TestContext.Current.CancellationToken);
        return (output[0].GetTensorDataAsSpan<float>().ToArray(), output[1].GetTensorDataAsSpan<float>().ToArray());
    }

    private static void AssertClose(double[] expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i] - actual[i]));
        }

        Assert.True(largest <= Tolerance, $"largest difference {largest}");
    }
}
