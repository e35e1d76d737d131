using System.Text.Json;
using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery.Bench;

/// <summary>One executed operator of ONNX Runtime's profile.</summary>
/// <param name="Operator">What it is called in the profile, fused ones included.</param>
/// <param name="Inputs">Shapes of the inputs that it was given.</param>
/// <param name="Outputs">Shapes of its outputs.</param>
/// <param name="Milliseconds">How long it took.</param>
internal sealed record NodeRun(string Operator, long[][] Inputs, long[][] Outputs, double Milliseconds)
{
    /// <summary>
    /// The operators that a model has as it was written, with their shapes: constants folded, nothing fused that is not standard.
    /// </summary>
    public static IReadOnlyList<NodeRun> Written(string path, IReadOnlyDictionary<string, OrtValue> inputs) =>
        Profile(path, inputs, threads: 0, GraphOptimizationLevel.ORT_ENABLE_BASIC, packs: false, runs: 1);

    /// <summary>
    /// The operators that the runtime makes of them. Packed weights are no longer among their inputs, so the shapes come from a
    /// run without packing and the times from one with it.
    /// </summary>
    public static IReadOnlyList<NodeRun> Executed(
        string path, IReadOnlyDictionary<string, OrtValue> inputs, int threads, int runs)
    {
        List<NodeRun> shapes = Profile(path, inputs, threads, GraphOptimizationLevel.ORT_ENABLE_ALL, packs: false, runs: 1);
        List<NodeRun> times = Profile(path, inputs, threads, GraphOptimizationLevel.ORT_ENABLE_ALL, packs: true, runs);
        return shapes.Select(node => node.Operator).SequenceEqual(times.Select(node => node.Operator))
            ? [.. shapes.Zip(times, (shape, time) => shape with { Milliseconds = time.Milliseconds })]
            : throw new InvalidOperationException($"{path}: has other operators without packed weights.");
    }

    /// <summary>
    /// Runs a model under the profiler; of several runs, the first is left out, and each operator's time is its median.
    /// </summary>
    private static List<NodeRun> Profile(
        string path,
        IReadOnlyDictionary<string, OrtValue> inputs,
        int threads,
        GraphOptimizationLevel level,
        bool packs,
        int runs)
    {
        string folder = Directory.CreateTempSubdirectory("clip-surgery-bench-").FullName;
        try
        {
            using SessionOptions options = new()
            {
                IntraOpNumThreads = threads == 0 ? Environment.ProcessorCount : threads,
                InterOpNumThreads = 1,
                EnableMemoryPattern = false,
                GraphOptimizationLevel = level,
                // Before profiling is switched on, or it has no effect.
                ProfileOutputPathPrefix = Path.Combine(folder, "profile"),
                EnableProfiling = true,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            };
            options.AddSessionConfigEntry("session.disable_prepacking", packs ? "0" : "1");
            using InferenceSession session = new(path, options);
            using RunOptions run = new();
            for (int i = 0; i < runs; i++)
            {
                session.Run(run, inputs, session.OutputNames).Dispose();
            }

            return Read(session.EndProfiling());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<NodeRun> Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        using JsonDocument profile = JsonDocument.Parse(stream);
        List<List<NodeRun>> runs = [];
        List<NodeRun> current = [];
        foreach (JsonElement entry in profile.RootElement.EnumerateArray())
        {
            string name = entry.GetProperty("name").GetString()!;
            if (name == "model_run")
            {
                // It is written when the run ends, behind its operators.
                runs.Add(current);
                current = [];
            }
            else if (entry.GetProperty("cat").ValueEquals("Node") && name.EndsWith("_kernel_time", StringComparison.Ordinal))
            {
                JsonElement details = entry.GetProperty("args");
                string op = details.GetProperty("op_name").GetString()!;

                // Their bodies are in the profile themselves.
                if (op is not ("If" or "Loop" or "Scan"))
                {
                    double milliseconds = entry.GetProperty("dur").GetInt64() / 1000.0;
                    current.Add(new NodeRun(
                        op, Shapes(details, "input_type_shape"), Shapes(details, "output_type_shape"), milliseconds));
                }
            }
        }

        // The first run warms up; what disturbs one operator of another run is not its own.
        List<NodeRun>[] warm = [.. runs.Skip(runs.Count > 1 ? 1 : 0)];
        return
        [
            .. warm[0].Select((node, place) =>
                node with { Milliseconds = Stopwatches.Median(warm.Select(run => run[place].Milliseconds)) }),
        ];
    }

    private static long[][] Shapes(JsonElement details, string name) =>
    [
        .. details.GetProperty(name).EnumerateArray().Select(value =>
            value.EnumerateObject().First().Value.EnumerateArray().Select(size => size.GetInt64()).ToArray()),
    ];
}
