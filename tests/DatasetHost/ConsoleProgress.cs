namespace ClipSurgery.Tests;

/// <summary>A line a picture.</summary>
internal sealed class ConsoleProgress : IProgress<LabelProgress>
{
    public void Report(LabelProgress value) =>
        Console.WriteLine($"{value.Done}/{value.Total}, {value.Failed} failed {value.FileName} {value.Error}");
}
