namespace ClipSurgery;

/// <summary>
/// Writes a checkpoint's graphs as ONNX files that share one file of weights: its two towers, the image tower's attention by itself, and
/// those with a backward pass.
/// </summary>
internal static class CheckpointGraphs
{
    public const string VisualFile = "visual.onnx";
    public const string TextFile = "text.onnx";
    public const string AttentionFile = "attention.onnx";
    public const string GradientsFile = "gradients.onnx";
    public const string BiModalFile = "bimodal.onnx";
    public const string LeGradFile = "legrad.onnx";
    public const string WeightsFile = "weights.bin";

    /// <summary>Writes the graphs.</summary>
    /// <returns>The names of the files.</returns>
    public static IReadOnlyList<string> Write(ClipCheckpoint checkpoint, string folder)
    {
        using FileStream stream = new(Path.Combine(folder, WeightsFile), FileMode.CreateNew, FileAccess.Write);
        ExternalWeights weights = new(stream, WeightsFile);
        IReadOnlyList<(string File, Func<OnnxGraphBuilder, byte[]> Build)> graphs =
            checkpoint.Layout.IsResNet ? OfResNet(checkpoint) : OfTransformer(checkpoint);
        List<string> files = [];
        foreach ((string file, Func<OnnxGraphBuilder, byte[]> build) in graphs)
        {
            OnnxGraphBuilder graph = new($"clip_{Path.GetFileNameWithoutExtension(file)}", weights) { Format = checkpoint.Config.Weights };
            File.WriteAllBytes(Path.Combine(folder, file), build(graph));
            files.Add(file);
        }

        checkpoint.Layout.CheckAllRead();
        stream.Flush(flushToDisk: true);
        return [.. files, WeightsFile];
    }

    private static (string File, Func<OnnxGraphBuilder, byte[]> Build)[] OfTransformer(ClipCheckpoint checkpoint) =>
    [
        (VisualFile, graph => new VisualGraph(checkpoint, graph).Build()),
        (TextFile, graph => new TextGraph(checkpoint, graph).Build()),
        (AttentionFile, graph => new AttentionGraph(checkpoint, graph).Build()),
        (GradientsFile, graph => new LastBlockGraph(checkpoint, graph).Build()),
        (BiModalFile, graph => new BiModalGraph(checkpoint, graph).Build()),
        (LeGradFile, graph => new LeGradGraph(checkpoint, graph).Build()),
    ];

    private static (string File, Func<OnnxGraphBuilder, byte[]> Build)[] OfResNet(ClipCheckpoint checkpoint) =>
    [
        (VisualFile, graph => new ResNetGraph(checkpoint, graph).BuildTokens()),
        (TextFile, graph => new TextGraph(checkpoint, graph).Build()),
        (AttentionFile, graph => new ResNetGraph(checkpoint, graph).BuildAttention()),
        (GradientsFile, graph => new ResNetGradientGraph(checkpoint, graph).Build()),
    ];
}
