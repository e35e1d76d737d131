namespace ClipSurgery;

/// <summary>One instance of a picture on its way into a data set: found by this run, or taken from existing labels.</summary>
public sealed record LabelledInstance
{
    /// <summary>The name of its class.</summary>
    public required string Class { get; init; }

    /// <summary>Its pixels, of the picture's size.</summary>
    public required Mask Mask { get; init; }

    /// <summary>0 to 1, higher is surer; null for manual work.</summary>
    public double? Score { get; init; }

    /// <summary>The named parts that the score was made of.</summary>
    public IReadOnlyDictionary<string, double> Parts { get; init; } = new Dictionary<string, double>();

    /// <summary>The text that found it; null for manual work.</summary>
    public string? Prompt { get; init; }

    /// <summary>True for a region of many objects that evaluation ignores; generated labels never set it.</summary>
    public bool IsCrowd { get; init; }

    /// <summary>True for one that existing labels had before this run.</summary>
    public bool IsExisting { get; init; }

    /// <summary>The id that existing labels give it, which it keeps; null for one that gets the next free id.</summary>
    public long? Id { get; init; }

    /// <summary>What other tools keep under <c>attributes</c>, as JSON; null where there is nothing.</summary>
    public string? Attributes { get; init; }
}
