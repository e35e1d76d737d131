// The masks of a COCO folder with several CLIPs side by side (" · " between them): what they are worth, with one part of the evidence left
// out after the other, and with --steps one step of the search for instances. Queries are the labels of each picture ("Present"), or all
// labels of the file ("All"), together or one after the other ("Alone"). Prints one row a variant.
// dotnet run --project bench/Quality -c Release -- FOLDER [--steps | --styles | --brief] [--third] [--method=NAME] CLIP_DIR...
// --third takes every third picture. With --sharper: maps of present labels, as explanations, and ways to sharpen them.
// dotnet run --project bench/Quality -c Release -- FOLDER --sharper CLIP_DIR...
// With --signs: whether anything tells of a picture that the models do not recognise it, without SAM. STYLED is what bench/Styles wrote.
// dotnet run --project bench/Quality -c Release -- --signs FOLDER STYLED CLIP_DIR...
// With --refine alone: what boxes and loose masks are refined to.
using ClipSurgery;
using ClipSurgery.Bench;

if (args.Contains("--refine"))
{
    Refinement.Run(args[0]);
    return;
}

bool isOfSigns = args[0] == "--signs";
string[] clipFolders = [.. args.Skip(isOfSigns ? 3 : 1).Where(arg => !arg.StartsWith("--", StringComparison.Ordinal))];
RuntimeOptions oneThread = new() { Threads = 1 };
MapMethod? method = args.FirstOrDefault(arg => arg.StartsWith("--method=", StringComparison.Ordinal)) is { } given
    ? MapMethod.Find(given["--method=".Length..])
    : null;
ClipModel[] clips =
    [.. clipFolders.Select(folder => ClipModel.Load(folder, new ClipModelOptions { Method = method, Runtime = oneThread }))];
if (isOfSigns)
{
    SignTable.Print(args[1], args[2], clips);
    Array.ForEach(clips, clip => clip.Dispose());
    return;
}

using SamModel sam = SamModel.Load(Path.Combine("models", "sam", "emoji"), oneThread);
if (args.Contains("--sharper"))
{
    SharperMaps.Print(args[0], clips, sam);
    Array.ForEach(clips, clip => clip.Dispose());
    return;
}

Array.ForEach(clips, clip => clip.Prepare());
Ablation ablation = new(args[0], clips, sam, args.Contains("--third") ? 3 : 1);
SegmentOptions paper = new() { Instances = InstanceMode.One, Presence = 0, Context = LabelContext.EmptyText };
SegmentOptions standard = new();
EvidenceSettings evidence = new();
InstanceFinderSettings all = new();

Ablation.PrintHeader();
ablation.RunWithFavourites("the paper: one mask a text, SAM's favourite", Queries.Present, paper);
ablation.Run("instances, no gate", Queries.Present, standard with { Presence = 0 });
ablation.Run("instances, gate (the default)", Queries.Present, standard);
if (args.Contains("--steps"))
{
    ablation.RunTrueBoxes("SAM's favourite in each true box", takesBest: false);
    ablation.RunTrueBoxes("  the best of three", takesBest: true);
    ablation.Run("the paper, chosen by agreement with the map", Queries.Present, paper);
    ablation.Run("  and context default", Queries.Present, paper with { Context = LabelContext.PascalContext });
    ablation.Run("  a third of the seeds", Queries.Present, standard, finder: all with { MostSeeds = 10, SeedSpacing = 1.0 / 9 });
    ablation.Run("  no seeds but the highest", Queries.Present, standard, finder: all with { MostSeeds = 1 });
    ablation.Run("  no boxes of regions", Queries.Present, standard, finder: all with { AsksForRegions = false });
    ablation.Run("  no second prompt", Queries.Present, standard, finder: all with { MostRefined = 0 });
    ablation.Run("  no consensus", Queries.Present, standard, finder: all with { ConsensusPower = 0 });
    ablation.Run("  debris kept", Queries.Present, standard, finder: all with { DebrisShare = 0 });
}
else if (!args.Contains("--styles"))
{
    ablation.Run("the default", Queries.All, standard);
}

if (!args.Any(arg => arg is "--steps" or "--styles" or "--brief"))
{
    ablation.Run("  each label alone", Queries.AllAlone, standard);
    ablation.Run("  each alone, no nouns", Queries.AllAlone, standard, evidence with { HasNounRivals = false });
    ablation.Run("  no nouns", Queries.All, standard, evidence with { HasNounRivals = false });
    ablation.Run("  no shift of the picture's own", Queries.All, standard, evidence with { OwnShare = 0 });
    ablation.Run("  one unit for all texts", Queries.All, standard, evidence with { ReachShare = 0 });
    ablation.Run("  gate at 0.2", Queries.All, standard with { Presence = 0.2 });
}

Array.ForEach(clips, clip => clip.Dispose());
