// What a few right labels teach, measured on pictures that were not used. FOLDER holds images/ and instances.json.
// dotnet run --project bench/Learning -c Release -- calibrate FOLDER CLIP_DIR...   scores as probabilities: error, and precision reached
// dotnet run --project bench/Learning -c Release -- adapt FOLDER QUERIES COUNTS CLIP_DIR...   classes learned from COUNTS (such as 1,5,15,60)
//   of the even pictures, measured on the odd ones; QUERIES: present or all
using ClipSurgery.Bench;

switch (args)
{
    case ["calibrate", { } folder, .. { Length: > 0 } clips]:
        CalibrateBench.Run(folder, clips);
        break;
    case ["adapt", { } folder, "present" or "all", { } counts, .. { Length: > 0 } clips]:
        AdaptBench.Run(folder, asksForAll: args[2] == "all", [.. counts.Split(',').Select(int.Parse)], clips);
        break;
    default:
        Console.Error.WriteLine("usage: calibrate FOLDER CLIP_DIR..., or adapt FOLDER present|all COUNTS CLIP_DIR...");
        return 2;
}

return 0;
