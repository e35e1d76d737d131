namespace ClipSurgery.Bench;

/// <summary>Labels to embeddings over 85 prompts each. PyTorch's side gets tokens ready-made; ours tokenises.</summary>
internal static class TextEnsemble
{
    private const string Group = "text ensemble, ViT-B/16";

    public static void Compare(BenchFolder folder, SideBySide turns, PythonSide python)
    {
        foreach ((int count, int share) in ((int, int)[])[(1, 1), (10, 2), (80, 3)])
        {
            int rounds = Math.Max(1, turns.Rounds / share);
            string[] labels = BenchFolder.EightyLabels[..count];

            // A single label's map needs the empty text on both sides; the library embeds it in any case.
            object[] theirs = count == 1 ? [folder.Checkpoint, "", .. labels] : [folder.Checkpoint, .. labels];
            string name = count == 1 ? "1 label and the empty text" : $"{count} labels";
            ComparedWork cold = turns.Add(
                Group,
                $"{name}, cold",
                () => Embed(folder, labels, folder.Empty("cold")),
                () => python.Time("texts", theirs),
                rounds,
                warmUp: count == 1);
            List<double> cached = [.. Enumerable.Range(0, turns.Rounds).Select(_ => Embed(folder, labels, folder.In("cold")))];
            turns.Rows.Add(new ComparedWork(Group, $"{name}, from the cache on disk (PyTorch has none)", cached, cold.Theirs));
        }
    }

    /// <summary>The model is loaded anew, so that nothing is known but what the cache holds; loading is not measured.</summary>
    private static double Embed(BenchFolder folder, string[] labels, string cache)
    {
        using ClipModel clip = folder.LoadClip(folder.Converted, cache);
        return SideBySide.Time(() => clip.Embed(labels));
    }
}
