namespace ClipSurgery;

/// <summary>What a file of boxes has of one picture.</summary>
/// <param name="Source">The file, and the entry in it, for messages.</param>
internal sealed record BoxedPicture(string Source)
{
    /// <summary>Names that the picture may have, relative to the picture folder; the first that is there is it.</summary>
    public IReadOnlyList<string> FileNames { get; init; } = [];

    /// <summary>Names without their endings that it may have; asked where none of <see cref="FileNames"/> is there.</summary>
    public IReadOnlyList<string> Stems { get; init; } = [];

    /// <summary>The size in pixels that boxes are for; null where they are in shares of the sides, 0 to 1.</summary>
    public (int Width, int Height)? Size { get; init; }

    /// <summary>The id that the file gives the picture.</summary>
    public long? Id { get; init; }

    /// <summary>Its objects in the order of the file; there may be none.</summary>
    public required IReadOnlyList<BoxLabel> Labels { get; init; }
}
