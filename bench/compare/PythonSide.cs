using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ClipSurgery.Bench;

/// <summary>PyTorch's side: one process for the whole comparison, asked step by step (python/serve.py).</summary>
internal sealed class PythonSide : IDisposable
{
    private const string Program = "/usr/bin/python3";

    private readonly Process _process;
    private readonly string _saved;

    public PythonSide(BenchFolder folder)
    {
        _saved = folder.In("saved.f32");
        ProcessStartInfo start = StartInfo("serve.py");
        start.RedirectStandardInput = true;
        _process = Process.Start(start)!;
        string prompts = folder.WritePrompts("prompts.json", ["", .. BenchFolder.EightyLabels, .. BenchFolder.TenLabels]);
        Ask("setup", prompts, BenchFolder.DemoSam, BenchFolder.DemoClip, folder.Checkpoint);
    }

    /// <summary>How a script is started with the threads of the comparison.</summary>
    public static ProcessStartInfo StartInfo(string script, params string[] arguments) =>
        new(Program, [Path.Combine(BenchFolder.PythonScripts, script), .. arguments])
        {
            RedirectStandardOutput = true,
            Environment = { ["OMP_NUM_THREADS"] = $"{BenchFolder.Threads}" },
        };

    public JsonElement Ask(string step, params object[] arguments)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize((object[])[step, .. arguments]));
        _process.StandardInput.Flush();
        string line = _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"{Program} ended during {step}.");
        JsonElement reply = JsonDocument.Parse(line).RootElement;
        return reply.TryGetProperty("answer", out JsonElement answer)
            ? answer
            : throw new InvalidOperationException($"{step}: {line}");
    }

    /// <summary>Runs a step; the seconds that it measured itself.</summary>
    public double Time(string step, params object[] arguments) => Ask(step, arguments).GetDouble();

    /// <summary>What the last step computed.</summary>
    public float[] Result()
    {
        Ask("save", _saved);
        return [.. MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(_saved))];
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
