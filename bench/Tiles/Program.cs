// A picture of 12,000 x 9,000 pixels with 40 small objects, and whether they are found in it as in the scenes that they come from.
// dotnet run --project bench/Tiles -c Release -- make FOLDER [WIDTH HEIGHT]
// dotnet run --project bench/Tiles -c Release -- run FOLDER [auto | SIDE]
// Scenes of bench/data/emoji-dev are pasted, each pixel as it is, at places that do not go with any windows. The ground between them is made
// of the other scenes, whose objects are painted over. "run" is to be a process of its own: it prints its peak memory. It writes
// found.png, the pasted scenes with what was found.
using System.Diagnostics;
using ClipSurgery;
using ClipSurgery.Bench;

const string Data = "bench/data/emoji-dev";
string folder = args[1];
string picture = Path.Combine(folder, "large.jpg");
CocoDataset scenes = CocoReader.Read(Path.Combine(Data, "instances.json"));
if (args[0] == "make")
{
    (int width, int height) = args.Length > 3 ? (int.Parse(args[2]), int.Parse(args[3])) : (12_000, 9_000);
    SceneSheet made = SceneSheet.Plan(scenes, width, height);
    Directory.CreateDirectory(folder);
    made.Write(picture, Path.Combine(Data, "images"));
    CocoWriter.Write(Path.Combine(folder, "instances.json"), made.Truth);
    Console.WriteLine($"{picture}: {made.Scenes.Count} scenes, {made.Truth.Annotations.Count()} objects");
    return;
}

RgbImage image = ImageFile.Read(picture, new ImageLimits { MaxPixels = 120_000_000 }).Image;
SceneSheet sheet = SceneSheet.Plan(scenes, image.Width, image.Height);
HashSet<long> shown = [.. sheet.Truth.Annotations.Select(one => one.CategoryId)];
string[] labels = [.. sheet.Truth.Categories.Where(category => shown.Contains(category.Id)).Select(category => category.Name)];
using ClipModel clip = ClipModel.Load("models/clip/emoji");
using SamModel sam = SamModel.Load("models/sam/emoji");
TextSegmenter segmenter = new(clip, sam);
clip.Prepare();
clip.Embed(labels);
Tiling tiling = Tiling.Of(clip.Config, args.Length > 2 && args[2] != "auto" ? int.Parse(args[2]) : null);
int side = tiling.SideFor(image.Width, image.Height)!.Value;
int windows = WindowLayout.Of(image.Width, image.Height, side, Tiling.OverlapOf(side)).Count;
long started = Stopwatch.GetTimestamp();
IReadOnlyList<Instance> found = new TiledSegmenter(segmenter, tiling).Segment(image, labels).Instances;
double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
long peak = Process.GetCurrentProcess().PeakWorkingSet64;

// The same scenes, each as a picture of its own.
List<(long Scene, Instance Instance)> unscaled =
[
    .. sheet.Scenes.SelectMany(scene =>
        segmenter.Segment(ImageFile.Read(Path.Combine(Data, "images", scene.File)).Image, labels).Instances.Select(instance => (scene.Id, instance))),
];
FoundObjects inScenes = FoundObjects.Of(sheet.SceneTruth, unscaled);
FoundObjects inLarge = FoundObjects.Of(sheet.Truth, [.. found.Select(instance => (1L, instance))]);
int outside = found.Count(instance => !sheet.Scenes.Any(scene => RgbBox.Touches(scene.Place, instance.Mask.Bounds)));
FoundSheet.Write(Path.Combine(folder, "found.png"), image, sheet, found);
Console.WriteLine("| labels | side | windows | seconds | peak memory, MB | AP50 | found | false finds | of these outside the scenes | AP50 of the scenes | found there | false finds there |");
Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|");
Console.WriteLine(
    $"| {labels.Length} | {side} | {windows} | {seconds:F0} | {peak >> 20} | {inLarge.AP50:F3} | {inLarge.Found} of {inLarge.Objects} | {inLarge.False} | {outside} " +
    $"| {inScenes.AP50:F3} | {inScenes.Found} | {inScenes.False} |");
foreach (Instance instance in found.Where(one => !sheet.Scenes.Any(scene => RgbBox.Touches(scene.Place, one.Mask.Bounds))).Take(20))
{
    Console.WriteLine($"outside: {instance.Label} {instance.Score:F2} {instance.Mask.Bounds}");
}
