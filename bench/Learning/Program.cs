// What a few right labels teach, measured on pictures that were not used. FOLDER holds images/ and instances.json.
// dotnet run --project bench/Learning -c Release -- calibrate FOLDER CLIP_DIR...   scores as probabilities: error, and precision reached
using ClipSurgery.Bench;

switch (args)
{
    case ["calibrate", { } folder, .. { Length: > 0 } clips]:
        CalibrateBench.Run(folder, clips);
        break;
    default:
        Console.Error.WriteLine("usage: calibrate FOLDER CLIP_DIR...");
        return 2;
}

return 0;
