// What each step of `segment` is worth: the masks of a COCO folder with one step left out or changed after the other. Queries are the
// labels of each picture ("present"), or all labels of the file ("all"). Prints one row a variant.
// dotnet run --project bench/Quality -c Release -- FOLDER [CLIP_DIR SAM_DIR]
using ClipSurgery;
using ClipSurgery.Bench;

string folder = args[0];
using ClipModel clip = ClipModel.Load(args.Length > 1 ? args[1] : Path.Combine("models", "clip", "emoji"));
using SamModel sam = SamModel.Load(args.Length > 2 ? args[2] : Path.Combine("models", "sam", "emoji"));
Ablation ablation = new(folder, clip, sam);
SegmentOptions paper = new() { Instances = InstanceMode.One, Presence = 0, Context = LabelContext.EmptyText };
SegmentOptions standard = new();
InstanceFinderSettings all = new();

Console.WriteLine(Ablation.Header);
ablation.RunTrueBoxes("SAM's favourite in each true box", takesBest: false);
ablation.RunTrueBoxes("  the best of three", takesBest: true);
ablation.RunWithFavourites("the paper: one mask a text, SAM's favourite", paper, Queries.Present);
ablation.Run("  chosen by agreement with the map", paper, all, Queries.Present);
ablation.Run("  and context default", paper with { Context = LabelContext.PascalContext }, all, Queries.Present);
ablation.Run("instances, no gate", standard with { Presence = 0 }, all, Queries.Present);
ablation.Run("instances, gate (the default)", standard, all, Queries.Present);
ablation.Run("  each label alone", standard, all, Queries.PresentAlone);
ablation.Run("  a third of the seeds", standard, all with { MostSeeds = 10, SeedSpacing = 1.0 / 9 }, Queries.Present);
ablation.Run("  no seeds but the highest", standard, all with { MostSeeds = 1 }, Queries.Present);
ablation.Run("  no boxes of regions", standard, all with { AsksForRegions = false }, Queries.Present);
ablation.Run("  no second prompt", standard, all with { MostRefined = 0 }, Queries.Present);
ablation.Run("  no consensus", standard, all with { ConsensusPower = 0 }, Queries.Present);
ablation.Run("  debris kept", standard, all with { DebrisShare = 0 }, Queries.Present);
ablation.RunWithFavourites("the paper", paper, Queries.All);
ablation.Run("one mask a text, gate", paper with { Presence = SegmentOptions.DefaultPresence }, all, Queries.All);
foreach (double presence in (double[])[0.1, 0.13, SegmentOptions.DefaultPresence, 0.2, 0.25])
{
    ablation.Run($"instances, gate at {presence}", standard with { Presence = presence }, all, Queries.All);
}

ablation.Run("instances, gate, each of all labels alone, every tenth picture", standard, all, Queries.AllAlone);
