// Mean IoU of `segment` on a COCO folder: each picture is asked for the labels that are present in it, and for each (picture, label) pair
// the predicted mask is compared with the union of the label's instances. Prints one row a context.
// dotnet run --project bench/Quality -c Release -- FOLDER [CLIP_DIR SAM_DIR]
using ClipSurgery;

string folder = args[0];
string clipPath = args.Length > 1 ? args[1] : Path.Combine("models", "clip", "emoji");
string samPath = args.Length > 2 ? args[2] : Path.Combine("models", "sam", "emoji");
CocoDataset truth = CocoReader.Read(Path.Combine(folder, "instances.json"));
Dictionary<int, string> names = truth.Categories.ToDictionary(category => category.Id, category => category.Name);
ILookup<int, CocoAnnotation> annotations = truth.Annotations.Where(annotation => !annotation.IsCrowd).ToLookup(annotation => annotation.ImageId);
using ClipModel clip = ClipModel.Load(clipPath);
using SamModel sam = SamModel.Load(samPath);
TextSegmenter segmenter = new(clip, sam);
(string Name, LabelContext Context)[] contexts =
[
    ("none", LabelContext.EmptyText),
    ("labels", LabelContext.AskedTexts),
    ("default", LabelContext.PascalContext),
];

Console.WriteLine("| context | queries | pairs | by map agreement (segment) | by predicted IoU (official) | best candidate | pairs without a mask |");
Console.WriteLine("|---|---|---|---|---|---|---|");
foreach ((string name, LabelContext context) in contexts)
{
    Report(name, context, together: true);
    Report(name, context, together: false);
}

void Report(string name, LabelContext context, bool together)
{
    double chosen = 0, official = 0, best = 0;
    int pairs = 0, missing = 0;
    foreach (CocoImage image in truth.Images)
    {
        RgbImage picture = ImageFile.Read(Path.Combine(folder, "images", image.FileName)).Image;
        IGrouping<int, CocoAnnotation>[] present = [.. annotations[image.Id].GroupBy(annotation => annotation.CategoryId)];
        SegmentOptions options = new() { Context = context, KeepCandidates = true };
        string[] texts = [.. present.Select(group => names[group.Key])];
        Instance[] instances = together
            ? [.. segmenter.Segment(picture, texts, options).Instances]
            : [.. texts.SelectMany(text => segmenter.Segment(picture, [text], options).Instances)];
        foreach (IGrouping<int, CocoAnnotation> group in present)
        {
            pairs++;
            Mask target = Mask.Union(group.Select(annotation => annotation.Mask));
            Instance? found = instances.FirstOrDefault(instance => instance.Label == names[group.Key]);
            if (found is null)
            {
                missing++;
                continue;
            }

            chosen += found.Mask.IoU(target);
            official += found.Candidates.MaxBy(candidate => candidate.Parts.PredictedIou)!.Mask.IoU(target);
            best += found.Candidates.Max(candidate => candidate.Mask.IoU(target));
        }
    }

    Console.WriteLine(
        $"| {name} | {(together ? "present labels together" : "each label alone")} | {pairs} | {chosen / pairs:F3} | {official / pairs:F3} | {best / pairs:F3} | {missing} |");
}
