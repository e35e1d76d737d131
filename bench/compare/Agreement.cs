using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery.Bench;

/// <summary>How near both sides' results are to each other.</summary>
/// <param name="What">The compared values.</param>
/// <param name="Value">The measure.</param>
/// <param name="Bound">What it must be, such as <c>&lt; 1e-4</c>.</param>
/// <param name="IsMet">True where it is.</param>
internal sealed record Agreement(string What, string Value, string Bound, bool IsMet)
{
    public static IEnumerable<Agreement> Measure(BenchFolder folder, PythonSide python)
    {
        using OrtGraph visual = new(Path.Combine(folder.Converted, "visual.onnx"), "tokens");
        foreach (int side in (int[])[224, 512])
        {
            float[] pixels = Inputs.Pixels(side);
            Inputs.Write(folder.In("pixels.f32"), pixels);
            python.Time("tokens", folder.Checkpoint, folder.In("pixels.f32"));
            using OrtValue input = Inputs.PixelTensor(pixels, side);
            yield return Of($"tokens of the image tower, {side}x{side}", visual.Run("pixels", input), python.Result());
        }

        python.Time("texts", folder.Checkpoint, "cat", "traffic light", "");
        using ClipModel clip = folder.LoadClip(folder.Converted, "cache");
        TextEmbeddings texts = clip.Embed(["cat", "traffic light", ""]);
        float[] ours = [.. Enumerable.Range(0, texts.Texts.Count).SelectMany(index => texts[index].ToArray())];
        yield return Of("text embeddings, cut at the longest of 85 prompts against 77 tokens", ours, python.Result());
    }

    public static Agreement Of(string what, ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs)
    {
        float[] difference = new float[ours.Length];
        TensorPrimitives.Subtract(ours, theirs, difference);
        float most = Math.Abs(TensorPrimitives.MaxMagnitude(difference));
        float largest = Math.Abs(TensorPrimitives.MaxMagnitude(theirs));
        return new Agreement($"{what}: largest difference of values up to {largest:G2}", $"{most:E1}", "< 1E-004", most < 1e-4f);
    }
}
