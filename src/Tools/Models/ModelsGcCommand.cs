using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary><c>models gc</c>: deletes what no model needs any more.</summary>
internal sealed class ModelsGcCommand
{
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Say what would be deleted, and delete nothing" };

    public Command Create(ToolConsole console)
    {
        Command gc = new("gc", Help.Text(
            "Delete downloads that were not finished, and conversions whose checkpoint is gone or has changed.",
            "clip-surgery models gc --dry-run")) { _dryRun };
        gc.SetWork(console, (parse, _) => Collect(console, parse.GetValue(_dryRun)));
        return gc;
    }

    private static int Collect(ToolConsole console, bool isDryRun)
    {
        IReadOnlyList<GarbageItem> items = new ModelStore().CollectGarbage(isDryRun);
        foreach (GarbageItem item in items)
        {
            console.Data.WriteLine($"{item.Bytes}\t{item.Path}");
            console.Done($"{(isDryRun ? "would delete" : "deleted")} {item.Path}: {item.Reason} ({ModelNames.Size(item.Bytes)})");
        }

        console.Done($"{items.Count} folders, {items.Sum(item => item.Bytes)} bytes {(isDryRun ? "would be freed" : "freed")}");
        return ExitCode.Done;
    }
}
