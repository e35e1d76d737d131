namespace ClipSurgery;

/// <summary>
/// Writes a checkpoint's two towers, and the image tower's attention by itself, as ONNX files that share one file of weights.
/// </summary>
internal static class CheckpointGraphs
{
    public const string VisualFile = "visual.onnx";
    public const string TextFile = "text.onnx";
    public const string AttentionFile = "attention.onnx";
    public const string WeightsFile = "weights.bin";

    /// <summary>Everything that <see cref="Write"/> writes.</summary>
    public static IReadOnlyList<string> Files { get; } = [VisualFile, TextFile, AttentionFile, WeightsFile];

    public static void Write(ClipCheckpoint checkpoint, string folder)
    {
        using FileStream stream = new(Path.Combine(folder, WeightsFile), FileMode.CreateNew, FileAccess.Write);
        ExternalWeights weights = new(stream, WeightsFile);
        byte[] visual = new VisualGraph(checkpoint, Graph("clip_visual")).Build();
        byte[] text = new TextGraph(checkpoint, Graph("clip_text")).Build();
        byte[] attention = new AttentionGraph(checkpoint, Graph("clip_attention")).Build();
        stream.Flush(flushToDisk: true);
        File.WriteAllBytes(Path.Combine(folder, VisualFile), visual);
        File.WriteAllBytes(Path.Combine(folder, TextFile), text);
        File.WriteAllBytes(Path.Combine(folder, AttentionFile), attention);

        OnnxGraphBuilder Graph(string name) => new(name, weights) { Format = checkpoint.Config.Weights };
    }
}
