namespace ClipSurgery;

/// <summary>Writes a checkpoint's two towers as ONNX files that share one file of weights.</summary>
internal static class CheckpointGraphs
{
    public const string VisualFile = "visual.onnx";
    public const string TextFile = "text.onnx";
    public const string WeightsFile = "weights.bin";

    public static void Write(ClipCheckpoint checkpoint, string folder)
    {
        using FileStream stream = new(Path.Combine(folder, WeightsFile), FileMode.CreateNew, FileAccess.Write);
        ExternalWeights weights = new(stream, WeightsFile);
        byte[] visual = new VisualGraph(checkpoint, new OnnxGraphBuilder("clip_visual", weights)).Build();
        byte[] text = new TextGraph(checkpoint, new OnnxGraphBuilder("clip_text", weights)).Build();
        stream.Flush(flushToDisk: true);
        File.WriteAllBytes(Path.Combine(folder, VisualFile), visual);
        File.WriteAllBytes(Path.Combine(folder, TextFile), text);
    }
}
