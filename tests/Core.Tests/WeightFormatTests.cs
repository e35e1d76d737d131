using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery.Tests;

/// <summary>Converted models with weights of 16 and of 8 bits.</summary>
public sealed class WeightFormatTests : IDisposable
{
    /// <summary>What a weight is off by, as a share of itself: half the distance of two 16-bit floats.</summary>
    private const double HalfFloatRounding = 1.0 / 2048;

    /// <summary>Half a step as a share of the largest weight of a block.</summary>
    private const double BlockRounding = 1.0 / 254;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// Each of the linear layers in a row (four in a block, and the projection) adds the rounding of its weights, as a share of its
    /// output; the token table and the first convolution are one more. Independent errors add up in squares.
    /// </summary>
    [Theory]
    [InlineData("quickgelu-p16", WeightFormat.F16, HalfFloatRounding)]
    [InlineData("gelu-p8", WeightFormat.F16, HalfFloatRounding)]
    [InlineData("quickgelu-p16", WeightFormat.Q8, BlockRounding)]
    [InlineData("gelu-p8", WeightFormat.Q8, BlockRounding)]
    public void Tokens_and_texts_are_off_by_no_more_than_the_weights_rounding(string model, WeightFormat format, double rounding)
    {
        using SafetensorsFile expected = SafetensorsFile.Open(TestData.Golden("clip", model, "expected.safetensors"));
        string folder = Convert(TestData.Golden("clip", model, "model.safetensors"), format);
        ClipConfig config = ModelManifest.Read(folder).Clip!;
        using OnnxSession visual = Load(folder, "visual.onnx");
        using OnnxSession text = Load(folder, "text.onnx");
        foreach (string size in (string[])["square", "large", "wide"])
        {
            long[] shape = [.. expected.Tensors[$"{size}.pixels"].Shape];
            using OrtValue pixels = OrtValue.CreateTensorValueFromMemory(expected.ReadFloats($"{size}.pixels"), shape);
            float[] tokens = Run(visual, "pixels", pixels, "tokens");
            AssertClose(expected.ReadFloats($"{size}.tokens.surgery"), tokens, rounding * Math.Sqrt(4 * config.Vision.Layers + 2));

            using OrtValue ids = OrtValue.CreateTensorValueFromMemory(TestTensors.ReadInt64(expected.Path, $"{size}.text_ids"), [5, 77]);
            float[] texts = Run(text, "ids", ids, "embedding");
            AssertClose(expected.ReadFloats($"{size}.text"), texts, rounding * Math.Sqrt(4 * config.Text.Layers + 2));
        }
    }

    [Fact]
    public void A_checkpoint_of_16_bit_floats_gives_the_same_numbers_from_half_the_file()
    {
        string checkpoint = TestData.Model("clip", "emoji");
        RgbImage picture = new(8, 8, [.. Enumerable.Range(0, 192).Select(value => (byte)value)]);
        using ClipModel exact = ClipModel.Load(Convert(checkpoint, WeightFormat.F32), NoCache("a"));
        using ClipModel half = ClipModel.Load(Convert(checkpoint, WeightFormat.F16), NoCache("b"));

        CancellationToken stop = TestContext.Current.CancellationToken;

        Assert.Equal(exact.Encode(picture, stop).Patches, half.Encode(picture, stop).Patches);
        Assert.Equal(exact.Embed(["cat"], stop)[0], half.Embed(["cat"], stop)[0]);
        Assert.InRange(Bytes(half) / (double)Bytes(exact), 0.5, 0.51);

        static long Bytes(ClipModel model) => model.Manifest.Files["weights.bin"].Bytes;
    }

    [Fact]
    public void The_runtime_reads_blocks_as_they_are_written()
    {
        float[] weights = Wave(3 * 40, 0.37f);
        float[] x = Wave(2 * 40, 1.1f);
        QuantizedWeights blocks = BlockQuantizer.Columns("w", weights, 3, Linear.Block);
        using OnnxSession session = LoadLinear(weights, 40, 3);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(x, [2, 40]);

        float[] product = Run(session, "x", input, "y");

        for (int i = 0; i < product.Length; i++)
        {
            (int row, int output) = (i / 3, i % 3);
            double sum = 0;
            for (int k = 0; k < 40; k++)
            {
                int code = blocks.Codes[output * 2 * Linear.Block + k] - BlockQuantizer.Zero;
                sum += x[row * 40 + k] * (double)code * blocks.Scales[output * 2 + k / Linear.Block];
            }

            Assert.Equal(sum, product[i], 1e-5);
        }
    }

    [Fact]
    public void The_manifest_says_which_and_the_cache_keeps_them_apart()
    {
        string checkpoint = TestData.Golden("clip", "gelu-p8", "model.safetensors");

        string[] folders = [.. Enum.GetValues<WeightFormat>().Select(format => CheckpointConverter.ConvertOnce(
            checkpoint, new ConversionOptions { Weights = format }, _folder.FullPath))];

        Assert.Equal(folders.Length, folders.Distinct().Count());
        Assert.Equal(Enum.GetValues<WeightFormat>(), folders.Select(folder => ModelManifest.Read(folder).Clip!.Weights));
        Assert.Contains("\"weights\": \"q8\"", File.ReadAllText(Path.Combine(folders[^1], "model.json")));
        Assert.Equal(folders[0], CheckpointConverter.ConvertOnce(checkpoint, new ConversionOptions(), _folder.FullPath));
    }

    [Fact]
    public void A_manifest_that_does_not_say_means_F32_and_an_unknown_format_is_refused()
    {
        string folder = Convert(TestData.Golden("clip", "gelu-p8", "model.safetensors"), WeightFormat.F32);
        string manifest = Path.Combine(folder, "model.json");
        string json = File.ReadAllText(manifest);

        File.WriteAllText(manifest, json.Replace("    \"weights\": \"f32\",\n", ""));
        Assert.Equal(WeightFormat.F32, ModelManifest.Read(folder).Clip!.Weights);

        File.WriteAllText(manifest, json.Replace("\"f32\"", "\"f4\""));
        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => ModelManifest.Read(folder));
        Assert.StartsWith($"{manifest}: not a model manifest", error.Message);
        Assert.Contains("$.clip.weights", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_converted_model_is_taken_as_it_is_unless_another_format_is_asked_for()
    {
        string folder = Convert(TestData.Golden("clip", "gelu-p8", "model.safetensors"), WeightFormat.F16);

        ClipModel.Load(folder, NoCache("c") with { Conversion = new ConversionOptions() }).Dispose();
        ClipSurgeryException error = Assert.Throws<ClipSurgeryException>(() => ClipModel.Load(
            folder, NoCache("c") with { Conversion = new ConversionOptions { Weights = WeightFormat.Q8 } }));

        Assert.Contains("F16 weights; give the checkpoint itself", error.Message);
    }

    private static void AssertClose(float[] expected, float[] found, double share)
    {
        double error = Math.Sqrt(expected.Zip(found, (a, b) => Math.Pow(a - b, 2)).Sum());
        double length = Math.Sqrt(expected.Sum(value => (double)value * value));
        Assert.True(error > 0 && error <= share * length, $"off by {error / length:F5}, at most {share:F5} allowed");
    }

    private static float[] Wave(int count, float frequency) => [.. Enumerable.Range(0, count).Select(i => MathF.Sin(frequency * i))];

    private static OnnxSession Load(string folder, string file) =>
        OnnxSession.Load(Path.Combine(folder, file), new RuntimeOptions(), fixedShapes: false);

    private static float[] Run(OnnxSession session, string inputName, OrtValue input, string output)
    {
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run([inputName], [input], [output], TestContext.Current.CancellationToken);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private OnnxSession LoadLinear(float[] weights, int inputs, int outputs)
    {
        using FileStream stream = File.Create(Path.Combine(_folder.FullPath, "weights.bin"));
        OnnxGraphBuilder graph = new("linear", new ExternalWeights(stream, "weights.bin")) { Format = WeightFormat.Q8 };
        string x = graph.FloatInput("x", "rows", $"{inputs}");
        Linear linear = new(graph, "w", (inputs, outputs), () => weights);
        graph.FloatOutput("y", linear.Apply(x), "rows", $"{outputs}");
        stream.Dispose();
        File.WriteAllBytes(Path.Combine(_folder.FullPath, "linear.onnx"), graph.ToBytes());
        return Load(_folder.FullPath, "linear.onnx");
    }

    private string Convert(string checkpoint, WeightFormat format) => CheckpointConverter.Convert(
        checkpoint, Path.Combine(_folder.FullPath, $"{format}"), new ConversionOptions { Weights = format }).Directory;

    private ClipModelOptions NoCache(string name) => new() { CacheDirectory = Path.Combine(_folder.FullPath, name) };
}
