// What each format of a converted model's weights costs and saves: size, time, memory, drift. Every measurement of time and memory has a
// process of its own, the formats take turns, and medians are printed.
// dotnet run --project bench/Weights -c Release -- emoji FOLDER     the demo model on a COCO folder's pictures
// dotnet run --project bench/Weights -c Release -- vit-b16 FOLDER   random weights of ViT-B/16's size (needs 2 GB of disk)
using ClipSurgery;
using ClipSurgery.Bench;

if (args is ["measure", string model, string sides, string measuredPicture])
{
    Measurement.Run(model, [.. sides.Split(',').Select(int.Parse)], measuredPicture);
    return;
}

(string name, string folder) = (args[0], args[1]);
string[] pictures = [.. Directory.EnumerateFiles(Path.Combine(folder, "images")).Order(StringComparer.Ordinal)];
string work = Directory.CreateTempSubdirectory("clip-surgery-bench-").FullName;
try
{
    string checkpoint = Path.Combine("models", "clip", "emoji");
    int[] inputs = [192];
    if (name == "vit-b16")
    {
        checkpoint = Path.Combine(work, "vit-b16.safetensors");
        inputs = [224, 512];
        RandomCheckpoint.WriteVitB16(checkpoint);
    }

    WeightFormat[] formats = Enum.GetValues<WeightFormat>();
    string[] models = [.. formats.Select(format => Path.Combine(work, $"{format}"))];
    foreach ((WeightFormat format, string target) in formats.Zip(models))
    {
        CheckpointConverter.Convert(checkpoint, target, new ConversionOptions { Weights = format });
    }

    Measurement.PrintTable(models, inputs, pictures[0]);
    if (name == "vit-b16")
    {
        Drift.PrintTokens(models, inputs, pictures);
    }
    else
    {
        Drift.PrintMaps(models, folder);
    }
}
finally
{
    Directory.Delete(work, recursive: true);
}
