using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace ClipSurgery.Bench;

/// <summary>One measured step.</summary>
internal static class Step
{
    private const int Repeats = 20;
    private static readonly string ClipPath = Path.Combine("models", "clip", "emoji");
    private static readonly string SamPath = Path.Combine("models", "sam", "emoji");
    private static readonly string[] TenLabels = ["cat", "dog", "bird", "car", "pizza", "bee", "cloud", "balloon", "apple", "guitar"];

    private static readonly Dictionary<string, (string Title, Func<string, IEnumerable<double>> Measure)> Steps = new()
    {
        ["convert"] = ("convert the demo checkpoint", _ => Convert()),
        ["clip"] = ("CLIP encodes a picture (384x384 to 192x192)", folder => WithClip(clip => Repeat(() => clip.Encode(First(folder))))),
        ["sam"] = ("SAM encodes a picture (to 256)", folder => WithSam(sam => Repeat(() => sam.Encode(First(folder)).Dispose()))),
        ["text-cut"] = ("embed one label, 85 prompts cut at the longest", _ => Text(cut: true)),
        ["text-uncut"] = ("the same, padded to 77 tokens", _ => Text(cut: false)),
        ["prompt"] = ("one prompt, best mask at picture size", folder => WithSam(sam => Prompt(sam, folder))),
        ["segment"] = ("segment 100 pictures with 10 labels, read to masks", Segment),
    };

    public static IEnumerable<string> Names => Steps.Keys;

    public static void Run(string name, string folder)
    {
        (string title, Func<string, IEnumerable<double>> measure) = Steps[name];
        double[] times = [.. measure(folder).Order()];
        double peak = Process.GetCurrentProcess().PeakWorkingSet64 / 1e6;
        Console.WriteLine($"| {title} | {times[times.Length / 2]:F1} | {times[0]:F1} | {times[^1]:F1} | {peak:F0} |");
    }

    private static IEnumerable<double> Repeat(Action action)
    {
        action();
        for (int i = 0; i < Repeats; i++)
        {
            yield return Time(action);
        }
    }

    private static double Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double[] Convert() =>
    [
        .. Enumerable.Range(0, 5).Select(_ =>
        {
            string folder = Directory.CreateTempSubdirectory("clip-surgery-bench-").FullName;
            double time = Time(() => CheckpointConverter.Convert(ClipPath, Path.Combine(folder, "model")));
            Directory.Delete(folder, recursive: true);
            return time;
        }),
    ];

    private static double[] WithClip(Func<ClipModel, IEnumerable<double>> measure)
    {
        using ClipModel clip = ClipModel.Load(ClipPath);
        return [.. measure(clip)];
    }

    private static double[] WithSam(Func<SamModel, IEnumerable<double>> measure)
    {
        using SamModel sam = SamModel.Load(SamPath);
        return [.. measure(sam)];
    }

    private static double[] Prompt(SamModel sam, string folder)
    {
        using SamImage image = sam.Encode(First(folder));
        MaskPrompt prompt = new([new PromptPoint(new ImagePoint(190, 190), true), new PromptPoint(new ImagePoint(10, 10), false)]);
        return [.. Repeat(() => image.Predict(prompt)[0].ToMask())];
    }

    private static double[] Text(bool cut)
    {
        string folder = Directory.CreateTempSubdirectory("clip-surgery-bench-").FullName;
        CheckpointConverter.Convert(ClipPath, Path.Combine(folder, "model"));
        using OnnxSession session = OnnxSession.Load(Path.Combine(folder, "model", "text.onnx"), new RuntimeOptions(), fixedShapes: false);
        TokenSequence[] prompts = [.. PromptTemplates.Default.Select(template => ClipTokenizer.Default.Encode(PromptTemplates.Fill(template, "cat")))];
        int length = cut ? prompts.Max(prompt => prompt.Ids.Length) : 77;
        long[] ids = new long[prompts.Length * length];
        for (int row = 0; row < prompts.Length; row++)
        {
            for (int i = 0; i < prompts[row].Ids.Length; i++)
            {
                ids[row * length + i] = prompts[row].Ids.Span[i];
            }
        }

        double[] times =
        [
            .. Repeat(() =>
            {
                using OrtValue input = OrtValue.CreateTensorValueFromMemory(ids, [prompts.Length, length]);
                session.Run(["ids"], [input], ["embedding"], CancellationToken.None).Dispose();
            }),
        ];
        Directory.Delete(folder, recursive: true);
        return times;
    }

    private static double[] Segment(string folder)
    {
        string[] files = [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Take(100)];
        using ClipModel clip = ClipModel.Load(ClipPath);
        using SamModel sam = SamModel.Load(SamPath);
        TextSegmenter segmenter = new(clip, sam);
        segmenter.Segment(First(folder), TenLabels);
        return [Time(() => Array.ForEach(files, file => segmenter.Segment(ImageFile.Read(file).Image, TenLabels)))];
    }

    private static RgbImage First(string folder) =>
        ImageFile.Read(Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).First()).Image;
}
