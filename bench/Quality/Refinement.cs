namespace ClipSurgery.Bench;

/// <summary>
/// What masks for boxes are worth: the true boxes of a COCO folder, each edge moved by a random share of the box's side, and loose
/// masks (ellipses in the true boxes). Prints the mean IoU of all objects.
/// </summary>
internal sealed class Refinement(string folder, SamModel sam)
{
    private readonly CocoDataset _coco = CocoReader.Read(Path.Combine(folder, "instances.json"));

    /// <summary>Measures boxes that are exact, 10 % and 20 % off, and loose masks.</summary>
    public static void Run(string folder)
    {
        using SamModel sam = SamModel.Load(Path.Combine("models", "sam", "emoji"), new RuntimeOptions { Threads = 1 });
        Refinement bench = new(folder, sam);
        Console.WriteLine("| outlines | objects | they themselves | SAM's favourite in the box | refined | kept |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (double jitter in (double[])[0, 0.1, 0.2])
        {
            bench.Print($"boxes, {100 * jitter:0} % off", (truth, random) => new RoughObject(Move(truth, jitter, random)));
        }

        bench.Print("ellipses in exact boxes", (truth, _) => new RoughObject(truth.Bounds, Ellipse(truth)));
    }

    private void Print(string name, Func<Mask, Random, RoughObject> roughOf)
    {
        ILookup<long, Mask> masks = _coco.Annotations.ToLookup(annotation => annotation.ImageId, annotation => annotation.Mask);
        Outcome[][] outcomes = new Outcome[_coco.Images.Count][];
        Parallel.For(0, outcomes.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            CocoImage image = _coco.Images[i];
            Random random = new((int)image.Id);
            Mask[] truth = [.. masks[image.Id]];
            outcomes[i] = Refine(image, truth, [.. truth.Select(mask => roughOf(mask, random))]);
        });
        Outcome[] all = [.. outcomes.SelectMany(some => some)];
        Console.WriteLine(
            $"| {name} | {all.Length} | {all.Average(one => one.Rough):F3} | {all.Average(one => one.Favourite):F3} " +
            $"| {all.Average(one => one.Refined):F3} | {all.Count(one => one.IsKept)} |");
    }

    private Outcome[] Refine(CocoImage image, Mask[] truth, RoughObject[] rough)
    {
        RgbImage picture = ImageFile.Read(Path.Combine(folder, "images", image.FileName)).Image;
        IReadOnlyList<RefinedObject> refined = new BoxRefiner(sam).Refine(picture, rough);
        using SamImage encoded = sam.Encode(picture);
        return
        [
            .. truth.Select((mask, i) => new Outcome(
                (rough[i].Loose ?? RectangleMask.Of(mask.Width, mask.Height, rough[i].Box)).IoU(mask),
                encoded.Predict(new MaskPrompt([], rough[i].Box)).MaxBy(candidate => candidate.PredictedIou)!.ToMask().IoU(mask),
                refined[i].Mask.IoU(mask),
                refined[i].KeptOutline)),
        ];
    }

    private static BoxXywh Move(Mask truth, double jitter, Random random)
    {
        BoxXywh box = truth.Bounds;
        double left = Math.Clamp(box.X + Shift(box.Width), 0, truth.Width - 1);
        double right = Math.Clamp(box.Right + Shift(box.Width), left + 1, truth.Width);
        double top = Math.Clamp(box.Y + Shift(box.Height), 0, truth.Height - 1);
        double bottom = Math.Clamp(box.Bottom + Shift(box.Height), top + 1, truth.Height);
        return new BoxXywh(left, top, right - left, bottom - top);

        double Shift(double side) => ((2 * random.NextDouble()) - 1) * jitter * side;
    }

    private static Mask Ellipse(Mask truth)
    {
        BoxXywh box = truth.Bounds;
        byte[] pixels = new byte[truth.Width * truth.Height];
        for (int i = 0; i < pixels.Length; i++)
        {
            double x = (((i % truth.Width) + 0.5 - box.X) / box.Width * 2) - 1;
            double y = (((i / truth.Width) + 0.5 - box.Y) / box.Height * 2) - 1;
            pixels[i] = (byte)((x * x) + (y * y) <= 1 ? 1 : 0);
        }

        return Mask.FromBitmap(truth.Width, truth.Height, pixels);
    }

    /// <summary>IoU with the truth, of one object.</summary>
    private readonly record struct Outcome(double Rough, double Favourite, double Refined, bool IsKept);
}
