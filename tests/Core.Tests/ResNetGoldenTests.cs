using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery.Tests;

/// <summary>
/// A converted ResNet tower against PyTorch (<c>tests/data/make/resnet_golden.py</c>), for every attention variant and two sizes,
/// one of them another than the positional table's.
/// </summary>
public sealed class ResNetGoldenTests : IDisposable
{
    private const float Tolerance = 1e-4f;

    private static readonly string Checkpoint = Path.Combine(TestData.Root, "tests", "data", "golden-resnet", "RN.safetensors");
    private static readonly string Expected = Path.Combine(TestData.Root, "tests", "data", "golden-resnet", "expected.safetensors");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, AttentionVariant> Variants()
    {
        TheoryData<string, AttentionVariant> data = [];
        foreach (AttentionVariant attention in Enum.GetValues<AttentionVariant>().Except([AttentionVariant.ScClip]))
        {
            data.Add("square", attention);
            data.Add("wide", attention);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Image_tokens_match_the_reference(string size, AttentionVariant attention)
    {
        CheckpointConverter.Convert(Checkpoint, _folder["out"], new ConversionOptions { Attention = attention });

        float[] tokens = Run("visual.onnx", $"{size}.pixels", "tokens", pictures: 2);

        TestTensors.AssertClose(TestTensors.ReadFloats(Expected, $"{size}.tokens.{attention.ToString().ToLowerInvariant()}"), tokens, Tolerance);
    }

    [Theory]
    [InlineData("square", "raw")]
    [InlineData("square", "consistent")]
    [InlineData("wide", "raw")]
    [InlineData("wide", "consistent")]
    public void The_pools_attention_matches_the_reference(string size, string output)
    {
        CheckpointConverter.Convert(Checkpoint, _folder["out"]);

        float[] attention = Run("attention.onnx", $"{size}.pixels", output, pictures: 1);

        TestTensors.AssertClose(TestTensors.ReadFloats(Expected, $"{size}.attention.{output}").AsSpan(0, attention.Length), attention, Tolerance);
    }

    [Theory]
    [InlineData("square")]
    [InlineData("wide")]
    public void Gradient_maps_match_the_reference(string size)
    {
        ClipConfig config = CheckpointConverter.Convert(Checkpoint, _folder["out"]).Config;
        using OnnxSession visual = OnnxSession.Load(_folder["out", "visual.onnx"], new RuntimeOptions(), fixedShapes: false);
        using GradientMaps maps = new(_folder["out"], config, visual, new RuntimeOptions());
        string methods = Path.Combine(TestData.Root, "tests", "data", "golden-resnet", "methods.safetensors");
        using SafetensorsFile expected = SafetensorsFile.Open(Expected);
        IReadOnlyList<long> shape = expected.Tensors[$"{size}.pixels"].Shape;
        (int width, int height) = ((int)shape[3], (int)shape[2]);
        float[][] pictures = [.. expected.ReadFloats($"{size}.pixels").Chunk(3 * width * height)];
        foreach (string name in (string[])["gradcam", "gscorecam"])
        {
            MapMethod method = MapMethod.Find(name)! with { Channels = 24 };
            for (int picture = 0; picture < 2; picture++)
            {
                float[][] found = maps.Compute(
                    method, pictures[picture], (width, height), TestTensors.ReadFloats(methods, "texts"), null, TestContext.Current.CancellationToken);
                float[][] right = [.. Enumerable.Range(0, 3).Select(text => TestTensors.ReadFloats(methods, $"{size}.{name}.{picture}.{text}"))];
                float highest = right.Max(map => map.Max());
                Assert.True(highest > 0);
                foreach ((float[] map, int text) in right.Select((map, text) => (map, text)))
                {
                    TestTensors.AssertClose(map, found[text], Tolerance * (map.Max() > 0 ? map.Max() : highest));
                }
            }
        }
    }

    [Fact]
    public void Its_configuration_comes_from_its_shapes()
    {
        ConversionResult result = CheckpointConverter.Convert(Checkpoint, _folder["out"], new ConversionOptions { Depth = 6 });

        ClipConfig config = result.Config;
        Assert.Equal(new TransformerConfig(128, 1, 2), config.Vision);
        Assert.Equal(new TransformerConfig(64, 1, 1), config.Text);
        Assert.Equal((96, 96, 96, 32, 24, 1), (config.InputWidth, config.InputHeight, config.TrainedSize, config.PatchSize, config.EmbeddingWidth, config.Depth));
        Assert.Contains(new CheckpointSetting("layout", "OpenAI/OpenCLIP, ResNet", "tensor names"), result.Settings);
    }

    [Fact]
    public void It_encodes_pictures_of_any_multiple_of_32()
    {
        using ClipModel clip = ClipModel.Load(Checkpoint, new ClipModelOptions { CacheDirectory = _folder["cache"] });
        RgbImage image = new(40, 30, [.. Enumerable.Range(0, 3600).Select(i => (byte)(i * 7))]);

        ImageTokens tokens = clip.Encode(image, 160, 64, TestContext.Current.CancellationToken);

        Assert.Equal((5, 2), (tokens.GridWidth, tokens.GridHeight));
        Assert.Equal(1, clip.Attend(image, TestContext.Current.CancellationToken).Layers);
        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(
            () => clip.Encode(image, 112, 112, TestContext.Current.CancellationToken));
        Assert.Contains("give multiples of 32", error.Message);
    }

    private float[] Run(string model, string pixels, string output, int pictures)
    {
        using SafetensorsFile expected = SafetensorsFile.Open(Expected);
        long[] shape = [.. expected.Tensors[pixels].Shape];
        float[] values = TestTensors.ReadFloats(Expected, pixels);
        int length = values.Length / (int)shape[0] * pictures;
        shape[0] = pictures;
        using OnnxSession session = OnnxSession.Load(_folder["out", model], new RuntimeOptions(), fixedShapes: true);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(values[..length], shape);
        using IDisposableReadOnlyCollection<OrtValue> result = session.Run(["pixels"], [input], [output], TestContext.Current.CancellationToken);
        return result[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
