using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery.Tests;

public sealed class PatchOutliersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("quickgelu-p16", "large")]
    [InlineData("quickgelu-p16", "wide")]
    [InlineData("gelu-p8", "large")]
    [InlineData("gelu-p8", "wide")]
    public void They_are_those_of_the_reference(string model, string size) => Assert.Equal(Expected(model, size), Find(model, size));

    /// <summary>With all others as neighbours, the two patches that are furthest apart tie: the reference's arithmetic took one of them.</summary>
    [Theory]
    [InlineData("quickgelu-p16", 1, 12)]
    [InlineData("gelu-p8", 0, 7)]
    public void Of_a_tie_neither_stands_out(string model, int picture, int taken)
    {
        float[] expected = Expected(model, "square");
        Assert.Equal(16 * picture + taken, Assert.Single(Enumerable.Range(0, 32), i => expected[i] != 0));

        Assert.All(Find(model, "square"), outlier => Assert.Equal(0, outlier));
    }

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(1, 2, 0)]
    [InlineData(5, 1, 0)]
    [InlineData(5, 6, 2)]
    public void Small_grids_have_fewer_neighbours(int rows, int columns, int outliers)
    {
        int count = rows * columns;
        float[] line = [.. Enumerable.Range(0, count).Select(i => i == 0 ? 1000f : i)];

        float[] found = Run(
            graph => graph.FloatInput("patches", "1", $"{count}", "1"),
            (graph, _) => graph.Integers(rows, columns),
            OrtValue.CreateTensorValueFromMemory(line, [1, count, 1]),
            "patches");

        // The patch that all others are far from, and the one at the other end, which is as far from it.
        Assert.Equal([.. Enumerable.Repeat(1f, outliers), .. new float[count - outliers]], found);
    }

    [Fact]
    public void The_one_far_from_a_crowd_stands_out()
    {
        float[] line = [.. Enumerable.Range(0, 64).Select(i => i == 17 ? 1000f : i)];

        float[] found = Run(
            graph => graph.FloatInput("patches", "1", "64", "1"),
            (graph, _) => graph.Integers(8, 8),
            OrtValue.CreateTensorValueFromMemory(line, [1, 64, 1]),
            "patches");

        Assert.Equal(1, found[17]);
        Assert.Equal(4, found.Sum());
    }

    private static float[] Expected(string model, string size) =>
        TestTensors.ReadFloats(TestData.Golden("methods", $"{model}-scclip.safetensors"), $"{size}.outliers");

    private float[] Find(string model, string size)
    {
        using ClipCheckpoint checkpoint = ClipCheckpoint.Open(TestData.Golden("clip", model, "model.safetensors"), new ConversionOptions());
        using SafetensorsFile inputs = SafetensorsFile.Open(TestData.Golden("clip", model, "expected.safetensors"));
        PatchEmbedding? embedding = null;
        return Run(
            graph =>
            {
                embedding = new PatchEmbedding(checkpoint, graph);
                string x = embedding.Apply(graph.FloatInput("pixels", "batch", "3", "height", "width"));
                for (int layer = 0; layer < checkpoint.Config.Vision.Layers - 1; layer++)
                {
                    x = new TransformerBlock(graph, checkpoint.Layout, Tower.Vision, layer, checkpoint.Config.Vision, checkpoint.Config).Apply(x);
                }

                return graph.Slice(x, 1, int.MaxValue, axis: 1);
            },
            (_, _) => embedding!.GridSize,
            OrtValue.CreateTensorValueFromMemory(inputs.ReadFloats($"{size}.pixels"), [.. inputs.Tensors[$"{size}.pixels"].Shape]),
            "pixels");
    }

    private float[] Run(
        Func<OnnxGraphBuilder, string> patches, Func<OnnxGraphBuilder, string, string> gridSize, OrtValue input, string inputName)
    {
        using (FileStream stream = File.Create(_folder["weights.bin"]))
        {
            OnnxGraphBuilder graph = new("outliers", new ExternalWeights(stream, "weights.bin"));
            string values = patches(graph);
            graph.FloatOutput("outliers", graph.ToFloat(new PatchOutliers(graph, gridSize(graph, values)).Find(values)), "batch", "patches");
            stream.Flush();
            File.WriteAllBytes(_folder["outliers.onnx"], graph.ToBytes());
        }

        using OnnxSession session = OnnxSession.Load(_folder["outliers.onnx"], new RuntimeOptions(), fixedShapes: false);
        using (input)
        {
            using IDisposableReadOnlyCollection<OrtValue> output =
                session.Run([inputName], [input], ["outliers"], TestContext.Current.CancellationToken);
            return output[0].GetTensorDataAsSpan<float>().ToArray();
        }
    }
}
