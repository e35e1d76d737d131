namespace ClipSurgery.Bench;

/// <summary>
/// Calibrates on every other picture of a COCO folder and measures on the rest, then the other way round: the expected calibration error
/// of scores before and after, and the precision that thresholds reach.
/// </summary>
internal static class CalibrateBench
{
    private static readonly CalibrationGoal[] Goals = [new(.8), new(.9), new(.95), CalibrationGoal.BestF1];

    public static void Run(string folder, string[] clipFolders)
    {
        EvaluationSet set = new(CocoReader.Read(Path.Combine(folder, "instances.json")));
        RuntimeOptions oneThread = new() { Threads = 1 };
        using SamModel sam = SamModel.Load(Path.Combine("models", "sam", "emoji"), oneThread);
        Console.WriteLine("| model | learned | measured | goal | threshold | ECE today | ECE of all found | ECE of what is kept | kept | right | recall |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (string clipFolder in clipFolders)
        {
            using ClipModel clip = ClipModel.Load(clipFolder, new ClipModelOptions { Runtime = oneThread });
            clip.Prepare();
            Measure(clip, sam, set, Path.Combine(folder, "images"));
        }
    }

    private static void Measure(ClipModel clip, SamModel sam, EvaluationSet set, string images)
    {
        TextSegmenter segmenter = new(clip, sam);
        EvaluationPicture[] pictures = [.. set.Pictures.OrderBy(picture => picture.Image.FileName, StringComparer.Ordinal)];
        FoundTwice[] found = new FoundTwice[pictures.Length];
        clip.Embed(set.Labels);
        Parallel.For(0, pictures.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            RgbImage image = ImageFile.Read(Path.Combine(images, pictures[i].Image.FileName)).Image;
            using IEncodedPicture encoded = segmenter.Encode(image);
            TextLabel[] labels = [.. set.Labels.Select(label => new TextLabel(label))];
            found[i] = new FoundTwice(
                pictures[i].Image,
                encoded.SegmentLabels(labels),
                encoded.SegmentLabels(labels, new SegmentOptions { Presence = TruthJudge.FloorOf(segmenter) }));
        });
        CalibratedModels models = CalibratedModels.Of(clip, sam);
        foreach (int learned in (int[])[0, 1])
        {
            FoundTwice[] fitted = [.. found.Where((_, i) => i % 2 == learned)];
            FoundTwice[] measured = [.. found.Where((_, i) => i % 2 != learned)];
            foreach (CalibrationGoal goal in Goals)
            {
                Split split = new(set, TruthJudge.FloorOf(segmenter), models, goal);
                Console.WriteLine(
                    $"| {clip.Manifest.Name} | {(learned == 0 ? "even" : "odd")} | {(learned == 0 ? "odd" : "even")} | {split.Measure(fitted, measured)} |");
            }
        }
    }
}

/// <summary>A picture with what today's gate lets through, and with everything that can be judged.</summary>
internal readonly record struct FoundTwice(CocoImage Picture, LabelledImage Today, LabelledImage All);
