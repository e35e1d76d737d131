using System.Diagnostics;
using System.Globalization;

namespace ClipSurgery.Bench;

/// <summary>A <c>clip-surgery label</c> that runs as users run it.</summary>
internal sealed class LabelProcess : IDisposable
{
    public static readonly string[] Classes = ["cat", "dog", "car", "pizza", "tree"];

    private readonly Process _process;
    private readonly RunFolder _folder;
    private readonly long _begin = Stopwatch.GetTimestamp();

    public LabelProcess(string pictures, string output, params string[] more)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "clip-surgery.dll");
        IEnumerable<string> texts = Classes.SelectMany(text => (string[])["--text", text]);
        ProcessStartInfo start = new("dotnet", [program, "label", pictures, "--output", output, .. texts, .. more])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _folder = new RunFolder(output);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, line) => LastLine = string.IsNullOrWhiteSpace(line.Data) ? LastLine : line.Data;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The last line that it said to people.</summary>
    public string LastLine { get; private set; } = "";

    public bool HasExited => _process.HasExited;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_begin);

    /// <summary>Megabytes of memory that it holds now; null when it is over.</summary>
    public double? Resident => Status("VmRSS:");

    /// <summary>The most megabytes that it held; null when it is over.</summary>
    public double? Peak => Status("VmHWM:");

    /// <summary>Pictures with a result.</summary>
    public int Done
    {
        get
        {
            string path = _folder.JournalOf(Shard.Whole);
            IEnumerable<string> lines = File.Exists(path) ? File.ReadLines(path) : [];
            return lines.Count(line => line.Contains("\"status\"") && !line.Contains("\"started\""));
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public int Wait()
    {
        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <summary>Waits for its end for some time.</summary>
    /// <returns>The exit code; null where it goes on.</returns>
    public int? Wait(TimeSpan limit) => _process.WaitForExit(limit) ? _process.ExitCode : null;

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose() => _process.Dispose();

    private double? Status(string name)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{_process.Id}/status").FirstOrDefault(IsWanted);
            return line is null
                ? null
                : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            return null;
        }

        bool IsWanted(string line) => line.StartsWith(name, StringComparison.Ordinal);
    }
}
