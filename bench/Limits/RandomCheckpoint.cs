using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ClipSurgery.Bench;

/// <summary>
/// A CLIP ViT-B/16 as OpenAI trained it, with random weights: what it costs does not depend on what it knows. The same bytes each
/// time, in the Hugging Face layout.
/// </summary>
internal static class RandomCheckpoint
{
    private const int Width = 768;
    private const int Patch = 16;
    private const int Patches = 14 * 14;
    private const int TextWidth = 512;
    private const int Embedding = 512;
    private const int Layers = 12;
    private const int Vocabulary = 49408;
    private const int Context = 77;

    private const string Config =
        """
        {
          "vision_config": { "hidden_act": "quick_gelu", "image_size": 224, "patch_size": 16, "num_attention_heads": 12 },
          "text_config": { "num_attention_heads": 8 }
        }
        """;

    /// <summary>Writes it into a folder where it is not there yet, and converts it.</summary>
    /// <returns>The converted model's folder.</returns>
    public static string Convert(string cache)
    {
        string folder = Directory.CreateDirectory(Path.Combine(cache, "vit-b-16-random")).FullName;
        string weights = Path.Combine(folder, "model.safetensors");
        if (!File.Exists(weights))
        {
            File.WriteAllText(Path.Combine(folder, "config.json"), Config);
            Write(weights + ".tmp");
            File.Move(weights + ".tmp", weights);
        }

        return CheckpointConverter.ConvertOnce(folder, new ConversionOptions(), cache);
    }

    private static void Write(string path)
    {
        List<Tensor> tensors = [.. Tensors()];
        Dictionary<string, object> header = new();
        long offset = 0;
        foreach (Tensor tensor in tensors)
        {
            long end = offset + (long)tensor.Count * sizeof(float);
            header[tensor.Name] = new { dtype = "F32", shape = tensor.Shape, data_offsets = (long[])[offset, end] };
            offset = end;
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header);
        byte[] length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)json.Length);
        using FileStream stream = File.Create(path);
        stream.Write(length);
        stream.Write(json);
        Random random = new(2026);
        foreach (Tensor tensor in tensors)
        {
            stream.Write(MemoryMarshal.AsBytes(tensor.Fill(random)));
        }
    }

    private static IEnumerable<Tensor> Tensors() =>
    [
        Random("vision_model.embeddings.patch_embedding.weight", 0.02f, Width, 3, Patch, Patch),
        Random("vision_model.embeddings.class_embedding", 0.02f, Width),
        Random("vision_model.embeddings.position_embedding.weight", 0.02f, 1 + Patches, Width),
        .. Norm("vision_model.pre_layrnorm", Width),
        .. Enumerable.Range(0, Layers).SelectMany(layer => Block($"vision_model.encoder.layers.{layer}.", Width)),
        .. Norm("vision_model.post_layernorm", Width),
        Random("visual_projection.weight", Deviation(Width), Embedding, Width),
        Random("text_model.embeddings.token_embedding.weight", 0.02f, Vocabulary, TextWidth),
        Random("text_model.embeddings.position_embedding.weight", 0.01f, Context, TextWidth),
        .. Enumerable.Range(0, Layers).SelectMany(layer => Block($"text_model.encoder.layers.{layer}.", TextWidth)),
        .. Norm("text_model.final_layer_norm", TextWidth),
        Random("text_projection.weight", Deviation(TextWidth), Embedding, TextWidth),
        new Tensor("logit_scale", [], 4.6f, 0),
    ];

    private static IEnumerable<Tensor> Block(string prefix, int width) =>
    [
        .. ((string[])["q", "k", "v", "out"]).SelectMany(part => Linear($"{prefix}self_attn.{part}_proj", width, width)),
        .. Norm($"{prefix}layer_norm1", width),
        .. Norm($"{prefix}layer_norm2", width),
        .. Linear($"{prefix}mlp.fc1", width, 4 * width),
        .. Linear($"{prefix}mlp.fc2", 4 * width, width),
    ];

    private static IEnumerable<Tensor> Linear(string name, int inputs, int outputs) =>
        [Random($"{name}.weight", Deviation(inputs), outputs, inputs), Random($"{name}.bias", 0.02f, outputs)];

    private static IEnumerable<Tensor> Norm(string name, int width) =>
        [new Tensor($"{name}.weight", [width], 1, 0), new Tensor($"{name}.bias", [width], 0, 0)];

    private static Tensor Random(string name, float deviation, params int[] shape) => new(name, shape, 0, deviation);

    private static float Deviation(int inputs) => 1 / MathF.Sqrt(inputs);

    /// <summary>A tensor whose values are spread evenly about a mean.</summary>
    private sealed record Tensor(string Name, int[] Shape, float Mean, float Deviation)
    {
        public int Count => Shape.Aggregate(1, (count, size) => count * size);

        public float[] Fill(Random random)
        {
            float reach = Deviation * MathF.Sqrt(3);
            float[] values = new float[Count];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = reach == 0 ? Mean : Mean + reach * (2 * random.NextSingle() - 1);
            }

            return values;
        }
    }
}
