using System.Runtime.InteropServices;
using System.Text.Json;

namespace ClipSurgery.Bench;

/// <summary>
/// A checkpoint of a real model's size with random weights (Gaussian, of the deviations that CLIP's training begins with), in Hugging
/// Face's layout. What it says about sizes, time and memory is true of any weights of these shapes; what it says about drift is not.
/// </summary>
internal static class RandomCheckpoint
{
    /// <summary>ViT-B/16: 150 million F32 weights, 600 MB.</summary>
    public static void WriteVitB16(string path)
    {
        List<(string Name, int[] Shape, float Deviation, float Mean)> tensors =
        [
            ("logit_scale", [], 0, 4.6f),
            ("visual_projection.weight", [512, 768], 0.036f, 0),
            ("text_projection.weight", [512, 512], 0.044f, 0),
            ("vision_model.embeddings.class_embedding", [768], 0.036f, 0),
            ("vision_model.embeddings.patch_embedding.weight", [768, 3, 16, 16], 0.036f, 0),
            ("vision_model.embeddings.position_embedding.weight", [197, 768], 0.036f, 0),
            ("text_model.embeddings.token_embedding.weight", [49408, 512], 0.02f, 0),
            ("text_model.embeddings.position_embedding.weight", [77, 512], 0.01f, 0),
        ];
        AddNorm("vision_model.pre_layrnorm", 768);
        AddNorm("vision_model.post_layernorm", 768);
        AddNorm("text_model.final_layer_norm", 512);
        AddBlocks("vision_model", 768);
        AddBlocks("text_model", 512);
        Write(path, tensors);

        void AddNorm(string name, int width)
        {
            tensors.Add(($"{name}.weight", [width], 0, 1));
            tensors.Add(($"{name}.bias", [width], 0, 0));
        }

        void AddLinear(string name, int inputs, int outputs, float deviation)
        {
            tensors.Add(($"{name}.weight", [outputs, inputs], deviation, 0));
            tensors.Add(($"{name}.bias", [outputs], 0, 0));
        }

        void AddBlocks(string tower, int width)
        {
            float attention = 1 / MathF.Sqrt(width);
            for (int layer = 0; layer < 12; layer++)
            {
                string block = $"{tower}.encoder.layers.{layer}";
                foreach (char projection in "qkv")
                {
                    AddLinear($"{block}.self_attn.{projection}_proj", width, width, attention);
                }

                AddLinear($"{block}.self_attn.out_proj", width, width, attention / MathF.Sqrt(24));
                AddNorm($"{block}.layer_norm1", width);
                AddNorm($"{block}.layer_norm2", width);
                AddLinear($"{block}.mlp.fc1", width, 4 * width, 1 / MathF.Sqrt(2 * width));
                AddLinear($"{block}.mlp.fc2", 4 * width, width, attention / MathF.Sqrt(24));
            }
        }
    }

    private static void Write(string path, List<(string Name, int[] Shape, float Deviation, float Mean)> tensors)
    {
        Dictionary<string, object> header = [];
        long offset = 0;
        foreach ((string name, int[] shape, _, _) in tensors)
        {
            long end = offset + sizeof(float) * Count(shape);
            header[name] = new { dtype = "F32", shape, data_offsets = (long[])[offset, end] };
            offset = end;
        }

        Random random = new(7);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header);
        using FileStream file = File.Create(path);
        file.Write(BitConverter.GetBytes((long)json.Length));
        file.Write(json);
        foreach ((_, int[] shape, float deviation, float mean) in tensors)
        {
            float[] values = new float[Count(shape)];
            for (int i = 0; i < values.Length; i++)
            {
                // Box and Muller's normal distribution.
                double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
                values[i] = mean + deviation * (float)(radius * Math.Cos(2 * Math.PI * random.NextDouble()));
            }

            file.Write(MemoryMarshal.AsBytes(values.AsSpan()));
        }
    }

    private static long Count(int[] shape) => shape.Aggregate(1L, (count, dimension) => count * dimension);
}
