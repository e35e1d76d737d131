using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery.Bench;

/// <summary>
/// What it would save at a start to keep what the runtime makes of a model: its optimised graph, and the weights as it packs them.
/// What is kept holds for the kind of machine that wrote it alone.
/// </summary>
internal static class LoadReport
{
    private const int Loads = 9;
    private const string KeptWeights = "kept.bin";

    public static void Write(string clip, string sam, string results)
    {
        SamFiles files = SamFiles.Find(sam);
        (string Name, string Path)[] models =
        [
            ("CLIP image tower", Path.Combine(clip, CheckpointGraphs.VisualFile)),
            ("CLIP text tower", Path.Combine(clip, CheckpointGraphs.TextFile)),
            ("SAM encoder", files.Encoder),
            ("SAM decoder", files.Decoder),
        ];
        List<object> rows = [];
        Console.WriteLine(
            "| load, ms | as it is | from its kept graph | from its kept graph and weights | MB of these |\n" +
            "|---|---|---|---|---|");
        foreach ((string name, string path) in models)
        {
            double asItIs = Stopwatches.Median(Load(path, GraphOptimizationLevel.ORT_ENABLE_ALL));
            (double graph, _) = FromKept(path, keepsWeights: false);
            (double both, double megabytes) = FromKept(path, keepsWeights: true);
            Console.WriteLine($"| {name} | {asItIs:F0} | {graph:F0} | {both:F0} | {megabytes:F1} |");
            rows.Add(new { model = name, as_it_is = asItIs, graph, graph_and_weights = both, megabytes });
        }

        JsonResults.Write(results, rows);
    }

    /// <summary>The kept graph lies beside the model, since it refers to the same weights.</summary>
    private static (double Milliseconds, double Megabytes) FromKept(string path, bool keepsWeights)
    {
        string graph = Path.ChangeExtension(path, ".kept.onnx");
        string weights = Path.Combine(Path.GetDirectoryName(path)!, KeptWeights);
        try
        {
            Keep(path, graph, keepsWeights);
            double megabytes = (new FileInfo(graph).Length + (keepsWeights ? new FileInfo(weights).Length : 0)) / 1e6;
            return (Stopwatches.Median(Load(graph, GraphOptimizationLevel.ORT_DISABLE_ALL)), megabytes);
        }
        finally
        {
            File.Delete(graph);
            File.Delete(weights);
        }
    }

    private static void Keep(string path, string graph, bool keepsWeights)
    {
        using SessionOptions options = Options(GraphOptimizationLevel.ORT_ENABLE_ALL);
        options.OptimizedModelFilePath = graph;
        if (keepsWeights)
        {
            options.AddSessionConfigEntry("session.save_external_prepacked_constant_initializers", "1");
            options.AddSessionConfigEntry("session.optimized_model_external_initializers_file_name", KeptWeights);
        }

        using InferenceSession session = new(path, options);
    }

    private static double[] Load(string path, GraphOptimizationLevel level) =>
    [
        .. Enumerable.Range(0, Loads).Select(_ => Stopwatches.Milliseconds(() =>
        {
            using SessionOptions options = Options(level);
            using InferenceSession session = new(path, options);
        })),
    ];

    private static SessionOptions Options(GraphOptimizationLevel level) => new()
    {
        GraphOptimizationLevel = level,
        LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
    };
}
