namespace ClipSurgery;

/// <summary>One object as a file of boxes has it.</summary>
internal sealed record BoxLabel
{
    /// <summary>The name of its class.</summary>
    public required string Class { get; init; }

    /// <summary>
    /// The rectangle around it, inside the picture where <see cref="BoxedPicture"/> has a size or shares are meant, and never empty there.
    /// </summary>
    public required BoxXywh Box { get; init; }

    /// <summary>A loose outline <c>[x0, y0, x1, y1, …]</c> in shares of the picture's sides; null where the box is all there is.</summary>
    public double[]? Ring { get; init; }

    /// <summary>A loose mask of the size that the file gives the picture; null where the box is all there is.</summary>
    public Mask? Mask { get; init; }

    /// <summary>True for a region of many objects, which stays as it is.</summary>
    public bool IsCrowd { get; init; }

    /// <summary>The id that the file gives it.</summary>
    public long? Id { get; init; }

    /// <summary>What other tools keep under <c>attributes</c>, as JSON.</summary>
    public string? Attributes { get; init; }
}
