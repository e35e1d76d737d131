namespace ClipSurgery;

/// <summary>One instance of a picture that a person works on.</summary>
public sealed record EditedInstance
{
    /// <summary>
    /// What edits call it: of a found one its <see cref="InstanceKey"/>, which it keeps when it is changed; empty for a new one, which
    /// gets an id when the edit is kept. Up to 64 letters, digits and hyphens, each once in a picture.
    /// </summary>
    public string Id { get; init; } = "";

    /// <summary>The name of its class.</summary>
    public required string Class { get; init; }

    /// <summary>Its pixels, of the picture's size.</summary>
    public required Mask Mask { get; init; }

    /// <summary>
    /// Where it comes from. Null in an edit lets it follow from what was there: a new one is manual, a found one corrected where its mask
    /// or its class changed.
    /// </summary>
    public LabelSource? Source { get; init; }

    /// <summary>True where a person has looked at it and found it right.</summary>
    public bool IsAccepted { get; init; }

    /// <summary>0 to 1, higher is surer; null for manual work.</summary>
    public double? Score { get; init; }

    /// <summary>The named parts that the score was made of.</summary>
    public IReadOnlyDictionary<string, double> Parts { get; init; } = new Dictionary<string, double>();

    /// <summary>The text that found it; null for manual work.</summary>
    public string? Prompt { get; init; }

    /// <summary>True for a region of many objects that evaluation ignores.</summary>
    public bool IsCrowd { get; init; }

    /// <summary>The id that existing labels give it, which it keeps; null for one that gets the next free id.</summary>
    public long? AnnotationId { get; init; }

    /// <summary>What other tools keep under <c>attributes</c>, as JSON; null where there is nothing.</summary>
    public string? Attributes { get; init; }
}
