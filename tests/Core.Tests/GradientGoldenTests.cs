namespace ClipSurgery.Tests;

/// <summary>Gradient maps against PyTorch's autograd (<c>gradient_golden.py</c>), for both activations and two picture sizes.</summary>
public sealed class GradientGoldenTests : IDisposable
{
    /// <summary>Of a map's largest value.</summary>
    private const float Tolerance = 1e-4f;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, WeightFormat> Checkpoints() => new()
    {
        { "quickgelu-p16", "model.safetensors", WeightFormat.F32 },
        { "gelu-p8", "openai.safetensors", WeightFormat.F32 },
    };

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void Maps_match_the_reference(string model, string file, WeightFormat weights)
    {
        ConversionOptions options = new() { Weights = weights };
        ClipConfig config = CheckpointConverter.Convert(TestData.Golden("clip", model, file), _folder["out"], options).Config;
        using OnnxSession visual = OnnxSession.Load(_folder["out", "visual.onnx"], new RuntimeOptions(), fixedShapes: false);
        using GradientMaps maps = new(_folder["out"], config, visual, new RuntimeOptions());
        using SafetensorsFile inputs = SafetensorsFile.Open(TestData.Golden("clip", model, "expected.safetensors"));
        using SafetensorsFile expected = SafetensorsFile.Open(TestData.Golden("methods", $"{model}.safetensors"));
        foreach (string size in (string[])["square", "wide"])
        {
            IReadOnlyList<long> shape = inputs.Tensors[$"{size}.pixels"].Shape;
            (int width, int height) = ((int)shape[3], (int)shape[2]);
            float[][] pictures = [.. inputs.ReadFloats($"{size}.pixels").Chunk(3 * width * height)];
            float[] texts = TestTensors.NormalizeRows(inputs.ReadFloats($"{size}.text"), config.EmbeddingWidth)[..(3 * config.EmbeddingWidth)];
            foreach (MapMethod method in MapMethod.All.Where(method => method.Gradient is not null))
            {
                for (int picture = 0; picture < 2; picture++)
                {
                    float[][] found = maps.Compute(
                        method with { Channels = 24 }, pictures[picture], (width, height), texts, null, TestContext.Current.CancellationToken);
                    float[][] right = [.. Enumerable.Range(0, 3).Select(text => expected.ReadFloats($"{size}.{method.Name}.{picture}.{text}"))];
                    float highest = right.Max(map => map.Max());
                    Assert.True(highest > 0);
                    for (int text = 0; text < 3; text++)
                    {
                        // A few are 0 everywhere, as nothing in them raises the score.
                        float scale = right[text].Max() > 0 ? right[text].Max() : highest;
                        TestTensors.AssertClose(right[text], found[text], Tolerance * scale);
                    }
                }
            }
        }
    }
}
