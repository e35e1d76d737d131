namespace ClipSurgery;

/// <summary>One place of a COCO file where a rule is broken.</summary>
public sealed record CocoFinding
{
    /// <summary>The rule.</summary>
    public required CocoRule Rule { get; init; }

    /// <summary>The file, as it was given.</summary>
    public required string File { get; init; }

    /// <summary>Line in the file, from 1.</summary>
    public required long Line { get; init; }

    /// <summary>Byte in the line, from 1.</summary>
    public required long Column { get; init; }

    /// <summary><c>annotation 12</c>, <c>annotations[11]</c> (from 0) for an entry without an id, or a key of the file.</summary>
    public required string Entry { get; init; }

    /// <summary>What was found.</summary>
    public required string Found { get; init; }

    /// <summary>True where <see cref="CocoRepair"/> mends it.</summary>
    public required bool CanBeFixed { get; init; }

    /// <summary>What to do about it.</summary>
    public string Remedy => CanBeFixed ? $"--fix {Rule.Fix}" : Rule.ByHand;

    /// <summary>The line that a person reads: place, rule, severity, entry, what was found and expected, what to do.</summary>
    public override string ToString() =>
        $"{File}:{Line}:{Column}: {Rule.Id} {(Rule.Severity == CocoSeverity.Error ? "error" : "warning")} {Entry}: " +
        $"{Found}; expected {Rule.Expected}; {Remedy}";
}
