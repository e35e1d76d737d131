// How far the models are from the machine's limit, and what each picture costs in memory. From the repository's root:
// dotnet run --project bench/Limits -c Release -- CACHE_FOLDER [CLIP_FOLDER SAM_FOLDER]
// The tables go into docs/performance.md, the numbers into bench/results. Without models of one's own: a ViT-B/16 of random
// weights, which is made in the cache folder, and the demo SAM.
using ClipSurgery;
using ClipSurgery.Bench;

if (args.Length == 4 && MemoryReport.TryRun(args[0], args[1], args[2], args[3]))
{
    return 0;
}

if (args.Length is not (1 or 3))
{
    Console.Error.WriteLine(
        "error: give a folder for what is made on the way, and if you like the folders of a converted CLIP and of a SAM model.");
    return 2;
}

string cache = Path.GetFullPath(args[0]);
string clip = args.Length > 1 ? args[1] : VitB16(cache);
string sam = args.Length > 1 ? args[2] : "models/sam/emoji";
using ReportSection section = new("limits");
LimitsReport.Write(cache, clip, sam, "bench/results/limits.json");
Console.WriteLine();
MemoryReport.Write(cache, clip, sam, "bench/results/memory.json");
Console.WriteLine();
LoadReport.Write(clip, sam, "bench/results/loading.json");
Console.WriteLine();
AllocationReport.Write("bench/results/allocations.json");
section.Keep();
return 0;

// Made where it is not there yet.
static string VitB16(string cache)
{
    string checkpoint = Path.Combine(Directory.CreateDirectory(cache).FullName, "vit-b16.safetensors");
    if (!File.Exists(checkpoint))
    {
        RandomCheckpoint.WriteVitB16($"{checkpoint}.tmp");
        File.Move($"{checkpoint}.tmp", checkpoint);
    }

    return CheckpointConverter.ConvertOnce(checkpoint, new ConversionOptions(), cache);
}
