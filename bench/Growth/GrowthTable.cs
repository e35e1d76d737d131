namespace ClipSurgery.Bench;

/// <summary>The numbers of a series as a table, with how steep each curve ends.</summary>
internal static class GrowthTable
{
    private const double Decade = 10;

    /// <summary>A slope up to this is linear.</summary>
    private const double Linear = 1.05;

    public static void Print(GrowthSeries series, GrowthPoint[] points)
    {
        string[] curves = [.. points[0].Curves().Select(curve => curve.Key)];
        IReadOnlyDictionary<string, double> slopes = Slopes(points);
        string times = string.Join(" | ", points[0].Milliseconds.Keys.Select(name => name + ", ms"));
        Console.WriteLine($"\n| {series.Unit} | {times} | peak memory, MB |");
        Console.WriteLine("|---" + string.Concat(curves.Select(_ => "|---")) + "|");
        foreach (GrowthPoint point in points)
        {
            Console.WriteLine($"| {point.X} | {string.Join(" | ", point.Curves().Select(curve => Number(curve.Value)))} |");
        }

        Console.WriteLine($"| slope of the last decade | {string.Join(" | ", curves.Select(curve => $"{slopes[curve]:F2}"))} |");
        string[] steep = [.. curves.Where(curve => slopes[curve] > Linear).Select(curve => $"{curve} ({slopes[curve]:F2})")];
        Console.WriteLine($"\nWorse than linear: {(steep.Length == 0 ? "nothing" : string.Join(", ", steep))}");
        Console.WriteLine($"\n{string.Join("; ", points[^1].Notes.Select(note => $"{note.Key}: {Number(note.Value)}"))}");
    }

    /// <summary>The slope of each curve, both axes logarithmic, over the last decade: 1 is linear, 0 does not grow.</summary>
    public static IReadOnlyDictionary<string, double> Slopes(GrowthPoint[] points)
    {
        GrowthPoint last = points[^1];
        GrowthPoint first = points.Last(point => point.X <= last.X / Decade);
        Dictionary<string, double> before = first.Curves().ToDictionary();
        return last.Curves().ToDictionary(
            curve => curve.Key, curve => Math.Log(curve.Value / before[curve.Key]) / Math.Log(last.X / first.X));
    }

    private static string Number(double value) => value >= 100 ? $"{value:F0}" : $"{value:G3}";
}
