using System.Globalization;

namespace ClipSurgery.Bench;

/// <summary>
/// A label run over more and more small pictures. CLIP sees them small and SAM is asked once each, so that the run itself weighs;
/// each gives a mask.
/// </summary>
internal static class PictureGrowth
{
    private const int MostDistinct = 100;
    private const int Samples = 10;

    public static GrowthSeries Series { get; } = new("pictures", "pictures", [1, 10, 100, 1000, 10_000], Run, Prepare);

    /// <summary>Parts of a picture of 64x64 to 128x128 pixels: a hundred, which are linked as often as it takes.</summary>
    private static void Prepare(double count, string folder)
    {
        string pictures = Directory.CreateDirectory(Path.Combine(folder, "pictures")).FullName;
        string distinct = Directory.CreateDirectory(Path.Combine(folder, "distinct")).FullName;
        RgbImage image = Demo.FirstPicture;
        Random random = new(1);
        for (int i = 0; i < Math.Min(count, MostDistinct); i++)
        {
            int side = random.Next(64, 129);
            RgbImage part = image.Crop(random.Next(image.Width - side), random.Next(image.Height - side), side, side);
            PngFile.WriteRgb(Path.Combine(distinct, $"{i}.png"), part);
        }

        for (int i = 0; i < count; i++)
        {
            File.CreateSymbolicLink(Path.Combine(pictures, $"{i:D5}.png"), Path.Combine(distinct, $"{i % MostDistinct}.png"));
        }
    }

    private static void Run(double count, Demo demo, Measurement measurement)
    {
        string pictures = Path.Combine(demo.Folder, "pictures");
        string output = Path.Combine(demo.Folder, "run");
        using ClipModel clip = demo.LoadClip(size: (64, 64));
        using SamModel sam = Demo.LoadSam();
        LabelSet labels = LabelSet.FromTexts([Demo.FirstTruth.Label]);
        SegmentOptions options = new() { Instances = InstanceMode.One, Presence = 0 };
        LabelSetSegmenter segmenter = new(new TextSegmenter(clip, sam), labels, options);
        IReadOnlyList<string> names = [];
        measurement.Once("list", () => names = PictureFolder.List(pictures).FileNames);
        LabelJob job = new()
        {
            Output = output,
            Classes = labels.Classes,
            FileNames = names,
            Label = (name, stop) => LabelledPicture.Of(PictureFolder.Read(pictures, name), segmenter, stop),
            Provenance = new Dictionary<string, string>(),
            Workers = Environment.ProcessorCount,
        };
        measurement.Once("label", () => LabelRun.Run(job, new Memory(names.Count, measurement)));
        measurement.Once("start again when all is done", () => LabelRun.Run(job));
        string coco = Path.Combine(output, "coco.json");
        measurement.Once("write COCO", () => CocoWriter.Write(coco, CocoFormat.ToCoco(FinishedRun.Open(output).Dataset)));
    }

    /// <summary>Notes the memory in hand on the way.</summary>
    private sealed class Memory(int count, Measurement measurement) : IProgress<LabelProgress>
    {
        public void Report(LabelProgress value)
        {
            if (count >= Samples && value.Done > 0 && value.Done % (count / Samples) == 0)
            {
                string line = File.ReadLines("/proc/self/status")
                    .First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
                string number = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2];
                measurement.Notes[$"resident MB after {value.Done}"] = double.Parse(number, CultureInfo.InvariantCulture) / 1024;
            }
        }
    }
}
