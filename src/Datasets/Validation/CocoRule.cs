namespace ClipSurgery;

/// <summary>How bad a finding is.</summary>
public enum CocoSeverity
{
    /// <summary>Most readers cope; the rule names one that does not.</summary>
    Warning,

    /// <summary>Readers fail, or take the file for something else than was meant.</summary>
    Error,
}

/// <summary>Something that a COCO file has to keep.</summary>
public sealed record CocoRule
{
    private CocoRule(string id, CocoSeverity severity, string expected, string? fix, string byHand) =>
        (Id, Severity, Expected, Fix, ByHand) = (id, severity, expected, fix, byHand);

    /// <summary>A short name that stays the same, such as <c>annotation-id-zero</c>.</summary>
    public string Id { get; }

    /// <summary>How bad it is to break the rule.</summary>
    public CocoSeverity Severity { get; }

    /// <summary>What is expected, and who needs it.</summary>
    public string Expected { get; }

    /// <summary>What <see cref="CocoRepair"/> does about it; null where nothing can be done.</summary>
    public string? Fix { get; }

    /// <summary>What a person does about it where it cannot be repaired.</summary>
    public string ByHand { get; }

    internal static CocoRule Error(string id, string expected, string? fix = null, string byHand = "correct it by hand") =>
        new(id, CocoSeverity.Error, expected, fix, byHand);

    internal static CocoRule Warning(string id, string expected, string? fix = null, string byHand = "check that it is meant") =>
        new(id, CocoSeverity.Warning, expected, fix, byHand);
}
