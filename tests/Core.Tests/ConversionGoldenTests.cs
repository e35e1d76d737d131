using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery.Tests;

/// <summary>Converted towers against PyTorch, for every attention variant, input size and key layout.</summary>
public class ConversionGoldenTests(ConvertedFolders converted) : IClassFixture<ConvertedFolders>
{
    private const float Tolerance = 1e-4f;

    public static TheoryData<string, string, string, string> Variants()
    {
        TheoryData<string, string, string, string> data = [];
        foreach (string model in (string[])["quickgelu-p16", "gelu-p8"])
        {
            foreach (string file in (string[])["model.safetensors", "openai.safetensors"])
            {
                foreach (string size in (string[])["square", "large", "wide"])
                {
                    foreach (string attention in (string[])["raw", "surgery", "surgery.depth3", "maskclip", "clearclip", "naclip", "sclip", "scclip"])
                    {
                        data.Add(model, file, size, attention);
                    }
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Image_tokens_match_the_reference(string model, string file, string size, string attention)
    {
        using SafetensorsFile expected = SafetensorsFile.Open(TestData.Golden("clip", model, "expected.safetensors"));
        IReadOnlyList<long> shape = expected.Tensors[$"{size}.pixels"].Shape;
        string folder = converted.Convert(TestData.Golden("clip", model, file), new ConversionOptions
        {
            Attention = Enum.Parse<AttentionVariant>(attention.Split('.')[0], ignoreCase: true),
            Depth = attention.EndsWith("depth3", StringComparison.Ordinal) ? 3 : 6,
        });
        using OnnxSession session = OnnxSession.Load(Path.Combine(folder, "visual.onnx"), new RuntimeOptions(), fixedShapes: true);
        string reference = attention == "scclip"
            ? TestData.Golden("methods", $"{model}-scclip.safetensors")
            : TestData.Golden("clip", model, "expected.safetensors");
        using OrtValue pixels = OrtValue.CreateTensorValueFromMemory(expected.ReadFloats($"{size}.pixels"), [.. shape]);

        using IDisposableReadOnlyCollection<OrtValue> tokens = session.Run(["pixels"], [pixels], ["tokens"], TestContext.Current.CancellationToken);

        ReadOnlySpan<float> found = tokens[0].GetTensorDataAsSpan<float>();
        if (attention == "scclip")
        {
            // That reference has no class tokens, which are those of every other variant.
            (int width, int picture) = (48, found.Length / 2);
            float[] patches = [.. found[width..picture], .. found[(picture + width)..]];
            float[] right = TestTensors.ReadFloats(reference, $"{size}.tokens.scclip");

            // In one picture of each model, the reference's rounding decides which of two equal patches stands out (PatchOutliersTests).
            Range compared = (model, size) switch
            {
                ("gelu-p8", "square") => (right.Length / 2)..,
                ("quickgelu-p16", "square") => ..(right.Length / 2),
                _ => ..,
            };
            TestTensors.AssertClose(right[compared], patches[compared], Tolerance);
            return;
        }

        TestTensors.AssertClose(expected.ReadFloats($"{size}.tokens.{attention}"), found, Tolerance);
    }

    [Theory]
    [InlineData("quickgelu-p16", "model.safetensors")]
    [InlineData("quickgelu-p16", "openai.safetensors")]
    [InlineData("gelu-p8", "model.safetensors")]
    [InlineData("gelu-p8", "openai.safetensors")]
    public void Text_embeddings_match_the_reference_padded_or_cut(string model, string file)
    {
        using SafetensorsFile expected = SafetensorsFile.Open(TestData.Golden("clip", model, "expected.safetensors"));
        string folder = converted.Convert(TestData.Golden("clip", model, file), new ConversionOptions());
        using OnnxSession session = OnnxSession.Load(Path.Combine(folder, "text.onnx"), new RuntimeOptions(), fixedShapes: false);
        foreach (string size in (string[])["square", "large", "wide"])
        {
            long[] ids = TestTensors.ReadInt64(expected.Path, $"{size}.text_ids");
            float[] embeddings = expected.ReadFloats($"{size}.text");
            int width = embeddings.Length / 5;
            int[] lengths = [3, 6, 9, 20, 77];
            TestTensors.AssertClose(embeddings, Embed(session, ids, 5, 77), Tolerance);
            for (int row = 0; row < 5; row++)
            {
                long[] cut = ids[(row * 77)..(row * 77 + lengths[row])];
                TestTensors.AssertClose(embeddings.AsSpan(row * width, width), Embed(session, cut, 1, lengths[row]), Tolerance);
            }
        }
    }

    [Theory]
    [InlineData("quickgelu-p16", "model.safetensors")]
    [InlineData("quickgelu-p16", "openai.safetensors")]
    [InlineData("gelu-p8", "model.safetensors")]
    [InlineData("gelu-p8", "openai.safetensors")]
    public void The_end_tokens_row_is_the_texts_embedding(string model, string file)
    {
        using SafetensorsFile expected = SafetensorsFile.Open(TestData.Golden("clip", model, "expected.safetensors"));
        string folder = converted.Convert(TestData.Golden("clip", model, file), new ConversionOptions());
        using OnnxSession session = OnnxSession.Load(Path.Combine(folder, "text.onnx"), new RuntimeOptions(), fixedShapes: false);
        long[] ids = TestTensors.ReadInt64(expected.Path, "square.text_ids");
        float[] embeddings = expected.ReadFloats("square.text");
        int width = embeddings.Length / 5;

        float[] tokens = EmbedTokens(session, ids, 5, 77, count: 77);

        int[] lengths = [3, 6, 9, 20, 77];
        for (int row = 0; row < 5; row++)
        {
            int end = row * 77 + lengths[row] - 1;
            TestTensors.AssertClose(embeddings.AsSpan(row * width, width), tokens.AsSpan(end * width, width), Tolerance);
            Assert.NotEqual(embeddings[row * width], tokens[(end - 1) * width], 1e-3f);
        }

        float[] twoTokens = EmbedTokens(session, ids[..77], 1, 77, count: 2);
        Assert.Equal(2 * width, twoTokens.Length);
        TestTensors.AssertClose(tokens.AsSpan(0, 2 * width), twoTokens, Tolerance);
    }

    [Fact]
    public void No_token_is_embedded_unless_asked_for()
    {
        string folder = converted.Convert(TestData.Golden("clip", "gelu-p8", "model.safetensors"), new ConversionOptions());
        using OnnxSession session = OnnxSession.Load(Path.Combine(folder, "text.onnx"), new RuntimeOptions(), fixedShapes: false);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory((long[])[598, 320, 599], [1, 3]);

        using IDisposableReadOnlyCollection<OrtValue> output = session.Run(["ids"], [input], ["tokens"], TestContext.Current.CancellationToken);

        Assert.Equal([1, 0, 48], output[0].GetTensorTypeAndShape().Shape);
    }

    [Theory]
    [InlineData("quickgelu-p16")]
    [InlineData("gelu-p8")]
    public void Feature_surgery_matches_the_reference(string model)
    {
        using SafetensorsFile expected = SafetensorsFile.Open(TestData.Golden("clip", model, "expected.safetensors"));
        foreach (string size in (string[])["square", "large", "wide"])
        {
            float[] tokens = TestTensors.NormalizeRows(expected.ReadFloats($"{size}.tokens.surgery"), 48);
            float[] texts = TestTensors.NormalizeRows(expected.ReadFloats($"{size}.text"), 48);
            TextEmbeddings labels = new(["a", "b", "c", "d", "e"], texts, texts[..48], []);
            float[] multi = expected.ReadFloats($"{size}.multi_label");
            float[] single = expected.ReadFloats($"{size}.single_label");
            int rows = tokens.Length / 48 / 2;
            for (int picture = 0; picture < 2; picture++)
            {
                ReadOnlySpan<float> all = tokens.AsSpan(picture * rows * 48, rows * 48);
                float[] overSet = FeatureSurgery.OverLabelSet(all[..48], labels, 5);
                for (int label = 0; label < 5; label++)
                {
                    float[] column = [.. Enumerable.Range(0, rows).Select(row => multi[(picture * rows + row) * 5 + label])];
                    TestTensors.AssertClose(column, FeatureSurgery.Project(all, overSet.AsSpan(label * 48, 48), 48)[0], Tolerance);
                }

                float[] againstEmpty = FeatureSurgery.AgainstEmptyText(labels);
                TestTensors.AssertClose(single.AsSpan(picture * rows, rows), FeatureSurgery.Project(all, againstEmpty.AsSpan(48, 48), 48)[0], Tolerance);
            }
        }
    }

    private static float[] Embed(OnnxSession session, long[] ids, int batch, int length)
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(ids, [batch, length]);
        using IDisposableReadOnlyCollection<OrtValue> output = session.Run(["ids"], [input], ["embedding"], TestContext.Current.CancellationToken);
        return output[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static float[] EmbedTokens(OnnxSession session, long[] ids, int batch, int length, long count)
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(ids, [batch, length]);
        using OrtValue tokenCount = OrtValue.CreateTensorValueFromMemory((long[])[count], [1]);
        using IDisposableReadOnlyCollection<OrtValue> output =
            session.Run(["ids", "token_count"], [input, tokenCount], ["tokens"], TestContext.Current.CancellationToken);
        return output[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
