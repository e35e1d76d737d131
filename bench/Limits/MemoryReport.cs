using System.Diagnostics;
using System.Globalization;

namespace ClipSurgery.Bench;

/// <summary>The peak memory of each step: every step runs in a process of its own, so that its peak is its own.</summary>
internal static class MemoryReport
{
    private static readonly string[] TenLabels =
        ["cat", "dog", "bird", "car", "pizza", "bee", "cloud", "balloon", "apple", "guitar"];

    private static readonly Dictionary<string, Action<string, string, string>> Steps = new()
    {
        ["the process itself"] = (_, _, _) => { },
        ["load CLIP"] = (cache, clip, _) => WithClip(cache, clip, _ => { }),
        ["CLIP encodes a picture at its trained size"] = (cache, clip, _) =>
            WithClip(cache, clip, model => Encode(model, model.Config.TrainedSize)),
        ["CLIP encodes a picture at 512"] = (cache, clip, _) => WithClip(cache, clip, model => Encode(model, 512)),
        ["CLIP embeds a text, 85 prompts"] = (cache, clip, _) =>
            WithClip(cache, clip, model => model.Embed([$"{Guid.NewGuid()}"])),
        ["load SAM"] = (_, _, sam) => WithSam(sam, _ => { }),
        ["SAM encodes a picture"] = (_, _, sam) => WithSam(sam, model => model.Encode(Picture()).Dispose()),
        ["SAM answers a prompt"] = (_, _, sam) => WithSam(sam, Ask),
        ["segment a picture with 10 labels"] = (cache, clip, sam) => WithClip(cache, clip, clipModel =>
            WithSam(sam, samModel => new TextSegmenter(clipModel, samModel).Segment(Picture(), TenLabels))),
    };

    public static void Write(string cache, string clip, string sam, string results)
    {
        Dictionary<string, double> peaks = [];
        Console.WriteLine("| step, in a process of its own | peak memory MB |\n|---|---|");
        foreach (string step in Steps.Keys)
        {
            using Process process = Process.Start(
                new ProcessStartInfo(Environment.ProcessPath!, [step, cache, clip, sam]) { RedirectStandardOutput = true })!;
            peaks[step] = double.Parse(process.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture);
            process.WaitForExit();
            Console.WriteLine($"| {step} | {peaks[step]:F0} |");
        }

        JsonResults.Write(results, peaks);
    }

    /// <summary>Does one step and prints its peak; false for what is no step.</summary>
    public static bool TryRun(string step, string cache, string clip, string sam)
    {
        if (!Steps.TryGetValue(step, out Action<string, string, string>? run))
        {
            return false;
        }

        run(cache, clip, sam);
        using Process self = Process.GetCurrentProcess();
        Console.WriteLine(self.PeakWorkingSet64 / 1e6);
        return true;
    }

    private static void WithClip(string cache, string path, Action<ClipModel> use)
    {
        using ClipModel model = ClipModel.Load(path, new ClipModelOptions { CacheDirectory = cache });
        use(model);
    }

    private static void WithSam(string path, Action<SamModel> use)
    {
        using SamModel model = SamModel.Load(path);
        use(model);
    }

    private static void Encode(ClipModel model, int side)
    {
        int patches = side / model.Config.PatchSize * model.Config.PatchSize;
        model.Encode(Picture(), patches, patches);
    }

    private static void Ask(SamModel model)
    {
        using SamImage image = model.Encode(Picture());
        image.Predict(new MaskPrompt([new PromptPoint(new ImagePoint(100, 100), IsPositive: true)]))[0].ToMask();
    }

    private static RgbImage Picture() => ImageFile.Read("bench/data/emoji-dev/images/0001.jpg").Image;
}
