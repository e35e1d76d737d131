namespace ClipSurgery.Bench;

/// <summary>Whether memory grows with the number of pictures.</summary>
internal static class MemoryBench
{
    private const int Step = 100;
    private const int WarmUp = 200;

    public static void Run(int pictures)
    {
        using PictureLinks links = new(pictures);
        using LabelProcess label = new(links.Pictures, links.Output("run"));
        Console.WriteLine("| pictures | VmRSS MB |");
        Console.WriteLine("|---|---|");
        List<double> samples = [];
        double peak = 0;
        while (!label.HasExited)
        {
            Thread.Sleep(100);
            peak = label.Peak ?? peak;
            if (label.Done >= (samples.Count + 1) * Step && label.Resident is double now)
            {
                samples.Add(now);
                Console.WriteLine($"| {samples.Count * Step} | {now:F0} |");
            }
        }

        double warm = samples[WarmUp / Step - 1];
        Console.WriteLine();
        Console.WriteLine(
            $"exit code {label.Wait()}, {label.Elapsed.TotalSeconds:F0} s; highest {peak:F0} MB; " +
            $"from {WarmUp} pictures to the end {(samples[^1] - warm) / warm:+0.0%;-0.0%}");
    }
}
