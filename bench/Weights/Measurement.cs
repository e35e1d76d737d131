using System.Diagnostics;
using System.Globalization;

namespace ClipSurgery.Bench;

/// <summary>
/// Time and memory of one converted model, in a process of its own. Time is that of the processor with one thread, which other work on
/// the machine changes little.
/// </summary>
internal static class Measurement
{
    private const int Rounds = 3;
    private const int Repeats = 5;

    public static void PrintTable(string[] models, int[] sides, string picture)
    {
        Dictionary<string, List<double[]>> results = models.ToDictionary(model => model, _ => new List<double[]>());
        for (int round = 0; round < Rounds; round++)
        {
            foreach (string model in models)
            {
                results[model].Add(Measure(model, sides, picture));
            }
        }

        string encodings = string.Concat(sides.Select(side => $" picture at {side} ms |"));
        Console.WriteLine($"| weights | files MB | start and load ms | memory then MB |{encodings} one label ms | peak memory MB |");
        Console.WriteLine($"|---|---|---|---|{string.Concat(sides.Select(_ => "---|"))}---|---|");
        foreach (string model in models)
        {
            double megabytes = new DirectoryInfo(model).EnumerateFiles().Sum(file => file.Length) / 1e6;
            IEnumerable<string> columns = Enumerable.Range(0, results[model][0].Length)
                .Select(column => $"{Median([.. results[model].Select(result => result[column])]):F0}");
            Console.WriteLine($"| {Path.GetFileName(model)} | {megabytes:F1} | {string.Join(" | ", columns)} |");
        }
    }

    /// <summary>Writes load time, memory after it, one time a size, the time of a label, and the peak memory.</summary>
    public static void Run(string model, int[] sides, string picture)
    {
        string cache = Directory.CreateTempSubdirectory("clip-surgery-bench-").FullName;
        ClipModelOptions options = new() { CacheDirectory = cache, Runtime = new RuntimeOptions { Threads = 1 } };
        using ClipModel clip = ClipModel.Load(model, options);
        List<double> numbers = [Process.GetCurrentProcess().TotalProcessorTime.TotalMilliseconds, Peak()];
        RgbImage image = ImageFile.Read(picture).Image;
        foreach (int side in sides)
        {
            clip.Encode(image, side, side);
            numbers.Add(Median([.. Enumerable.Range(0, Repeats).Select(_ => Time(() => clip.Encode(image, side, side)))]));
        }

        // The empty text is embedded with the first.
        clip.Embed(["cat"]);
        numbers.Add(Median([.. ((string[])["dog", "bee", "car"]).Select(label => Time(() => clip.Embed([label])))]));
        numbers.Add(Peak());
        Directory.Delete(cache, recursive: true);
        Console.WriteLine(string.Join(' ', numbers.Select(number => number.ToString("F2", CultureInfo.InvariantCulture))));
    }

    private static double[] Measure(string model, int[] sides, string picture)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, ["measure", model, string.Join(',', sides), picture])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return [.. output.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
    }

    private static double Time(Action action)
    {
        TimeSpan start = Process.GetCurrentProcess().TotalProcessorTime;
        action();
        return (Process.GetCurrentProcess().TotalProcessorTime - start).TotalMilliseconds;
    }

    private static double Peak() => Process.GetCurrentProcess().PeakWorkingSet64 / 1e6;

    private static double Median(double[] numbers) => numbers.Order().ElementAt(numbers.Length / 2);
}
