using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery.Bench;

/// <summary>Ready tensors that both sides are given.</summary>
internal static class Inputs
{
    /// <summary>Noise like normalised pixels, [3 · side · side]; the same in every run.</summary>
    public static float[] Pixels(int side)
    {
        Random random = new(side);
        float[] pixels = new float[3 * side * side];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = 4 * random.NextSingle() - 2;
        }

        return pixels;
    }

    public static OrtValue PixelTensor(float[] pixels, int side) =>
        OrtValue.CreateTensorValueFromMemory(pixels, [1, 3, side, side]);

    /// <summary>The prompts of a text, cut after so many tokens.</summary>
    public static OrtValue PromptTensor(string text, int length)
    {
        int[][] prompts = BenchFolder.PaddedPrompts(text);
        long[] ids = [.. prompts.SelectMany(prompt => prompt.Take(length)).Select(id => (long)id)];
        return OrtValue.CreateTensorValueFromMemory(ids, [prompts.Length, length]);
    }

    public static int LongestPrompt(string text) =>
        BenchFolder.PaddedPrompts(text).Max(prompt => Array.IndexOf(prompt, ClipTokenizer.EndToken) + 1);

    public static void Write(string file, params IEnumerable<float[]> parts) =>
        File.WriteAllBytes(file, MemoryMarshal.AsBytes(parts.SelectMany(part => part).ToArray().AsSpan()));
}
