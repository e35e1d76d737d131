using System.Diagnostics;

namespace ClipSurgery.Bench;

/// <summary>Pictures a second: one after the other, as a loop over pictures goes, and as <c>label</c> does it.</summary>
internal static class ThroughputBench
{
    public static void Run(int pictures, int runs)
    {
        using PictureLinks links = new(pictures);
        List<double> loop = [];
        List<double> workers = [];
        for (int run = 0; run < runs; run++)
        {
            loop.Add(Seconds(links, $"loop {run}", "--workers", "1", "--threads", $"{Environment.ProcessorCount}"));
            workers.Add(Seconds(links, $"workers {run}"));
        }

        Console.WriteLine($"| {pictures} pictures, {Environment.ProcessorCount} cores | median s | min | max | pictures/s |");
        Console.WriteLine("|---|---|---|---|---|");
        Print($"--workers 1 --threads {Environment.ProcessorCount}", pictures, loop);
        Print("default", pictures, workers);
        Console.WriteLine();
        Console.WriteLine($"the models' share of the workers' time: {ModelShare(links, pictures):P1}");
    }

    private static double Seconds(PictureLinks links, string name, params string[] more)
    {
        using LabelProcess label = new(links.Pictures, links.Output(name), more);
        return label.Wait() == 0 ? label.Elapsed.TotalSeconds : throw new InvalidOperationException(label.LastLine);
    }

    private static void Print(string name, int pictures, List<double> seconds)
    {
        seconds.Sort();
        double median = seconds[seconds.Count / 2];
        Console.WriteLine($"| {name} | {median:F1} | {seconds[0]:F1} | {seconds[^1]:F1} | {pictures / median:F1} |");
    }

    /// <summary>The rest is reading pictures, writing the journal, and waiting for other workers.</summary>
    private static double ModelShare(PictureLinks links, int pictures)
    {
        RuntimeOptions oneThread = new() { Threads = 1 };
        using ClipModel clip = ClipModel.Load("models/clip/emoji", new ClipModelOptions { Runtime = oneThread });
        using SamModel sam = SamModel.Load("models/sam/emoji", oneThread);
        LabelSet labels = LabelSet.FromTexts(LabelProcess.Classes);
        LabelSetSegmenter segmenter = new(new TextSegmenter(clip, sam), labels, new SegmentOptions());
        long inModels = 0;
        long begin = Stopwatch.GetTimestamp();
        LabelRun.Run(new LabelJob
        {
            Output = links.Output("share"),
            Classes = labels.Classes,
            FileNames = [.. Enumerable.Range(0, pictures).Select(i => $"{i:D5}.jpg")],
            Label = (name, _) => Label(name),
            Provenance = new Dictionary<string, string>(),
            Workers = Environment.ProcessorCount,
        });
        return (double)inModels / (Stopwatch.GetTimestamp() - begin) / Environment.ProcessorCount;

        LabelledPicture Label(string fileName)
        {
            RgbImage image = PictureFolder.Read(links.Pictures, fileName).Image;
            long start = Stopwatch.GetTimestamp();
            IReadOnlyList<LabelledInstance> instances = segmenter.Segment(image);
            Interlocked.Add(ref inModels, Stopwatch.GetTimestamp() - start);
            return new LabelledPicture(image.Width, image.Height, 1, instances);
        }
    }
}
