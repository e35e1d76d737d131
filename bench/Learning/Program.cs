// What a few right labels teach, measured on pictures that were not used. FOLDER holds images/ and instances.json.
// dotnet run --project bench/Learning -c Release -- calibrate FOLDER CLIP_DIR...   scores as probabilities: error, and precision reached
// dotnet run --project bench/Learning -c Release -- adapt FOLDER QUERIES COUNTS CLIP_DIR...   classes learned from COUNTS (such as 1,5,15,60)
//   of the even pictures, measured on the odd ones; QUERIES: present or all. adapt-boxes learns from the boxes of the objects alone
// dotnet run --project bench/Learning -c Release -- adapt-plot FILE.svg FOLDER QUERIES COUNTS CLIP_DIR...   the same, drawn as well
using ClipSurgery.Bench;

switch (args)
{
    case ["calibrate", { } folder, .. { Length: > 0 } clips]:
        CalibrateBench.Run(folder, clips);
        break;
    case ["adapt" or "adapt-boxes", { } folder, "present" or "all", { } counts, .. { Length: > 0 } clips]:
        new AdaptBench(folder, asksForAll: args[2] == "all", fromBoxes: args[0] == "adapt-boxes").Run(Numbers(counts), clips);
        break;
    case ["adapt-plot", { } svg, { } folder, "present" or "all", { } counts, .. { Length: > 0 } clips]:
        AdaptPlot.Write(svg, Numbers(counts), new AdaptBench(folder, asksForAll: args[3] == "all", fromBoxes: false).Run(Numbers(counts), clips));
        break;
    default:
        Console.Error.WriteLine("usage: calibrate FOLDER CLIP_DIR..., adapt[-boxes] FOLDER present|all COUNTS CLIP_DIR..., or adapt-plot FILE.svg ...");
        return 2;
}

return 0;

static int[] Numbers(string counts) => [.. counts.Split(',').Select(int.Parse)];
