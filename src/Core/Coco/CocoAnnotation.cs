namespace ClipSurgery;

/// <summary>One instance: a mask in a picture and its category.</summary>
public sealed record CocoAnnotation
{
    private readonly double? _area;
    private readonly BoxXywh? _bounds;

    /// <summary>Unique in the file, at least 1. COCO's own ids of crowds do not fit 32 bits.</summary>
    public required long Id { get; init; }

    /// <summary>The picture's id.</summary>
    public required long ImageId { get; init; }

    /// <summary>The category's id.</summary>
    public required long CategoryId { get; init; }

    /// <summary>The pixels, of the picture's size; empty where the file has only a box (<see cref="IsBoxOnly"/>).</summary>
    public required Mask Mask { get; init; }

    /// <summary>True for an annotation that was read without a mask: <see cref="Bounds"/> is all it has.</summary>
    public bool IsBoxOnly { get; init; }

    /// <summary>
    /// True for a region of many objects that evaluation ignores. It says nothing about how the mask is stored, and generated
    /// labels never set it.
    /// </summary>
    public bool IsCrowd { get; init; }

    /// <summary>Confidence of a generated label.</summary>
    public double? Score { get; init; }

    /// <summary>The named parts that the score was made of.</summary>
    public IReadOnlyDictionary<string, double> ScoreParts { get; init; } = new Dictionary<string, double>();

    /// <summary>The text that found the object.</summary>
    public string? Prompt { get; init; }

    /// <summary>Where it comes from; null where that was not written down.</summary>
    public LabelSource? Source { get; init; }

    /// <summary>What other tools keep under <c>attributes</c>, as JSON; null where there is nothing.</summary>
    public string? Attributes { get; init; }

    /// <summary>
    /// Area in pixels that evaluation sorts by. A file that was read may state another one than the mask's; it defaults to the
    /// mask's, and that is what is written.
    /// </summary>
    public double Area
    {
        get => _area ?? Mask.Area;
        init => _area = value;
    }

    /// <summary>Box in pixels that box evaluation takes, as <see cref="Area"/> is taken.</summary>
    public BoxXywh Bounds
    {
        get => _bounds ?? Mask.Bounds;
        init => _bounds = value;
    }
}
