using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery.Bench;

/// <summary>
/// The ONNX files that the library writes, against those that PyTorch exports from the same weights; both in ONNX Runtime.
/// </summary>
internal static class OnnxFiles
{
    private const string Group = "ONNX Runtime: our files, torch.onnx.export's";

    public static void Compare(BenchFolder folder, SideBySide turns)
    {
        using OrtGraph visual = new(Path.Combine(folder.Converted, "visual.onnx"), "tokens");
        foreach (int side in (int[])[224, 512])
        {
            using OrtGraph exported = new(folder.Exported($"visual-{side}"), "tokens");
            using OrtValue input = Inputs.PixelTensor(Inputs.Pixels(side), side);
            turns.Add(
                Group,
                $"image tower, {side}x{side}",
                () => visual.Time("pixels", input),
                () => exported.Time("pixels", input));
        }

        using OrtGraph text = new(Path.Combine(folder.Converted, "text.onnx"), "embedding");
        using OrtGraph exportedText = new(folder.Exported("text"), "embedding");
        using OrtValue whole = Inputs.PromptTensor("cat", ClipTokenizer.DefaultContextLength);
        using OrtValue cut = Inputs.PromptTensor("cat", Inputs.LongestPrompt("cat"));
        double Theirs() => exportedText.Time("ids", whole);
        turns.Add(Group, "text tower, 85 prompts of 77 tokens", () => text.Time("ids", whole), Theirs);
        turns.Add(Group, "the same, ours cut at the longest prompt", () => text.Time("ids", cut), Theirs);
    }
}
