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
        bool isResNet = checkpoint.Layout.IsResNet;
        OnnxGraphBuilder visualGraph = Graph("clip_visual");
        byte[] visual = isResNet ? new ResNetGraph(checkpoint, visualGraph).BuildTokens() : new VisualGraph(checkpoint, visualGraph).Build();
        byte[] text = new TextGraph(checkpoint, Graph("clip_text")).Build();
        OnnxGraphBuilder attentionGraph = Graph("clip_attention");
        byte[] attention = isResNet
            ? new ResNetGraph(checkpoint, attentionGraph).BuildAttention()
            : new AttentionGraph(checkpoint, attentionGraph).Build();
        checkpoint.Layout.CheckAllRead();
        stream.Flush(flushToDisk: true);
        File.WriteAllBytes(Path.Combine(folder, VisualFile), visual);
        File.WriteAllBytes(Path.Combine(folder, TextFile), text);
        File.WriteAllBytes(Path.Combine(folder, AttentionFile), attention);

        OnnxGraphBuilder Graph(string name) => new(name, weights) { Format = checkpoint.Config.Weights };
    }
}
