using System.Text.Json;
using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery.Tests;

/// <summary>A converted SAM against what segment-anything computes, in both layouts of keys.</summary>
public sealed class SamConversionGoldenTests : IDisposable
{
    private const float Tolerance = 1e-4f;

    private static readonly string Expected = TestData.Golden("sam-checkpoint", "expected.safetensors");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("official.safetensors")]
    [InlineData("model.safetensors")]
    public void Embeddings_match_the_reference(string file)
    {
        using OnnxSession encoder = Write(file, "encoder.onnx", (checkpoint, graph) => new SamEncoderGraph(checkpoint, graph).Build());
        float[] pixels = TestTensors.ReadFloats(Expected, "pixels");
        float[] expected = TestTensors.ReadFloats(Expected, "image_embeddings");
        for (int picture = 0; picture < 2; picture++)
        {
            using OrtValue input = OrtValue.CreateTensorValueFromMemory(pixels.Chunk(pixels.Length / 2).ElementAt(picture), [1, 3, 256, 256]);
            using IDisposableReadOnlyCollection<OrtValue> output =
                encoder.Run(["images"], [input], ["image_embeddings"], TestContext.Current.CancellationToken);
            TestTensors.AssertClose(
                expected.Chunk(expected.Length / 2).ElementAt(picture), output[0].GetTensorDataAsSpan<float>(), Tolerance);
        }
    }

    [Theory]
    [InlineData("official.safetensors")]
    [InlineData("model.safetensors")]
    public void Masks_match_the_reference_one_prompt_at_a_time_and_all_at_once(string file)
    {
        using OnnxSession decoder = Write(file, "decoder.onnx", (checkpoint, graph) => new SamDecoderGraph(checkpoint, graph).Build());
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(TestData.Golden("sam-checkpoint", "prompts.json")));
        JsonProperty[] prompts = [.. json.RootElement.EnumerateObject()];
        float[] embeddings = TestTensors.ReadFloats(Expected, "image_embeddings");
        for (int picture = 0; picture < 2; picture++)
        {
            float[] embedding = embeddings.Chunk(embeddings.Length / 2).ElementAt(picture);
            foreach (JsonProperty[] asked in (JsonProperty[][])[.. prompts.Select(prompt => (JsonProperty[])[prompt]), prompts])
            {
                (float[] masks, float[] scores) = Predict(decoder, embedding, asked);
                for (int i = 0; i < asked.Length; i++)
                {
                    TestTensors.AssertClose(
                        TestTensors.ReadFloats(Expected, $"{asked[i].Name}.masks.{picture}"), masks.Chunk(4 * 64 * 64).ElementAt(i), Tolerance);
                    TestTensors.AssertClose(
                        TestTensors.ReadFloats(Expected, $"{asked[i].Name}.iou.{picture}"), scores.Chunk(4).ElementAt(i), Tolerance);
                }
            }
        }
    }

    private static (float[] Masks, float[] Scores) Predict(OnnxSession decoder, float[] embedding, JsonProperty[] prompts)
    {
        List<(float X, float Y, float Label)>[] points = [.. prompts.Select(Points)];
        int most = points.Max(list => list.Count);
        float[] coordinates = new float[prompts.Length * most * 2];
        float[] labels = new float[prompts.Length * most];
        Array.Fill(labels, -2);
        float[] masks = new float[prompts.Length * 64 * 64];
        float[] hasMask = new float[prompts.Length];
        for (int i = 0; i < prompts.Length; i++)
        {
            for (int j = 0; j < points[i].Count; j++)
            {
                (coordinates[(i * most + j) * 2], coordinates[(i * most + j) * 2 + 1], labels[i * most + j]) = points[i][j];
            }

            if (prompts[i].Value.GetProperty("mask").GetBoolean())
            {
                hasMask[i] = 1;
                TestTensors.ReadFloats(Expected, "mask.input").CopyTo(masks, i * 64 * 64);
            }
        }

        OrtValue[] inputs =
        [
            OrtValue.CreateTensorValueFromMemory(embedding, [1, 32, 16, 16]),
            OrtValue.CreateTensorValueFromMemory(coordinates, [prompts.Length, most, 2]),
            OrtValue.CreateTensorValueFromMemory(labels, [prompts.Length, most]),
            OrtValue.CreateTensorValueFromMemory(masks, [prompts.Length, 1, 64, 64]),
            OrtValue.CreateTensorValueFromMemory(hasMask, [prompts.Length]),
        ];
        using IDisposableReadOnlyCollection<OrtValue> output = decoder.Run(
            ["image_embeddings", "points", "labels", "mask_input", "has_mask"], inputs, ["masks", "iou"], TestContext.Current.CancellationToken);
        (float[], float[]) answer = (output[0].GetTensorDataAsSpan<float>().ToArray(), output[1].GetTensorDataAsSpan<float>().ToArray());
        Array.ForEach(inputs, input => input.Dispose());
        return answer;
    }

    /// <summary>A prompt's points, then its box's corners, or the point that stands in for a missing box.</summary>
    private static List<(float X, float Y, float Label)> Points(JsonProperty prompt)
    {
        JsonElement value = prompt.Value;
        List<(float, float, float)> points =
        [
            .. value.GetProperty("points").EnumerateArray().Zip(
                value.GetProperty("labels").EnumerateArray(), (point, label) => (point[0].GetSingle(), point[1].GetSingle(), label.GetSingle())),
        ];
        JsonElement box = value.GetProperty("box");
        if (box.ValueKind == JsonValueKind.Array)
        {
            points.Add((box[0].GetSingle(), box[1].GetSingle(), 2));
            points.Add((box[2].GetSingle(), box[3].GetSingle(), 3));
        }
        else
        {
            points.Add((0, 0, -1));
        }

        return points;
    }

    private OnnxSession Write(string file, string name, Func<SamCheckpoint, OnnxGraphBuilder, byte[]> build)
    {
        using SamCheckpoint checkpoint = SamCheckpoint.TryOpen(TestData.Golden("sam-checkpoint", file))!;
        using (FileStream stream = File.Create(_folder["weights.bin"]))
        {
            byte[] graph = build(checkpoint, new OnnxGraphBuilder("sam", new ExternalWeights(stream, "weights.bin")));
            stream.Flush();
            File.WriteAllBytes(_folder[name], graph);
        }

        return OnnxSession.Load(_folder[name], new RuntimeOptions(), fixedShapes: false);
    }
}
