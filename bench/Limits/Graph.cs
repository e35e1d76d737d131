using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery.Bench;

/// <summary>A model file with the inputs that it is measured on.</summary>
/// <param name="Name">What the graph does.</param>
/// <param name="Input">What it is given.</param>
/// <param name="Path">The ONNX file.</param>
/// <param name="Values">Its inputs.</param>
internal sealed record Graph(string Name, string Input, string Path, IReadOnlyDictionary<string, OrtValue> Values)
{
    /// <summary>
    /// The image tower at its trained size and at a larger one, the text tower on one label's prompts, cut and padded.
    /// </summary>
    public static IEnumerable<Graph> OfClip(string folder)
    {
        ClipConfig config = ModelManifest.Read(folder).Clip!;
        string visual = System.IO.Path.Combine(folder, CheckpointGraphs.VisualFile);
        string text = System.IO.Path.Combine(folder, CheckpointGraphs.TextFile);
        foreach (int side in (int[])[config.TrainedSize, 512 / config.PatchSize * config.PatchSize])
        {
            Random random = new(side);
            float[] pixels = [.. Enumerable.Range(0, 3 * side * side).Select(_ => 2 * random.NextSingle() - 1)];
            OrtValue input = OrtValue.CreateTensorValueFromMemory(pixels, [1, 3, side, side]);
            yield return new Graph("CLIP image tower", $"{side}x{side}", visual, One(VisualGraph.Pixels, input));
        }

        TokenSequence[] prompts =
        [
            .. PromptTemplates.Default.Select(template =>
                ClipTokenizer.Default.Encode(PromptTemplates.Fill(template, "cat"), config.ContextLength)),
        ];
        foreach (int length in (int[])[prompts.Max(prompt => prompt.Ids.Length), config.ContextLength])
        {
            long[] ids = new long[prompts.Length * length];
            foreach ((int row, TokenSequence prompt) in prompts.Index())
            {
                for (int i = 0; i < prompt.Ids.Length; i++)
                {
                    ids[row * length + i] = prompt.Ids.Span[i] % config.VocabularySize;
                }
            }

            OrtValue input = OrtValue.CreateTensorValueFromMemory(ids, [prompts.Length, length]);
            yield return new Graph("CLIP text tower", $"{prompts.Length}x{length}", text, One(TextGraph.Ids, input));
        }
    }

    /// <summary>
    /// The encoder on a picture of its own size, the decoder on one point. What it holds lives until the process ends.
    /// </summary>
    public static IEnumerable<Graph> OfSam(string folder)
    {
        RuntimeOptions options = new();
        SamFiles files = SamFiles.Find(folder);
        OnnxSession encoder = OnnxSession.Load(files.Encoder, options, fixedShapes: true);
        OnnxSession decoder = OnnxSession.Load(files.Decoder, options, fixedShapes: false);
        SamSignature signature = new(files, options, encoder, decoder);
        SamAdapter adapter = SamLayout.Recognise(signature);
        int side = signature.Picture.Side ?? adapter.FrameSide;
        byte[] pixels = new byte[3 * side * side];
        new Random(side).NextBytes(pixels);
        OrtValue? picture = null;
        signature.Picture.Use(new RgbImage(side, side, pixels), side, adapter.Normalization, input => picture = Copy(input));
        yield return new Graph("SAM encoder", $"{side}x{side}", files.Encoder, One(signature.Picture.Name, picture!));

        string[] outputs = [.. adapter.Embeddings.Select(embedding => embedding.Output)];
        IDisposableReadOnlyCollection<OrtValue> embeddings =
            encoder.Run([signature.Picture.Name], [picture!], outputs, CancellationToken.None);
        DecoderInputs inputs = new(decoder.Inputs);
        foreach ((int place, (_, string input)) in adapter.Embeddings.Index())
        {
            inputs.Borrow(input, embeddings[place]);
        }

        MaskPrompt prompt = new([new PromptPoint(new ImagePoint(side / 2f, side / 2f), IsPositive: true)]);
        SamFrame frame = new(side, side, adapter.FrameSide, adapter.LowResolutionSize, adapter.IsSquashed);
        adapter.AddPrompt(inputs, adapter.Limits.Adapt(prompt, side, side), frame);
        Dictionary<string, OrtValue> values =
            inputs.Names.Zip(inputs.Values).ToDictionary(pair => pair.First, pair => pair.Second);
        yield return new Graph("SAM decoder", "1 point", files.Decoder, values);
    }

    private static Dictionary<string, OrtValue> One(string name, OrtValue value) => new() { [name] = value };

    /// <summary>The values outlive the call that lends them.</summary>
    private static OrtValue Copy(OrtValue value)
    {
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        return info.ElementDataType == Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.UInt8
            ? OrtValue.CreateTensorValueFromMemory(value.GetTensorDataAsSpan<byte>().ToArray(), info.Shape)
            : OrtValue.CreateTensorValueFromMemory(value.GetTensorDataAsSpan<float>().ToArray(), info.Shape);
    }
}
