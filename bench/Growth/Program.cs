// How time and memory grow with the labels, the pictures, the size of a picture and the instances in it, on the demo models.
// From the repository's root:
// dotnet run --project bench/Growth -c Release [-- labels pictures size instances]
// Every point is measured in a process of its own. Writes bench/results/growth-*.json and docs/growth-*.svg, and the tables into
// docs/performance.md where all series were measured.
using ClipSurgery;
using ClipSurgery.Bench;

GrowthSeries[] all = [LabelGrowth.Series, PictureGrowth.Series, SizeGrowth.Series, InstanceGrowth.Series];
if (args is [string name, string x, string folder, string model])
{
    all.Single(series => series.Name == name).RunHere(double.Parse(x), new Demo(model, folder));
    return;
}

using ReportSection section = new("growth");
string made = Directory.CreateTempSubdirectory("clip-surgery-bench-").FullName;
string clip = Path.Combine(made, "clip");
CheckpointConverter.Convert(Demo.Checkpoint, clip);
foreach (GrowthSeries series in all.Where(series => args.Length == 0 || args.Contains(series.Name)))
{
    GrowthPoint[] points = series.Measure(clip);
    GrowthTable.Print(series, points);
    GrowthPlot.Write($"docs/growth-{series.Name}.svg", series, points);
    JsonResults.Write(
        $"bench/results/growth-{series.Name}.json", new { series.Unit, slopes = GrowthTable.Slopes(points), points });
}

Directory.Delete(made, recursive: true);
if (args.Length == 0)
{
    section.Keep();
}
