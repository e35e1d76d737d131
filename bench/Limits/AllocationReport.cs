namespace ClipSurgery.Bench;

/// <summary>What a picture costs the garbage collector in steady state, on the demo models.</summary>
internal static class AllocationReport
{
    private const string Pictures = "bench/data/emoji-dev/images";
    private const int WarmUp = 60;
    private const int Measured = 60;
    private const int MostShown = 8;
    private static readonly string[] Labels = ["cat", "dog", "car", "pizza", "tree"];

    public static void Write(string results)
    {
        string[] files =
            [.. Directory.EnumerateFiles(Pictures).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        RuntimeOptions oneThread = new() { Threads = 1 };
        using ClipModel clip = ClipModel.Load("models/clip/emoji", new ClipModelOptions { Runtime = oneThread });
        using SamModel sam = SamModel.Load("models/sam/emoji", oneThread);
        TextSegmenter segmenter = new(clip, sam);
        RgbImage[] images = [.. files.Take(WarmUp + Measured).Select(file => ImageFile.Read(Path.Combine(Pictures, file)).Image)];
        using LargeObjects large = new();
        string run = $"`LabelRun`, {Environment.ProcessorCount} workers, pictures read from files";
        Row[] rows =
        [
            Measure("`TextSegmenter.Segment`, pictures read before", large, part => Segment(segmenter, images[part])),
            Measure(run, large, part => Label(segmenter, files[part])),
        ];
        Console.WriteLine(
            "| per picture | kB | objects above 85,000 bytes | their kB | pauses, share of time | " +
            "collections of generation 0, 1, 2 in all |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (Row row in rows)
        {
            Console.WriteLine(
                $"| {row.What} | {row.Bytes / 1e3:F0} | {row.LargeObjects:F2} | {row.LargeBytes / 1e3:F0} " +
                $"| {row.PauseShare:P2} | {string.Join(", ", row.Collections)} |");
        }

        foreach (Row row in rows)
        {
            Console.WriteLine($"\nLarge objects of {row.What}:\n\n| type | kB | per picture |\n|---|---|---|");
            foreach (LargeObject kind in row.Largest)
            {
                Console.WriteLine($"| {kind.Type} | {kind.Kilobytes} | {kind.PerPicture:F2} |");
            }
        }

        JsonResults.Write(results, rows);
    }

    private static void Segment(TextSegmenter segmenter, RgbImage[] images) =>
        Array.ForEach(images, image => segmenter.Segment(image, Labels));

    private static void Label(TextSegmenter segmenter, string[] names)
    {
        string output = Directory.CreateTempSubdirectory("clip-surgery-bench-").FullName;
        LabelSet labels = LabelSet.FromTexts(Labels);
        LabelSetSegmenter all = new(segmenter, labels, new SegmentOptions());
        LabelRun.Run(new LabelJob
        {
            Output = output,
            Classes = labels.Classes,
            FileNames = names,
            Label = (name, stop) => LabelledPicture.Of(PictureFolder.Read(Pictures, name), all, stop),
            Provenance = new Dictionary<string, string>(),
            Workers = Environment.ProcessorCount,
        });
        Directory.Delete(output, recursive: true);
    }

    private static Row Measure(string what, LargeObjects large, Action<Range> work)
    {
        work(..WarmUp);
        large.Reset();
        int[] before = Collections();
        TimeSpan paused = GC.GetTotalPauseDuration();
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        double milliseconds = Stopwatches.Milliseconds(() => work(WarmUp..(WarmUp + Measured)));
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        paused = GC.GetTotalPauseDuration() - paused;
        int[] collections = [.. Collections().Zip(before, (after, earlier) => after - earlier)];
        LargeObjects.Settle();
        LargeObject[] kinds =
        [
            .. large.Counts.GroupBy(kind => (kind.Key.Type, Kilobytes: kind.Key.Size / 1000))
                .Select(kind => new LargeObject(
                    kind.Key.Type, kind.Key.Kilobytes, kind.Sum(size => (double)size.Value) / Measured))
                .OrderByDescending(kind => kind.Kilobytes * kind.PerPicture).ThenBy(kind => kind.Type),
        ];
        return new Row(
            what,
            (double)bytes / Measured,
            kinds.Sum(kind => kind.PerPicture),
            (double)large.Bytes / Measured,
            paused.TotalMilliseconds / milliseconds,
            collections,
            [.. kinds.Take(MostShown)]);
    }

    private static int[] Collections() => [.. Enumerable.Range(0, 3).Select(GC.CollectionCount)];

    private sealed record LargeObject(string Type, ulong Kilobytes, double PerPicture);

    private sealed record Row(
        string What,
        double Bytes,
        double LargeObjects,
        double LargeBytes,
        double PauseShare,
        int[] Collections,
        LargeObject[] Largest);
}
