using System.Diagnostics;

namespace ClipSurgery.Bench;

/// <summary>What classes that were learned from some pictures are worth in others.</summary>
/// <param name="folder">Has images/ and instances.json.</param>
/// <param name="asksForAll">True where pictures are asked for every label, and not for those alone that they have.</param>
/// <param name="fromBoxes">True where only the boxes of the objects are learned from.</param>
internal sealed class AdaptBench(string folder, bool asksForAll, bool fromBoxes)
{
    private const int PicturesAtOnce = 2;

    /// <summary>A label that a picture has, and what was found of it.</summary>
    private sealed record Pair(string Label, double UnionIou, bool IsKept);

    /// <summary>Prints a table.</summary>
    /// <returns>Of each checkpoint its name, and the union IoU of all labels without a picture and with each number of them.</returns>
    public List<(string Name, double[] UnionIou)> Run(IReadOnlyList<int> counts, IReadOnlyList<string> clips)
    {
        List<(string, double[])> curves = [];
        RuntimeOptions oneThread = new() { Threads = 1 };
        using SamModel sam = SamModel.Load(Path.Combine("models", "sam", "emoji"), oneThread);
        EvaluationSet set = new(CocoReader.Read(Path.Combine(folder, "instances.json")));
        RgbImage[] pictures =
            [.. set.Pictures.Select(picture => ImageFile.Read(Path.Combine(folder, "images", picture.Image.FileName)).Image)];
        Console.WriteLine(
            "| checkpoint | learned from | classes: texts alone, mixed, examples alone | learned labels: union IoU | kept | other labels: union IoU " +
            "| labels of the first number: union IoU | all: union IoU | absent with a mask | s to encode, to learn |\n|---|---|---|---|---|---|---|---|---|---|");
        foreach (string path in clips)
        {
            using ClipModel clip = ClipModel.Load(path, new ClipModelOptions { Runtime = oneThread });
            clip.Prepare();
            (Pair[] Pairs, double Absent) zeroShot = Measure(new TextSegmenter(clip, sam), set, pictures);
            string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
            List<double> curve = [Mean(zeroShot.Pairs)];
            HashSet<string>? ofFirst = null;
            foreach (int count in counts)
            {
                int[] learned = Learned(count, pictures.Length);
                Stopwatch watch = Stopwatch.StartNew();
                AdaptationTrainer trainer = new(clip);
                foreach (int i in learned)
                {
                    trainer.Add(pictures[i], ObjectsOf(set.Pictures[i], fromBoxes));
                }

                double encoded = watch.Elapsed.TotalSeconds;
                Adaptation adaptation = trainer.Train();
                double trained = watch.Elapsed.TotalSeconds - encoded;
                (Pair[] Pairs, double Absent) adapted = Measure(new TextSegmenter(clip, sam, adaptation), set, pictures);
                curve.Add(Mean(adapted.Pairs));
                ofFirst ??= [.. adaptation.Classes.Select(one => one.Name)];
                int texts = adaptation.Classes.Count(one => one.Weight == 0);
                int alone = adaptation.Classes.Count(one => one.Weight == 1);
                Print($"{name} | texts alone | ", zeroShot, "");
                Print(
                    $"{name} | {count} | {texts}, {adaptation.Classes.Count - texts - alone}, {alone}", adapted, $"{encoded:F1}, {trained:F1}");

                void Print(string first, (Pair[] Pairs, double Absent) measured, string last)
                {
                    Pair[] known = [.. measured.Pairs.Where(pair => adaptation.Find(pair.Label) is not null)];
                    Pair[] others = [.. measured.Pairs.Where(pair => adaptation.Find(pair.Label) is null)];
                    Console.WriteLine(
                        $"| {first} | {UnionIou(known)} | {100.0 * known.Count(pair => pair.IsKept) / Math.Max(1, known.Length):F1} | {UnionIou(others)} " +
                        $"| {UnionIou([.. measured.Pairs.Where(pair => ofFirst.Contains(pair.Label))])} | {UnionIou(measured.Pairs)} | {(asksForAll ? $"{measured.Absent:F2}" : "")} | {last} |");
                }
            }

            curves.Add((name, [.. curve]));
        }

        return curves;
    }

    /// <summary>Pictures spread over the even ones.</summary>
    private static int[] Learned(int count, int all)
    {
        int[] even = [.. Enumerable.Range(0, all).Where(i => i % 2 == 0)];
        return [.. Enumerable.Range(0, count).Select(i => even[count == 1 ? 0 : (int)Math.Round((double)i * (even.Length - 1) / (count - 1), MidpointRounding.ToEven)])];
    }

    private static ExampleObject[] ObjectsOf(EvaluationPicture picture, bool fromBoxes) =>
    [
        .. picture.Truth.OrderBy(objects => objects.Key, StringComparer.Ordinal)
            .SelectMany(objects => objects.Value.Select(mask => new ExampleObject(
                objects.Key, fromBoxes ? RectangleMask.Of(mask.Width, mask.Height, mask.Bounds) : mask))),
    ];

    /// <summary>Segments the odd pictures.</summary>
    private (Pair[] Pairs, double Absent) Measure(TextSegmenter segmenter, EvaluationSet set, RgbImage[] pictures)
    {
        PictureMasks?[] masks = new PictureMasks?[pictures.Length];
        int[] odd = [.. Enumerable.Range(0, pictures.Length).Where(i => i % 2 == 1)];
        Parallel.ForEach(odd, new ParallelOptions { MaxDegreeOfParallelism = PicturesAtOnce }, i =>
        {
            EvaluationPicture picture = set.Pictures[i];
            IReadOnlyList<string> asked = asksForAll ? set.Labels : [.. picture.Truth.Keys];
            masks[i] = PictureMasks.Compare(picture.Truth, asked, segmenter.Segment(pictures[i], asked));
        });
        PictureMasks[] measured = [.. masks.OfType<PictureMasks>()];
        int absent = measured.Sum(picture => picture.AbsentAsked);
        return (
            [.. measured.SelectMany(picture => picture.Present).Select(label => new Pair(label.Label, label.UnionIou, label.Instances.Count > 0))],
            absent == 0 ? 0 : 100.0 * measured.Sum(picture => picture.AbsentWithMask.Count) / absent);
    }

    private static string UnionIou(Pair[] pairs) => pairs.Length == 0 ? "" : $"{Mean(pairs):F3} ({pairs.Length})";

    private static double Mean(Pair[] pairs) => pairs.Average(pair => pair.UnionIou);
}
