namespace ClipSurgery.Bench;

/// <summary>
/// More and more instances: copies of one object in a picture that is segmented; and, since a label gives at most as many as are
/// compared, the steps behind that on masks that were not found but made.
/// </summary>
internal static class InstanceGrowth
{
    private const int Side = 1024;
    private const int Low = 256;

    public static GrowthSeries Series { get; } = new("instances", "instances", [1, 2, 5, 10, 20, 50, 100, 200], Run);

    private static void Run(double x, Demo demo, Measurement measurement)
    {
        int count = (int)x;
        using ClipModel clip = demo.LoadClip();
        using SamModel sam = Demo.LoadSam();
        TextSegmenter segmenter = new(clip, sam);
        (string label, IReadOnlyList<Mask> truth) = Demo.FirstTruth;
        RgbImage scene = Scene(count, truth.MaxBy(mask => mask.Area)!);
        LabelledImage? labelled = segmenter.Segment(scene, [label]);
        measurement.Least("segment", () => labelled = segmenter.Segment(scene, [label]));
        measurement.Notes["instances found"] = labelled!.Instances.Count;

        MaskProposal[] proposals = [.. RivalPairs(count)];
        CompatibleSet.Choose(proposals);
        measurement.Least("choose of rival pairs", () => CompatibleSet.Choose(proposals));
        Instance[] instances = [.. Discs(count)];
        RivalLabels.Settle(instances);
        measurement.Least("settle rival labels", () => RivalLabels.Settle(instances));
        string path = Path.Combine(demo.Folder, "coco.json");
        Coco.Write(path, Side, Side, instances);
        measurement.Least("write COCO", () => Coco.Write(path, Side, Side, instances));
        CocoReader.Read(path);
        measurement.Least("read COCO", () => CocoReader.Read(path));
        measurement.Least("validate COCO", () => measurement.Notes["findings"] = CocoValidator.Validate(path).Count());
    }

    /// <summary>Copies of the first picture's object on grey, each in a cell of a grid.</summary>
    private static RgbImage Scene(int count, Mask mask)
    {
        RgbImage source = Demo.FirstPicture;
        byte[] inside = mask.ToBitmap();
        BoxXywh box = mask.Bounds;
        int columns = (int)Math.Ceiling(Math.Sqrt(count));
        int cell = Side / columns;
        double scale = Math.Max(box.Width, box.Height) / (0.9 * Math.Min(cell, Side / 3));
        byte[] pixels = new byte[3 * Side * Side];
        Array.Fill(pixels, (byte)128);
        for (int copy = 0; copy < count; copy++)
        {
            for (int y = 0; y < (int)(box.Height / scale); y++)
            {
                for (int x = 0; x < (int)(box.Width / scale); x++)
                {
                    int sourceX = (int)(box.X + x * scale);
                    int sourceY = (int)(box.Y + y * scale);
                    if (inside[sourceY * mask.Width + sourceX] != 0)
                    {
                        int target = (copy / columns * cell + y) * Side + copy % columns * cell + x;
                        source.Row(sourceY).Slice(3 * sourceX, 3).CopyTo(pixels.AsSpan(3 * target));
                    }
                }
            }
        }

        return new RgbImage(Side, Side, pixels);
    }

    /// <summary>Bars, of which each second one covers half of the one before: the slowest case for the choice of a set.</summary>
    private static IEnumerable<MaskProposal> RivalPairs(int count)
    {
        SamFrame frame = new(Low, Low, Low, Low);
        MaskCandidate candidate = new(new float[Low * Low], 1, frame);
        int rows = Low / ((count + 1) / 2);
        for (int i = 0; i < count; i++)
        {
            float[] field = new float[Low * Low];
            int left = i % 2 * (Low / 3);
            for (int y = i / 2 * rows; y < (i / 2 + 1) * rows; y++)
            {
                field.AsSpan(y * Low + left, Low * 2 / 3).Fill(1);
            }

            yield return new MaskProposal
            {
                Shape = LowMask.FromField(field, Low, Low, 0.5f),
                Candidate = candidate,
                Prompt = new MaskPrompt([new PromptPoint(new ImagePoint(1, 1), IsPositive: true)]),
                Quality = 1,
                Evidence = 1 + i * 1e-3,
            };
        }
    }

    /// <summary>Discs side by side, each of a label of its own: all stay, so each is compared with all before it.</summary>
    private static IEnumerable<Instance> Discs(int count)
    {
        int columns = (int)Math.Ceiling(Math.Sqrt(count));
        int cell = Side / columns;
        for (int i = 0; i < count; i++)
        {
            byte[] bitmap = new byte[Side * Side];
            for (int y = 0; y < cell; y++)
            {
                for (int x = 0; x < cell; x++)
                {
                    bool isInside = (2 * x - cell) * (2 * x - cell) + (2 * y - cell) * (2 * y - cell) < 0.8 * cell * cell;
                    bitmap[(i / columns * cell + y) * Side + i % columns * cell + x] = isInside ? (byte)1 : (byte)0;
                }
            }

            yield return new Instance
            {
                Label = $"object {i}",
                Mask = Mask.FromBitmap(Side, Side, bitmap),
                Parts = new ScoreParts(0.5, 0.5, 0.9, 0.9),
                Prompt = new MaskPrompt([new PromptPoint(new ImagePoint(1, 1), IsPositive: true)]),
            };
        }
    }
}
