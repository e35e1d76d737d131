namespace ClipSurgery.Bench;

/// <summary>How well each sign tells the pictures of a folder from the same ones in other styles, with several checkpoints side by side.</summary>
internal static class SignTable
{
    /// <summary>The pictures of one folder as one checkpoint sees them: <c>[sign][picture]</c>, and the map's top of labels there and not there.</summary>
    private sealed record Seen(double[][] Signs, double[] Present, double[] Absent);

    /// <param name="folder">A COCO folder.</param>
    /// <param name="styled">The same in other styles, as bench/Styles writes them.</param>
    /// <param name="clips">The checkpoints.</param>
    public static void Print(string folder, string styled, IReadOnlyList<ClipModel> clips)
    {
        string[] styles = ["ink", "colours", "blur"];
        Seen[] usual = [.. clips.Select(clip => Look(folder, clip))];
        Seen[][] changed = [.. styles.Select(style => clips.Select(clip => Look(Path.Combine(styled, style), clip)).ToArray())];
        Console.WriteLine($"| sign | {string.Join(" | ", styles.Select(style => $"{style}: AUC | flagged, %"))} |");
        Console.WriteLine("|---|" + string.Concat(Enumerable.Repeat("---|---|", styles.Length)));
        foreach ((int sign, string name) in RecognitionSigns.Names.Index())
        {
            IEnumerable<string> cells = changed.Select(seen =>
                Cell(i => $"{Auc(usual[i].Signs[sign], seen[i].Signs[sign]):F2}") + " | " +
                Cell(i => $"{100 * Flagged(usual[i].Signs[sign], seen[i].Signs[sign]):F0}"));
            Console.WriteLine($"| {name} | {string.Join(" | ", cells)} |");
        }

        Console.WriteLine(
            $"\n| pictures | nothing reaches {PictureSegmentation.Recognised}, % | AUC of the map's top, labels there against labels not there |\n|---|---|---|");
        foreach ((string name, Seen[] seen) in styles.Zip(changed).Prepend(("as they are", usual)))
        {
            Console.WriteLine(
                $"| {name} | {Cell(i => $"{100 * seen[i].Signs[0].Average(height => height < PictureSegmentation.Recognised ? 1 : 0):F1}")} " +
                $"| {Cell(i => $"{Auc(seen[i].Present, seen[i].Absent):F3}")} |");
        }

        string Cell(Func<int, string> value) => string.Join(" · ", Enumerable.Range(0, clips.Count).Select(value));
    }

    private static Seen Look(string folder, ClipModel clip)
    {
        EvaluationSet set = new(CocoReader.Read(Path.Combine(folder, "instances.json")));
        RecognitionSigns signs = new(clip, set.Labels);
        (double[] Signs, double[] Labels)[] pictures =
            [.. set.Pictures.Select(picture => signs.Of(ImageFile.Read(Path.Combine(folder, "images", picture.Image.FileName)).Image))];
        ILookup<bool, double> tops = set.Pictures.Zip(pictures)
            .SelectMany(pair => set.Labels.Select((label, i) => (IsThere: pair.First.Truth.ContainsKey(label), Top: pair.Second.Labels[i])))
            .ToLookup(label => label.IsThere, label => label.Top);
        return new Seen(
            [.. RecognitionSigns.Names.Select((_, sign) => pictures.Select(picture => picture.Signs[sign]).ToArray())],
            [.. tops[true]],
            [.. tops[false]]);
    }

    /// <summary>The probability that one of the first has more than one of the second; ties count half.</summary>
    private static double Auc(double[] more, double[] less) => more.Average(a => less.Average(b => a > b ? 1 : a == b ? 0.5 : 0));

    /// <summary>Share of the changed pictures below a threshold that flags one usual picture.</summary>
    private static double Flagged(double[] usual, double[] changed)
    {
        double threshold = usual.Order().ElementAt(1);
        return changed.Average(value => value < threshold ? 1 : 0);
    }
}
