using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery.Bench;

/// <summary>What was measured, as a table for people and as JSON for machines.</summary>
internal sealed class Report(BenchFolder folder, string date, PythonSide python)
{
    private const string Document = "docs/performance.md";
    private const string ResultsFile = "bench/results/compare.json";
    private const string Begin = "<!-- compare: begin; written by bench/compare/run.sh -->";
    private const string End = "<!-- compare: end -->";

    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Processes that ran or wanted to in the last minute, before ours did: figures mean something near 0.</summary>
    private readonly string _load = File.ReadAllText("/proc/loadavg").Split(' ')[0];

    public List<ComparedWork> Rows { get; } = [];

    public List<Agreement> Agreements { get; } = [];

    public void Print() => Console.WriteLine(Table());

    public void Write()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(ResultsFile)!);
        File.WriteAllText(ResultsFile, Json() + "\n");
        string text = File.ReadAllText(Document);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = text.IndexOf(End, StringComparison.Ordinal);
        File.WriteAllText(Document, $"{text[..begin]}\n{Table()}{text[end..]}");
    }

    private string Table()
    {
        StringBuilder table = new();
        JsonObject machine = Machine();
        table.AppendLine(
            $"{date}; {machine["processor"]}, {machine["cores"]} cores, {BenchFolder.Threads} threads each; " +
            $"load before it began {machine["load"]}.");
        table.AppendLine($"Ours: .NET {machine["dotnet"]}, ONNX Runtime {machine["onnxRuntime"]}.");
        JsonNode versions = machine["python"]!;
        table.AppendLine($"Theirs: PyTorch {versions["torch"]} (eager), {versions["blas"]}, Pillow {versions["pillow"]}.");
        table.AppendLine("`bench/compare/run.sh`, milliseconds: median (least to most).").AppendLine();
        foreach (IGrouping<string, ComparedWork> group in Rows.GroupBy(row => row.Group))
        {
            table.AppendLine($"| {group.Key} | ours | theirs | times as fast | rounds |");
            table.AppendLine("|---|---|---|---|---|");
            foreach (ComparedWork row in group)
            {
                string times = $"{Milliseconds(row.Ours)} | {Milliseconds(row.Theirs)}";
                table.AppendLine($"| {row.Work} | {times} | {Significant(row.Ratio)} | {row.Ours.Count} |");
            }

            table.AppendLine();
        }

        JsonObject conversion = Conversion();
        table.AppendLine("| conversion of the checkpoint | |").AppendLine("|---|---|");
        table.AppendLine($"| checkpoint | {conversion["checkpointBytes"]} bytes |");
        table.AppendLine($"| time (h:mm:ss or m:ss) | {conversion["elapsed"]} |");
        table.AppendLine($"| peak memory / checkpoint | {conversion["peakShare"]} |").AppendLine();
        table.AppendLine("| agreement | measured | bound | |").AppendLine("|---|---|---|---|");
        foreach (Agreement agreement in Agreements)
        {
            string verdict = agreement.IsMet ? "met" : "NOT met";
            table.AppendLine($"| {agreement.What} | {agreement.Value} | {agreement.Bound} | {verdict} |");
        }

        return table.AppendLine().ToString();
    }

    private string Json() => new JsonObject
    {
        ["date"] = date,
        ["machine"] = Machine(),
        ["conversion"] = Conversion(),
        ["agreements"] = JsonSerializer.SerializeToNode(Agreements, Indented),
        ["rows"] = JsonSerializer.SerializeToNode(Rows, Indented),
    }.ToJsonString(Indented);

    private JsonObject Machine() => new JsonObject
    {
        ["processor"] = Field("/proc/cpuinfo", "model name"),
        ["cores"] = Environment.ProcessorCount,
        ["load"] = _load,
        ["memory"] = Field("/proc/meminfo", "MemTotal"),
        ["system"] = RuntimeInformation.OSDescription,
        ["dotnet"] = $"{Environment.Version}",
        ["onnxRuntime"] = OrtEnv.Instance().GetVersionString(),
        ["python"] = JsonNode.Parse(python.Ask("versions").GetRawText()),
    };

    private JsonObject Conversion()
    {
        long bytes = new FileInfo(Path.Combine(folder.Checkpoint, "model.safetensors")).Length;
        long peak = 1024 * long.Parse(Field(folder.ConversionLog, "Maximum resident set size (kbytes)"));
        return new JsonObject
        {
            ["checkpointBytes"] = bytes,
            ["elapsed"] = Field(folder.ConversionLog, "Elapsed (wall clock) time (h:mm:ss or m:ss)"),
            ["peakBytes"] = peak,
            ["peakShare"] = $"{(double)peak / bytes:F2}",
        };
    }

    /// <summary>The value behind a name and a colon in a text file.</summary>
    private static string Field(string file, string name) => File.ReadLines(file)
        .Select(line => line.TrimStart())
        .First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..]
        .Trim(' ', '\t', ':');

    private static string Milliseconds(IReadOnlyList<double> seconds) =>
        $"{Thousandfold(ComparedWork.Median(seconds))} ({Thousandfold(seconds.Min())} to {Thousandfold(seconds.Max())})";

    private static string Thousandfold(double seconds) => Significant(1000 * seconds);

    private static string Significant(double value) => value < 10 ? $"{value:F2}" : value < 100 ? $"{value:F1}" : $"{value:F0}";
}
