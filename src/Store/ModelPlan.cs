namespace ClipSurgery;

/// <summary>A model of which it is known what will be downloaded.</summary>
internal sealed record ModelPlan
{
    public required string Name { get; init; }

    public required ModelKind Kind { get; init; }

    public required HubRepository Repository { get; init; }

    public required string Commit { get; init; }

    public required string License { get; init; }

    public required string Description { get; init; }

    public required IReadOnlyList<HubFile> Files { get; init; }

    public long Bytes => Files.Sum(file => file.Bytes);

    public string LockKey => ModelsLock.Key(Kind, Name);
}
