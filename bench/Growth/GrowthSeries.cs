using System.Diagnostics;
using System.Text.Json;

namespace ClipSurgery.Bench;

/// <summary>What was measured at one place.</summary>
/// <param name="X">How many, or how much.</param>
/// <param name="Milliseconds">Times by what took them.</param>
/// <param name="PeakMegabytes">The most memory that the process held.</param>
/// <param name="Notes">Other numbers by their names.</param>
internal sealed record GrowthPoint(
    double X, IReadOnlyDictionary<string, double> Milliseconds, double PeakMegabytes, IReadOnlyDictionary<string, double> Notes)
{
    /// <summary>All its curves.</summary>
    public IEnumerable<KeyValuePair<string, double>> Curves() => Milliseconds.Append(new("peak memory", PeakMegabytes));
}

/// <summary>Numbers of one measurement, as they come.</summary>
internal sealed class Measurement
{
    private const double MillisecondsForRepeats = 500;
    private const int MostRepeats = 20;

    public Dictionary<string, double> Milliseconds { get; } = [];

    public Dictionary<string, double> Notes { get; } = [];

    /// <summary>Times an action once.</summary>
    public void Once(string name, Action action) => Milliseconds[name] = Stopwatches.Milliseconds(action);

    /// <summary>Times an action that has run before: the least of several times where it is short.</summary>
    public void Least(string name, Action action)
    {
        double least = double.PositiveInfinity;
        double all = 0;
        for (int i = 0; i < MostRepeats && all < MillisecondsForRepeats; i++)
        {
            double time = Stopwatches.Milliseconds(action);
            least = Math.Min(least, time);
            all += time;
        }

        Milliseconds[name] = least;
    }
}

/// <summary>One thing that grows.</summary>
/// <param name="Name">Its name in file names.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Places">Where it is measured.</param>
/// <param name="Run">Measures one place, with the demo models and a folder for what it needs.</param>
/// <param name="Prepare">Makes what one place needs; it is not measured.</param>
internal sealed record GrowthSeries(
    string Name, string Unit, double[] Places, Action<double, Demo, Measurement> Run, Action<double, string>? Prepare = null)
{
    /// <summary>Measures each place in a process of its own.</summary>
    /// <param name="clip">The demo CLIP model, converted.</param>
    public GrowthPoint[] Measure(string clip) => [.. Places.Select(x => MeasureAway(x, clip))];

    /// <summary>Measures a place in this process, and prints it.</summary>
    public void RunHere(double x, Demo demo)
    {
        Measurement measurement = new();
        Run(x, demo, measurement);
        using Process self = Process.GetCurrentProcess();
        GrowthPoint point = new(x, measurement.Milliseconds, self.PeakWorkingSet64 / 1e6, measurement.Notes);
        Console.WriteLine(JsonSerializer.Serialize(point));
    }

    private GrowthPoint MeasureAway(double x, string clip)
    {
        string folder = Directory.CreateTempSubdirectory("clip-surgery-bench-").FullName;
        try
        {
            Prepare?.Invoke(x, folder);
            using Process process = Process.Start(
                new ProcessStartInfo(Environment.ProcessPath!, [Name, $"{x}", folder, clip]) { RedirectStandardOutput = true })!;
            string printed = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return JsonSerializer.Deserialize<GrowthPoint>(printed)!;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
