namespace ClipSurgery;

/// <summary>What the store needs of the world around it; tests put something else in its place.</summary>
internal sealed record StoreSeams
{
    /// <summary>A server that sends nothing for this long is taken for dead.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public Func<TimeSpan, CancellationToken, Task> Delay { get; init; } = Task.Delay;

    /// <summary>Bytes that are free on the disk of a folder.</summary>
    public Func<string, long> FreeSpace { get; init; } = folder => new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
}
